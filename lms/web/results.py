"""What the pages before and after a quiz say."""

from dataclasses import dataclass

from flask import url_for

from lms.domain.days import short_day
from lms.domain.documents import Document
from lms.domain.marking import Mark, needed, right_answer
from lms.domain.numbers import counted
from lms.domain.quizzes import MatchPairs, PutInOrder, Question
from lms.domain.retakes import Next, Step
from lms.services import attempts, owing, policies
from lms.services.attempts import Ahead, Sheet
from lms.services.learning import Way
from lms.services.policies import Cited
from lms.web import retrying
from lms.web.asking import in_words
from lms.web.pages import render
from lms.web.scenes import save_and_leave
from lms.web.session import actor, now, reading, today

SEEN_AGAIN = frozenset({Step.REREAD, Step.PASSED, Step.WAIT, Step.TALK})


@dataclass(frozen=True)
class Missed:
    """A question not answered rightly: what was given, why that is not it, and the clauses.

    ``right`` is the answer that counts, and stays empty until the quiz is passed.
    """

    stem: str
    given: tuple[str, ...]
    right: tuple[str, ...]
    why: tuple[str, ...]
    clauses: list[Cited]


def before(here: Way, ahead: Ahead, *, error: str | None = None) -> str:
    """The page before the quiz, for each thing that may be done next."""
    step = ahead.step
    heading, lines, button = _before_in_words(here, ahead)
    again = url_for("quiz.attempt", attempt=step.attempt_id) if step.attempt_id else None
    return render(
        "quiz/start.html",
        title="The quiz",
        navigation=save_and_leave(here.module.slug),
        module=here.module,
        heading=heading,
        lines=lines,
        button=button,
        result=again if step.step in SEEN_AGAIN else None,
        result_words="See your result" if step.step is Step.PASSED else "See what to read first",
        errors=[(error, None)] if error else [],
    )


def _before_in_words(here: Way, ahead: Ahead) -> tuple[str, list[str], str | None]:
    """The heading, the lines beneath it, and the button's words where there is one."""
    step = ahead.step
    if step.step is Step.WAIT:
        return "You can try again soon", [retrying.wait(step)], None
    if step.step is Step.TALK:
        return retrying.who_will_talk(), [retrying.talk()], None
    if step.step is Step.PASSED:
        return "You have passed this quiz", [], None
    if step.step is Step.REREAD:
        return "Read the clauses you missed first", [], None
    if step.step is Step.CARRY_ON:
        return "The quiz", ["Your answers so far are kept."], "Carry on with the quiz"
    heading = "Try the quiz again" if step.attempt_id else "The quiz"
    return heading, [_again_rule(ahead.again) if ahead.again else _rule(here)], "Start the quiz"


def _rule(here: Way) -> str:
    critical = sum(cell.draw for cell in here.bank.blueprint if cell.critical)
    wanted = needed(here.bank.drawn, here.bank.pass_percent)
    keys = f"{counted(critical)} of them {'is a key question' if critical == 1 else 'are key questions'}"
    return (
        f"There are {here.bank.drawn} questions. You need {wanted} right, with every key question right. "
        f"{keys}; none is marked as one."
    )


def _again_rule(count: int) -> str:
    if count == 1:
        return "You reached the mark. Only the key question you missed is asked again, in other words."
    return (
        f"You reached the mark. Only the {counted(count).lower()} key questions you missed are asked again, "
        "in other words, and each has to be right."
    )


def after(here: Sheet, *, error: str | None = None) -> str:
    """The result of a finished attempt; ``error`` is what came of a button pressed on it."""
    assert here.result is not None, "only a finished attempt has a result"
    return _passed(here) if here.result.is_passed else _not_yet(here, error=error)


