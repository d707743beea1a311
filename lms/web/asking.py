"""How a question is asked on a page, and how what comes back becomes an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.domain.drawing import Asked
from lms.domain.marking import Answer, how_many
from lms.domain.quizzes import MatchPairs, PutInOrder, Question, SeveralAnswers

PLACES = ("First", "Second", "Third", "Fourth", "Fifth")
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
Typed = Mapping[str, tuple[str, ...]]


class Posted(Protocol):
    """The part of a posted form that an answer is read from."""

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
    stem: str
    hint: str
    options: tuple[tuple[str, ...] | tuple[str, str, None], ...]
    given: Answer = ()
    lines: tuple[Line, ...] = ()

    @property
    def field(self) -> str:
        """The id of the first field."""
        return self.lines[0].name if self.lines else "answer"


def view_of(question: Question, asked: Asked, *, typed: Typed) -> View:
    """The question as its page shows it, with what was given so far or was just typed."""
    if isinstance(question, PutInOrder):
        return _ordered(question, asked, typed)
    if isinstance(question, MatchPairs):
        return _matched(question, asked, typed)
    texts = {option.id: option.text for option in question.options}
    options = tuple((option, texts[option], None) for option in asked.shown)
    given = typed.get("answer", ())
    if isinstance(question, SeveralAnswers):
        hint = f"Choose {NUMBERS[how_many(question)]}"
        # The hint beneath says it, so the stem need not say it too.
        return View("checkboxes", question.stem.removesuffix(f" {hint}."), hint, options, given)
    return View("radios", question.stem, "Choose one", options, given)


def _ordered(question: PutInOrder, asked: Asked, typed: Typed) -> View:
    texts = {step.id: step.text for step in question.steps}
    places = tuple((str(n), PLACES[n - 1]) for n in range(1, len(question.steps) + 1))
    lines = tuple(Line(f"place-{step}", texts[step], _one(typed, f"place-{step}")) for step in asked.shown)
    options = (("", "Choose a place"), *places)
    return View("selects", question.stem, "Give each step its place.", options, lines=lines)


def _matched(question: MatchPairs, asked: Asked, typed: Typed) -> View:
    options = (("", "Choose"), *((match, match) for match in asked.shown))
    lines = tuple(
        Line(f"match-{pair.id}", pair.text, _one(typed, f"match-{pair.id}")) for pair in question.pairs
    )
    hint = "Choose what belongs to each line. The same answer may be used more than once."
    return View("selects", question.stem, hint, options, lines=lines)


def _one(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")


def fields_of(question: Question) -> Sequence[str]:
    """The names of the fields that an answer to this question is posted in."""
    if isinstance(question, PutInOrder):
        return [f"place-{step.id}" for step in question.steps]
    if isinstance(question, MatchPairs):
        return [f"match-{pair.id}" for pair in question.pairs]
    return ["answer"]


def typed_in(form: Posted, question: Question) -> Typed:
    """What each field of the question held in a posted form."""
    return {name: form.all(name) for name in fields_of(question)}


def typed_as(question: Question, answer: Answer) -> Typed:
    """What each field held for this answer to be given."""
    if isinstance(question, PutInOrder):
        return {f"place-{step}": (str(n),) for n, step in enumerate(answer, 1)}
    if isinstance(question, MatchPairs):
        return {
            f"match-{pair.id}": (match,) for pair, match in zip(question.pairs, answer, strict=bool(answer))
        }
    return {"answer": answer}


def answer_from(typed: Typed, question: Question) -> Answer:
    """The answer in what was typed, as `lms.domain.marking` reads it; an order that is not whole is empty."""
    if isinstance(question, PutInOrder):
        step_at = {_one(typed, f"place-{step.id}"): step.id for step in question.steps}
        wanted = [str(n) for n in range(1, len(question.steps) + 1)]
        return tuple(step_at[place] for place in wanted) if set(step_at) == set(wanted) else ()
    if isinstance(question, MatchPairs):
        return tuple(_one(typed, f"match-{pair.id}") for pair in question.pairs)
    return typed["answer"]


def in_words(question: Question, answer: Answer) -> tuple[str, ...]:
    """An answer as a person would read it, a line for each part."""
    if isinstance(question, MatchPairs):
        return tuple(f"{pair.text}: {match}" for pair, match in zip(question.pairs, answer, strict=False))
    if isinstance(question, PutInOrder):
        texts = {step.id: step.text for step in question.steps}
        return tuple(f"{n}. {texts.get(step, step)}" for n, step in enumerate(answer, 1))
    texts = {option.id: option.text for option in question.options}
    return tuple(texts.get(option, option) for option in answer)
