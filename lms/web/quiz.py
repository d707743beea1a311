"""The quiz's pages: before it, one question at a time, checking the answers, and what came of it."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from lms.domain.days import clock_of
from lms.domain.marking import Answer
from lms.domain.quizzes import Question
from lms.domain.refusal import Refused
from lms.domain.retakes import Step
from lms.domain.roles import Action
from lms.services import attempts, learning
from lms.services.attempts import Ahead, Sheet
from lms.services.learning import Way
from lms.storage.troubles import StorageTrouble
from lms.web import results
from lms.web.asking import Typed, answer_from, fields_of, in_words, typed_as, typed_in, view_of
from lms.web.doors import door
from lms.web.forms import sent
from lms.web.pages import render
from lms.web.saving import not_saved
from lms.web.scenes import save_and_leave
from lms.web.session import actor, library, now, reading, writing

blueprint = Blueprint("quiz", __name__)

LONGEST_ANSWER = 300
BUTTON = "Save and continue"


@blueprint.get("/modules/<module>/quiz")
@door(Action.LEARN)
def start(module: str) -> str | Response:
    here = _way(module)
    if not here.place.is_quiz:
        return redirect(url_for("scenes.intro", module=module), code=303)
    ahead = _ahead(here)
    if ahead.step.step is Step.REREAD:
        return redirect(url_for("quiz.attempt", attempt=ahead.step.attempt_id), code=303)
    return results.before(here, ahead)


def _way(module: str) -> Way:
    return learning.way(reading(), actor(), library=library(), module=module, now=now())


def _ahead(here: Way) -> Ahead:
    return attempts.ahead(reading(), here.owed.assignment.id, now=now())


def _before(here: Way, *, error: str) -> str:
    return results.before(here, _ahead(here), error=error)


@blueprint.post("/modules/<module>/quiz")
@door(Action.LEARN)
def begin(module: str) -> Response:
    sent({})
    try:
        with writing() as session:
            attempt = attempts.start(session, actor(), library=library(), module=module, now=now())
            address = url_for("quiz.attempt", attempt=attempt.id)
    except StorageTrouble as trouble:
        return not_saved(trouble, lambda sentence: _before(_way(module), error=sentence), button="the button")
    return redirect(address, code=303)


def _sheet(attempt: str) -> Sheet:
    return attempts.sheet(reading(), actor(), library=library(), attempt_id=attempt)


def _next(here: Sheet) -> str:
    """The first question still open, else the page that checks the answers."""
    if here.next_open is None:
        return url_for("quiz.check", attempt=here.attempt.id)
    return url_for("quiz.question", attempt=here.attempt.id, n=here.next_open)


@blueprint.get("/attempts/<attempt>")
@door(Action.LEARN)
def attempt(attempt: str) -> str | Response:
    here = _sheet(attempt)
    if here.result is None:
        return redirect(_next(here), code=303)
    return results.after(here)


@blueprint.get("/attempts/<attempt>/questions/<int:n>")
@door(Action.LEARN)
def question(attempt: str, n: int) -> str | Response:
    here = _sheet(attempt)
    _, asked = here.asked(n)
    if here.result is not None:
        return redirect(url_for("quiz.attempt", attempt=attempt), code=303)
    saved = here.answers.get(asked.id)
    return _question(here, n, typed=typed_as(asked, saved.answer if saved else ()))


def _question(here: Sheet, n: int, *, typed: Typed, error: str | None = None) -> str:
    asked, question = here.asked(n)
    view = view_of(question, asked, typed=typed)
    saved = here.answers.get(question.id)
    back = url_for("quiz.question", attempt=here.attempt.id, n=n - 1) if n > 1 else None
    return render(
        "quiz/question.html",
        title=f"Question {n} of {len(here.form.asked)}",
        navigation=save_and_leave(here.attempt.module),
        n=n,
        of=len(here.form.asked),
        exhibit_shown=question.exhibit,
        view=view,
        error=error,
        errors=[(error, f"#{view.field}")] if error else [],
        button_text=BUTTON,
        back=back,
        saved=clock_of(saved.saved_at) if saved and not error else None,
    )


@blueprint.post("/attempts/<attempt>/questions/<int:n>")
@door(Action.LEARN)
def save(attempt: str, n: int) -> tuple[str, int] | Response:
    here: Sheet | None = None
    try:
        with writing() as session:
            here = attempts.sheet(session, actor(), library=library(), attempt_id=attempt)
            attempts.keep(session, here, n=n, answer=_answer_to(here, n), now=now())
    except Refused as refusal:
        if here is None or refusal.kind != "invalid":
            raise
        return _again(here, n, refusal.sentence), 422
    except StorageTrouble as trouble:
        return not_saved(trouble, lambda sentence: _again(_sheet(attempt), n, sentence), button=BUTTON)
    return redirect(_next(here), code=303)


def _typed(question: Question) -> Typed:
    form = sent(dict.fromkeys(fields_of(question), LONGEST_ANSWER), many=frozenset({"answer"}))
    return typed_in(form, question)


def _answer_to(here: Sheet, n: int) -> Answer:
    _, question = here.asked(n)
    return answer_from(_typed(question), question)


def _again(here: Sheet, n: int, sentence: str) -> str:
    """The question as it was sent, with what to do about it."""
    _, question = here.asked(n)
    return _question(here, n, typed=_typed(question), error=sentence)


@blueprint.get("/attempts/<attempt>/check")
@door(Action.LEARN)
def check(attempt: str) -> str | Response:
    here = _sheet(attempt)
    if here.result is not None or here.next_open is not None:
        return redirect(url_for("quiz.attempt", attempt=attempt), code=303)
    return _check(here)


def _check(here: Sheet, *, error: str | None = None) -> str:
    return render(
        "quiz/check.html",
        title="Check your answers",
        navigation=save_and_leave(here.attempt.module),
        rows=[_row(here, n) for n in range(1, len(here.form.asked) + 1)],
        action=url_for("quiz.finish", attempt=here.attempt.id),
        errors=[(error, None)] if error else [],
    )


def _row(here: Sheet, n: int) -> tuple[str, tuple[str, ...], str]:
    _, question = here.asked(n)
    href = url_for("quiz.question", attempt=here.attempt.id, n=n)
    return question.stem, in_words(question, here.answers[question.id].answer), href


@blueprint.post("/attempts/<attempt>/finish")
@door(Action.LEARN)
def finish(attempt: str) -> Response:
    sent({})
    try:
        with writing() as session:
            attempts.finish(session, actor(), library=library(), attempt_id=attempt, now=now())
    except StorageTrouble as trouble:
        return not_saved(
            trouble, lambda sentence: _check(_sheet(attempt), error=sentence), button="Finish the quiz"
        )
    return redirect(url_for("quiz.attempt", attempt=attempt), code=303)


@blueprint.post("/attempts/<attempt>/reread")
@door(Action.LEARN)
def reread(attempt: str) -> Response:
    sent({})
    try:
        with writing() as session:
            attempts.reread(session, actor(), library=library(), attempt_id=attempt, now=now())
            module = attempts.sheet(session, actor(), library=library(), attempt_id=attempt).attempt.module
    except StorageTrouble as trouble:
        return not_saved(
            trouble, lambda sentence: results.after(_sheet(attempt), error=sentence), button="the button"
        )
    return redirect(url_for("quiz.start", module=module), code=303)
