"""How a question is asked on a page, and how what comes back becomes an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.domain.drawing import Asked
from lms.domain.marking import Answer, how_many
from lms.domain.quizzes import MatchPairs, PutInOrder, Question, SeveralAnswers

PLACES = ("First", "Second", "Third", "Fourth", "Fifth")
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


class Posted(Protocol):
    """The part of a posted form that an answer is read from."""

    def text(self, name: str, /) -> str: ...
    def all(self, name: str, /) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Line:
    """One select: its field, what it asks about, and what was given."""

    name: str
    text: str
    given: str


@dataclass(frozen=True)
class View:
    """``kind`` is radios, checkboxes or selects; ``options`` are (value, text[, hint])."""

    kind: str
    hint: str
    options: tuple[tuple[str, ...] | tuple[str, str, None], ...]
    given: Answer = ()
    legend: str = ""
    lines: tuple[Line, ...] = ()


def view_of(question: Question, asked: Asked, *, given: Answer) -> View:
    """The question as its page shows it, with the answer given so far."""
    if isinstance(question, PutInOrder):
        return _ordered(question, asked, given)
    if isinstance(question, MatchPairs):
        return _matched(question, asked, given)
    texts = {option.id: option.text for option in question.options}
    options = tuple((option, texts[option], None) for option in asked.shown)
    if isinstance(question, SeveralAnswers):
        return View("checkboxes", f"Choose {NUMBERS[how_many(question)]}", options, given)
    return View("radios", "Choose one", options, given)


def _ordered(question: PutInOrder, asked: Asked, given: Answer) -> View:
    texts = {step.id: step.text for step in question.steps}
    places = tuple((str(n), PLACES[n - 1]) for n in range(1, len(question.steps) + 1))
    lines = tuple(
        Line(
            f"place-{step}",
            texts[step],
            str(given.index(step) + 1) if step in given else "",
        )
        for step in asked.shown
    )
    hint = "Give each step its place."
    return View("selects", hint, (("", "Choose a place"), *places), given, question.stem, lines)


def _matched(question: MatchPairs, asked: Asked, given: Answer) -> View:
    options = tuple((match, match) for match in asked.shown)
    chosen = given if len(given) == len(question.pairs) else ("",) * len(question.pairs)
    lines = tuple(
        Line(f"match-{pair.id}", pair.text, match) for pair, match in zip(question.pairs, chosen, strict=True)
    )
    hint = "Choose what belongs to each line. The same answer may be used more than once."
    return View("selects", hint, (("", "Choose"), *options), given, question.stem, lines)


def answer_from(form: Posted, question: Question) -> Answer:
    """The answer in a posted form, as `lms.domain.marking` reads it; what is missing is left out."""
    if isinstance(question, PutInOrder):
        places = {step.id: form.text(f"place-{step.id}") for step in question.steps}
        placed = sorted(
            (step for step in places if places[step].isdigit()),
            key=lambda step: int(places[step]),
        )
        is_whole = len({places[step] for step in placed}) == len(question.steps)
        return tuple(placed) if is_whole else ()
    if isinstance(question, MatchPairs):
        return tuple(form.text(f"match-{pair.id}") for pair in question.pairs)
    return form.all("answer")


def fields_of(question: Question) -> Sequence[str]:
    """The names of the fields that an answer to this question is posted in."""
    if isinstance(question, PutInOrder):
        return [f"place-{step.id}" for step in question.steps]
    if isinstance(question, MatchPairs):
        return [f"match-{pair.id}" for pair in question.pairs]
    return ["answer"]


def in_words(question: Question, answer: Answer) -> str:
    """An answer as a person would read it."""
    if isinstance(question, MatchPairs):
        return "; ".join(f"{pair.text}: {match}" for pair, match in zip(question.pairs, answer, strict=False))
    if isinstance(question, PutInOrder):
        texts = {step.id: step.text for step in question.steps}
        return "; ".join(f"{n}. {texts.get(step, step)}" for n, step in enumerate(answer, 1))
    texts = {option.id: option.text for option in question.options}
    return "; ".join(texts.get(option, option) for option in answer)
