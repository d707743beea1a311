"""Tests that no way of guessing does much better than chance on a bank that is shipped."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lms.domain.quizzes import Bank, OneAnswer, Option, TrueFalse
from lms.library.parse import parse

BANKS = sorted((Path(__file__).parents[2] / "quizzes").glob("*/*.yaml"))
GRACE = 0.15

# Words by which somebody who knows no policy would tell the careful option from the others.
CAUTION = (
    r"\b(?:ask|tell|report|wait|hold|leav|declin|refus|stop|remov|delet|clos|keep|approv|agree|authori|cautio"
    r"|protect)\w*|\b(?:nothing|nobody|no|not|none|down|off|out|without|alone|until|private|neutral|safe"
    r"|manager|clerk|police|permission|protocol)\b"
)
# Words by which a statement sounds as if it lets the reader off, or binds the reader.
FREES = (
    r"(?<!nobody )\bmay\b(?! not)|\b(?:can|free|room|allow\w*|let|lets|outside|takes away|only if|as long as"
    r"|but not|less|gives nothing away)\b"
)
BINDS = (
    r"\b(?:may not|nobody may|must|cannot|has to|have to|should|forbid\w*|bars?|needs?|covers?|stays? out"
    r"|at risk)\b"
)

Way = Callable[[OneAnswer, Option], int]


def _found(pattern: str, text: str) -> int:
    return len(re.findall(pattern, text, re.IGNORECASE))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", re.sub(r"['’]s?\b", "", text.lower())))


WAYS: dict[str, Way] = {
    "first": lambda question, option: -question.options.index(option),
    "second": lambda question, option: question.options.index(option) == 1,
    "third": lambda question, option: question.options.index(option) == 2,
    "longest": lambda question, option: len(option.text),
    "shortest": lambda question, option: -len(option.text),
    "echo of the stem": lambda question, option: len(_words(question.stem) & _words(option.text)),
    "most cautious": lambda question, option: _found(CAUTION, option.text),
    "least cautious": lambda question, option: -_found(CAUTION, option.text),
}


def _share(question: OneAnswer, way: Way) -> float:
    """What a guesser can expect of one question; those equally tempting are drawn from by lot."""
    tempting = [way(question, option) for option in question.options]
    picked = [
        option for option, much in zip(question.options, tempting, strict=True) if much == max(tempting)
    ]
    return sum(option.right for option in picked) / len(picked)


def _marked(question: TrueFalse) -> float:
    """What "it lets me off, so False; it binds me, so True" can expect of one statement."""
    frees, binds = _found(FREES, question.stem), _found(BINDS, question.stem)
    return 0.5 if frees == binds else float(question.options[0].right == (binds > frees))


def _bank(path: Path) -> Bank:
    bank, faults = parse(path.read_bytes(), Bank, file=str(path))
    assert bank is not None, faults
    return bank


def _named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", BANKS, ids=_named)
def test_one_way_of_guessing_is_about_as_good_as_another(path: Path, way: str) -> None:
    ones = [question for question in _bank(path).questions if isinstance(question, OneAnswer)]

    chance = sum(1 / len(question.options) for question in ones) / len(ones)
    scored = sum(_share(question, WAYS[way]) for question in ones) / len(ones)

    assert scored <= chance + GRACE, f"{way}: {scored:.2f} where chance gives {chance:.2f}"


@pytest.mark.parametrize("path", BANKS, ids=_named)
def test_a_statement_is_not_true_because_it_binds(path: Path) -> None:
    statements = [question for question in _bank(path).questions if isinstance(question, TrueFalse)]

    scored = sum(_marked(question) for question in statements) / len(statements)

    assert scored <= 0.5 + GRACE, f"{scored:.2f} of {len(statements)} statements go by how they sound"


def _one(*texts: str) -> OneAnswer:
    options = tuple(
        Option(id=f"o{at}", text=text, right=at == 0, why="Said.", clauses=("XY-1",))
        for at, text in enumerate(texts)
    )
    return OneAnswer(id="q", kind="one", cell="c", clauses=("XY-1",), stem="What now?", options=options)


def test_the_measure_sees_a_bank_that_caution_passes() -> None:
    cautious = _one("Wait, and ask the Clerk", "Post it at once", "Share it with friends")

    assert _share(cautious, WAYS["most cautious"]) == 1
    assert _share(cautious, WAYS["least cautious"]) == 0


def test_options_that_tempt_alike_are_drawn_from_by_lot() -> None:
    assert _share(_one("Wait a day", "Hold it back", "Post it"), WAYS["most cautious"]) == 0.5
