"""The quiz's pages: before it, one question at a time, checking the answers, and what came of it."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from lms.domain.days import clock_of
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import attempts, learning
from lms.services.attempts import Sheet
from lms.web import results
from lms.web.asking import answer_from, fields_of, in_words, view_of
from lms.web.doors import door
from lms.web.forms import sent
from lms.web.pages import render
from lms.web.scenes import save_and_leave
from lms.web.session import actor, library, now, reading, writing

blueprint = Blueprint("quiz", __name__)

LONGEST_ANSWER = 300


@blueprint.get("/modules/<module>/quiz")
@door(Action.LEARN)
def start(module: str) -> str | Response:
    here = learning.way(reading(), actor(), library=library(), module=module, now=now())
    if not here.place.is_quiz:
        return redirect(url_for("scenes.intro", module=module), code=303)
    step = attempts.next_step(reading(), here, now=now())
    return results.before(here, step)


@blueprint.post("/modules/<module>/quiz")
@door(Action.LEARN)
def begin(module: str) -> Response:
    sent({})
    with writing() as session:
        attempt = attempts.start(session, actor(), library=library(), module=module, now=now())
        address = url_for("quiz.attempt", attempt=attempt.id)
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
    if here.result is not None:
        return redirect(url_for("quiz.attempt", attempt=attempt), code=303)
    _, asked = here.asked(n)
    saved = here.answers.get(asked.id)
    return _question(here, n, given=saved.answer if saved else ())


def _question(here: Sheet, n: int, *, given: tuple[str, ...], error: str | None = None) -> str:
    asked, question = here.asked(n)
    view = view_of(question, asked, given=given)
    saved = here.answers.get(question.id)
    field = view.lines[0].name if view.lines else "answer"
    return render(
        "quiz/question.html",
        title=f"Question {n} of {len(here.form.asked)}",
        navigation=save_and_leave(here.attempt.module),
        n=n,
        of=len(here.form.asked),
        question=question,
        view=view,
        error=error,
        errors=[(error, f"#{field}")] if error else [],
        back=url_for("quiz.question", attempt=here.attempt.id, n=n - 1) if n > 1 else None,
        saved=clock_of(saved.saved_at) if saved else None,
    )


@blueprint.post("/attempts/<attempt>/questions/<int:n>")
@door(Action.LEARN)
def save(attempt: str, n: int) -> tuple[str, int] | Response:
    here = _sheet(attempt)
    _, asked = here.asked(n)
    posted = sent(dict.fromkeys(fields_of(asked), LONGEST_ANSWER), many=frozenset({"answer"}))
    answer = answer_from(posted, asked)
    try:
        with writing() as session:
            here = attempts.save(
                session,
                actor(),
                library=library(),
                attempt_id=attempt,
                n=n,
                answer=answer,
                now=now(),
            )
            address = _next(here)
    except Refused as refusal:
        if refusal.kind != "invalid":
            raise
        return _question(here, n, given=answer, error=refusal.sentence), 422
    return redirect(address, code=303)


@blueprint.get("/attempts/<attempt>/check")
@door(Action.LEARN)
def check(attempt: str) -> str | Response:
    here = _sheet(attempt)
    if here.result is not None or here.next_open is not None:
        return redirect(url_for("quiz.attempt", attempt=attempt), code=303)
    return render(
        "quiz/check.html",
        title="Check your answers",
        navigation=save_and_leave(here.attempt.module),
        rows=[_row(here, n) for n in range(1, len(here.form.asked) + 1)],
        action=url_for("quiz.finish", attempt=attempt),
    )


def _row(here: Sheet, n: int) -> tuple[str, str, tuple[str, str, str]]:
    _, question = here.asked(n)
    change = (
        "Change",
        url_for("quiz.question", attempt=here.attempt.id, n=n),
        f"answer to question {n}",
    )
    return question.stem, in_words(question, here.answers[question.id].answer), change


@blueprint.post("/attempts/<attempt>/finish")
@door(Action.LEARN)
def finish(attempt: str) -> Response:
    sent({})
    with writing() as session:
        attempts.finish(session, actor(), library=library(), attempt_id=attempt, now=now())
    return redirect(url_for("quiz.attempt", attempt=attempt), code=303)


@blueprint.post("/attempts/<attempt>/reread")
@door(Action.LEARN)
def reread(attempt: str) -> Response:
    sent({})
    with writing() as session:
        attempts.reread(session, actor(), library=library(), attempt_id=attempt, now=now())
        module = _sheet(attempt).attempt.module
    return redirect(url_for("quiz.start", module=module), code=303)