def _passed(here: Sheet) -> str:
    until, certificate = owing.came_of(reading(), here.attempt.assignment_id)
    policy = here.module.policy
    is_owed = owing.is_acknowledgement_owed(reading(), actor(), policy=policy, today=today())
    mark = here.mark
    return render(
        "quiz/passed.html",
        title="Passed",
        heading="Passed: every key question is right"
        if here.attempt.repeats
        else f"Passed: {mark.right} of {mark.of}",
        lasts=short_day(until) if until else None,
        onward=url_for("policy.acknowledge", policy=policy) if is_owed else url_for("learner.home_page"),
        button="Read and acknowledge the policy" if is_owed else "Go home",
        certificate=certificate,
        another_look=_missed(here, mark, shows_right=True),
        everybody=owing.everybody(reading(), here.attempt.module),
    )


def _not_yet(here: Sheet, *, error: str | None) -> str:
    mark, ahead = here.mark, attempts.ahead(reading(), here.attempt.assignment_id, now=now())
    step = ahead.step if ahead.step.attempt_id == here.attempt.id else None
    again, button = _again(here, step)
    return render(
        "quiz/not_yet.html",
        title="Not yet",
        heading=_not_yet_heading(here, mark),
        lines=_what_then(here, step),
        missed=_missed(here, mark, shows_right=False),
        again=again,
        button_text=button,
        errors=[(error, None)] if error else [],
    )


def _again(here: Sheet, step: Next | None) -> tuple[str | None, str]:
    """Where the one button posts, and its words; nowhere while there is nothing to press."""
    if step is not None and step.step is Step.REREAD:
        return url_for("quiz.reread", attempt=here.attempt.id), "I have read these, try again"
    if step is not None and step.step is Step.START:
        return url_for("quiz.begin", module=here.attempt.module), "Try again"
    return None, ""


def _not_yet_heading(here: Sheet, mark: Mark) -> str:
    keys = len(mark.critical_missed)
    what = "one key question" if keys == 1 else f"{counted(keys).lower()} key questions"
    if here.attempt.repeats:
        return f"Nearly: {what} to put right"
    if not mark.is_mark_reached:
        return f"Not yet: {mark.right} of {mark.of}"
    return f"Nearly: {mark.right} of {mark.of}, and {what} to put right"


def _what_then(here: Sheet, step: Next | None) -> list[str]:
    need = _need(here)
    if step is None:
        return [need]
    if (said := retrying.not_now(step)) is not None:
        return [need, said]
    return [f"{need} You can try again today."]


def _need(here: Sheet) -> str:
    if here.attempt.repeats:
        return "Every key question has to be right."
    assert here.result is not None, "only a finished attempt says what it lacked"
    return f"You need {needed(here.result.of, here.result.pass_percent)}, with every key question right."


def _missed(here: Sheet, mark: Mark, *, shows_right: bool) -> list[Missed]:
    # As the certificate has it: another version may have come into force while the attempt was open, or since.
    began = here.attempt.recorded_at
    version = policies.version_then(reading(), policy=here.module.policy, at=began)
    shown = policies.document_of(reading(), version) if version else None
    return [_review(here, question, shown, shows_right=shows_right) for question in mark.missed]


def _review(here: Sheet, question_id: str, shown: Document | None, *, shows_right: bool) -> Missed:
    question = here.bank.question(question_id)
    assert question is not None, "a form holds only questions of its bank"
    given = here.answers[question_id].answer if question_id in here.answers else ()
    why, clauses = _feedback(question, given, shows_right=shows_right)
    cited = policies.cited_from(shown, clauses) if shown else []
    right = in_words(question, right_answer(question)) if shows_right else ()
    return Missed(question.stem, in_words(question, given), right, why, cited)


def _feedback(
    question: Question, given: tuple[str, ...], *, shows_right: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why, and by which clauses. Before a pass, only of what was chosen, so that nothing is given away."""
    if isinstance(question, PutInOrder | MatchPairs):
        parts = question.steps if isinstance(question, PutInOrder) else question.pairs
        why = tuple(f"{part.text}: {part.why}" for part in parts) if shows_right else (question.look_again,)
        return why, question.clauses
    wrong = [option for option in question.options if option.id in given and not option.right]
    right = [option for option in question.options if option.right] if shows_right else []
    clauses = [clause for option in (*wrong, *right) for clause in option.clauses]
    return tuple(option.why for option in (*wrong, *right)), tuple(dict.fromkeys(clauses or question.clauses))
