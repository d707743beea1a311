"""What an answer is worth, and what a finished form amounts to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.domain.drawing import Form
from lms.domain.quizzes import (
    Bank,
    MatchPairs,
    OneAnswer,
    PutInOrder,
    Question,
    SeveralAnswers,
    TrueFalse,
)
from lms.domain.refusal import Refused

Answer = tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """Questions ``right`` of how many, the ids of those missed, and of those the critical ones."""

    right: int
    of: int
    missed: tuple[str, ...]
    critical_missed: tuple[str, ...]
    is_passed: bool
    is_mark_reached: bool


def right_answer(question: Question) -> Answer:
    """The answer that counts: option ids, step ids in order, or the match of each pair in file order."""
    if isinstance(question, PutInOrder):
        return tuple(step.id for step in question.steps)
    if isinstance(question, MatchPairs):
        return tuple(pair.match for pair in question.pairs)
    return tuple(sorted(option.id for option in question.options if option.right))


def is_right(question: Question, answer: Answer) -> bool:
    """Whether the whole answer is right; a part is not."""
    given = answer if isinstance(question, PutInOrder | MatchPairs) else tuple(sorted(answer))
    return given == right_answer(question)


def check_answer(question: Question, answer: Answer) -> None:
    """Refuse an answer that is not one: nothing chosen, a place given twice, an option not offered."""
    if isinstance(question, PutInOrder):
        _check_order(question, answer)
    elif isinstance(question, MatchPairs):
        _check_match(question, answer)
    else:
        _check_options(question, answer)


def how_many(question: SeveralAnswers) -> int:
    return sum(option.right for option in question.options)


def _check_options(question: OneAnswer | SeveralAnswers | TrueFalse, answer: Answer) -> None:
    wanted = how_many(question) if isinstance(question, SeveralAnswers) else 1
    if not answer and wanted == 1:
        raise Refused("Choose an answer", kind="invalid")
    if len(answer) != wanted or len(set(answer)) != wanted:
        number = {2: "two", 3: "three", 4: "four", 5: "five"}.get(wanted, "one")
        raise Refused(
            f"Choose {number} answers" if wanted > 1 else "Choose one answer",
            kind="invalid",
        )
    _check_known(answer, {option.id for option in question.options})


def _check_order(question: PutInOrder, answer: Answer) -> None:
    _check_known(answer, {step.id for step in question.steps})
    if len(answer) != len(question.steps) or len(set(answer)) != len(answer):
        raise Refused("Give each step a different place", kind="invalid")


def _check_match(question: MatchPairs, answer: Answer) -> None:
    if len(answer) != len(question.pairs) or not all(answer):
        raise Refused("Choose what belongs to each line", kind="invalid")
    _check_known(answer, {pair.match for pair in question.pairs})


def _check_known(answer: Answer, known: set[str]) -> None:
    if not set(answer) <= known:
        raise Refused("That answer is not one of those on the page. Choose again.", kind="invalid")


def mark(bank: Bank, form: Form, answers: Mapping[str, Answer], *, pass_percent: int) -> Mark:
    """The mark of a form.

    Passed: at least ``pass_percent`` of the questions and every critical question right. An
    unanswered question is missed.
    """
    missed: list[str] = []
    critical: list[str] = []
    for asked in form.asked:
        question = bank.question(asked.question)
        if question is not None and is_right(question, answers.get(asked.question, ())):
            continue
        missed.append(asked.question)
        cell = bank.cell(asked.cell)
        if cell is not None and cell.critical:
            critical.append(asked.question)
    right = len(form.asked) - len(missed)
    reached = right * 100 >= pass_percent * len(form.asked)
    return Mark(
        right,
        len(form.asked),
        tuple(missed),
        tuple(critical),
        reached and not critical,
        reached,
    )


def needed(of: int, pass_percent: int) -> int:
    """How many of ``of`` questions a pass needs."""
    return -(-of * pass_percent // 100)


def cells_of(form: Form, questions: Sequence[str]) -> tuple[str, ...]:
    """The cell of each of these questions, in form order."""
    return tuple(asked.cell for asked in form.asked if asked.question in set(questions))
