"""What the pages before and after a quiz say."""

from dataclasses import dataclass

from flask import url_for

from lms.domain.days import clock_of, day_of, long_day, short_day
from lms.domain.marking import Mark, needed
from lms.domain.quizzes import MatchPairs, PutInOrder, Question
from lms.domain.retakes import Next, Step
from lms.services import attempts, learning, owing, policies
from lms.services.attempts import Sheet
from lms.services.learning import Way
from lms.web.asking import in_words
from lms.web.pages import render
from lms.web.scenes import save_and_leave
from lms.web.session import actor, council, library, now, reading, today

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True)
class Missed:
    """A question that was not answered rightly: what was given, why that is not it, and the clauses."""

    stem: str
    given: str
    why: tuple[str, ...]
    clauses: list[policies.Cited]


def before(here: Way, step: Next) -> str:
    """The page before the quiz, for each thing that may be done next."""
    critical = sum(cell.draw for cell in here.bank.blueprint if cell.critical)
    wanted = needed(here.bank.drawn, here.bank.pass_percent)
    rules = [
        (
            f"There are {here.bank.drawn} questions. You need {wanted} right, "
            f"with every key question right. {NUMBERS[critical]} of them are key questions; none is marked as one."
        ),
    ]
    heading, lines, button = "The quiz", rules, "Start the quiz"
    if step.step is Step.CARRY_ON:
        button = "Carry on with the quiz"
    elif step.step is Step.WAIT and step.from_at is not None:
        heading, lines, button = "You can try again soon", [_wait(step)], ""
    elif step.step is Step.TALK:
        heading, lines, button = (
            f"{council().clerk.name} will talk it through with you",
            [_talk()],
            "",
        )
    elif step.step is Step.PASSED:
        heading, lines, button = "You have passed this quiz", [], ""
    elif step.step is Step.REREAD:
        heading, lines, button = "Read the clauses you missed first", [], ""
    elif step.attempt_id is not None:
        heading = "Try the quiz again"
    reread = step.attempt_id if step.step in {Step.REREAD, Step.PASSED, Step.WAIT, Step.TALK} else None
    return render(
        "quiz/start.html",
        title="The quiz",
        navigation=save_and_leave(here.module.slug),
        module=here.module,
        heading=heading,
        lines=lines,
        button=button,
        reread=url_for("quiz.attempt", attempt=reread) if reread else None,
    )


def _wait(step: Next) -> str:
    at = step.from_at
    assert at is not None, "a wait has its end"
    return f"You can try again from {clock_of(at)} on {long_day(day_of(at), today=today())}."


def _talk() -> str:
    clerk = council().clerk
    return f"Ring {clerk.name}, {clerk.title}, on {clerk.telephone}. After that you can try again."


def after(here: Sheet) -> str:
    """The result of a finished attempt."""
    assert here.result is not None, "only a finished attempt has a result"
    return _passed(here) if here.result.is_passed else _not_yet(here)


def _passed(here: Sheet) -> str:
    until = owing.lasts_until(reading(), here.attempt.assignment_id)
    acknowledge = owing.is_acknowledgement_owed(reading(), actor(), policy=here.module.policy, today=today())
    onward = (
        url_for("policy.acknowledge", policy=here.module.policy)
        if acknowledge
        else url_for("learner.home_page")
    )
    return render(
        "quiz/passed.html",
        title="Passed",
        result=here.result,
        lasts=short_day(until) if until else None,
        onward=onward,
        button="Read and acknowledge the policy" if acknowledge else "Go home",
        certificate=owing.certificate_number(reading(), here.attempt.assignment_id),
        another_look=_missed(here, here.mark, shows_right=True),
        everybody=owing.everybody(reading(), here.attempt.module),
    )


def _not_yet(here: Sheet) -> str:
    mark, way = (
        here.mark,
        learning.way(reading(), actor(), library=library(), module=here.attempt.module, now=now()),
    )
    step = attempts.next_step(reading(), way, now=now())
    is_last = step.attempt_id == here.attempt.id
    again = url_for("quiz.reread", attempt=here.attempt.id) if is_last and step.step is Step.REREAD else None
    return render(
        "quiz/not_yet.html",
        title="Not yet",
        heading=_not_yet_heading(mark),
        lines=_what_then(here, step if is_last else None),
        missed=_missed(here, mark, shows_right=False),
        again=again or _start_again(here, step, is_last=is_last),
        button_text="I have read these, try again" if again else "Try again",
    )


def _start_again(here: Sheet, step: Next, *, is_last: bool) -> str | None:
    if is_last and step.step is Step.START:
        return url_for("quiz.begin", module=here.attempt.module)
    return None


def _not_yet_heading(mark: Mark) -> str:
    if not mark.is_mark_reached:
        return f"Not yet: {mark.right} of {mark.of}"
    keys = len(mark.critical_missed)
    what = "one key question" if keys == 1 else f"{NUMBERS[keys].lower()} key questions"
    return f"Nearly: {mark.right} of {mark.of}, and {what} to put right"


def _what_then(here: Sheet, step: Next | None) -> list[str]:
    percent = here.result.pass_percent if here.result else here.bank.pass_percent
    wanted = needed(len(here.form.asked), percent)
    need = f"You need {wanted}, with every key question right."
    if step is None:
        return [need]
    if step.step is Step.WAIT:
        return [need, _wait(step)]
    if step.step is Step.TALK:
        return [
            need,
            f"{council().clerk.name} will talk it through with you. {_talk()}",
        ]
    return [f"{need} You can try again today."]


def _missed(here: Sheet, mark: Mark, *, shows_right: bool) -> list[Missed]:
    return [_review(here, question, shows_right=shows_right) for question in mark.missed]


def _review(here: Sheet, question_id: str, *, shows_right: bool) -> Missed:
    question = here.bank.question(question_id)
    assert question is not None, "a form holds only questions of its bank"
    given = here.answers[question_id].answer if question_id in here.answers else ()
    why, clauses = _feedback(question, given, shows_right=shows_right)
    cited = policies.cite(
        reading(),
        library=library(),
        policy=here.module.policy,
        clauses=clauses,
        today=today(),
    )
    return Missed(question.stem, in_words(question, given), why, cited)


def _feedback(
    question: Question, given: tuple[str, ...], *, shows_right: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why, and by which clauses. Before a pass, only of what was chosen, so that nothing is given away."""
    if isinstance(question, PutInOrder | MatchPairs):
        parts = question.steps if isinstance(question, PutInOrder) else question.pairs
        why = tuple(f"{part.text}: {part.why}" for part in parts) if shows_right else (question.look_again,)
        return why, question.clauses
    chosen = [
        option for option in question.options if option.id in given and not (option.right and not shows_right)
    ]
    shown = (
        [option for option in question.options if option.right or option.id in given]
        if shows_right
        else chosen
    )
    clauses = [clause for option in shown for clause in option.clauses] or list(question.clauses)
    return tuple(option.why for option in shown), tuple(dict.fromkeys(clauses))
