"""What somebody says who does not acknowledge a policy yet: a question about a clause, or a refusal with a reason."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.days import day_of, long_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import acknowledging
from lms.services.acknowledging import Page
from lms.storage.troubles import StorageTrouble
from lms.web.doors import door
from lms.web.fields import Choice, LongText
from lms.web.forms import Form, body_digest, form_key, submit_key
from lms.web.pages import render
from lms.web.saving import form_not_saved
from lms.web.session import actor, council, library, now, reading, today, writing

blueprint = Blueprint("doubts", __name__)

Answer = str | tuple[str, int] | AnyResponse


class Ask(Form):
    """A question about one clause."""

    clause = Choice("Which clause?", longest=40)
    question = LongText("What is not clear?", longest=acknowledging.LONGEST)


class Decline(Form):
    """Why somebody does not wish to acknowledge."""

    reason = LongText("Why?", longest=acknowledging.LONGEST)


def _page(policy: str) -> Page:
    return acknowledging.page(reading(), actor(), library=library(), policy=policy, now=now())


def _done(page: Page) -> str | None:
    """The day on which the version in force was acknowledged, in words."""
    return long_day(day_of(page.done.happened_at), today=today()) if page.done else None


def _stays(page: Page) -> str:
    """What a question leaves as it is."""
    if page.done is not None:
        return "Your acknowledgement stays as it is."
    return "This stays open; it is not a refusal." if page.is_owed else "It is not a refusal."


@blueprint.get("/policies/<policy>/ask")
@door(Action.LEARN)
def ask(policy: str) -> str:
    return _ask(policy, Ask(clause=request.args.get("clause", "")))


def _ask(policy: str, form: Ask) -> str:
    page = _page(policy)
    clauses = [(clause.id, clause.label) for part in page.document.parts for clause in part.clauses]
    form.clause.offer([("", "Choose a clause"), *clauses])
    return render(
        "policy/ask.html",
        title="Ask about a clause",
        policy=policy,
        form=form,
        errors=form.faults(),
        done=_done(page),
        stays=_stays(page),
        key=submit_key(),
    )


@blueprint.post("/policies/<policy>/ask")
@door(Action.LEARN)
def send_question(policy: str) -> Answer:
    form = Ask.sent()
    if form.faults():
        return _ask(policy, form), 422
    try:
        with writing() as session:
            label = acknowledging.ask(
                session,
                actor(),
                library=library(),
                policy=policy,
                clause=form.clause.data,
                question=form.question.data,
                key=form_key(),
                body_digest=body_digest(),
                now=now(),
            )
    except Refused as refusal:
        is_clause = isinstance(refusal, acknowledging.UnknownClause)
        form.refuse(form.clause if is_clause else form.question, refusal)
        return _ask(policy, form), 422
    except StorageTrouble as trouble:
        return form_not_saved(trouble, form, lambda: _ask(policy, form), button="Send the question")
    line = f"{council().clerk.name} has your question about {label}. {_stays(_page(policy))}"
    return render("policy/sent.html", title="Question sent", heading="Your question is sent", line=line)


@blueprint.get("/policies/<policy>/decline")
@door(Action.LEARN)
def decline(policy: str) -> str:
    return _decline(policy, Decline())


def _decline(policy: str, form: Decline) -> str:
    return render(
        "policy/decline.html",
        title="Do not acknowledge",
        policy=policy,
        form=form,
        errors=form.faults(),
        done=_done(_page(policy)),
        key=submit_key(),
    )


@blueprint.post("/policies/<policy>/decline")
@door(Action.LEARN)
def send_refusal(policy: str) -> Answer:
    form = Decline.sent()
    if form.faults():
        return _decline(policy, form), 422
    try:
        with writing() as session:
            acknowledging.decline(
                session,
                actor(),
                library=library(),
                policy=policy,
                reason=form.reason.data,
                key=form_key(),
                body_digest=body_digest(),
                now=now(),
            )
    except Refused as refusal:
        form.refuse(form.reason, refusal)
        return _decline(policy, form), 422
    except StorageTrouble as trouble:
        return form_not_saved(trouble, form, lambda: _decline(policy, form), button="Record my reason")
    clerk = council().clerk
    line = f"{clerk.name}, {clerk.title}, will talk to you about it. Or ring {clerk.telephone}."
    return render("policy/sent.html", title="Recorded", heading="Your reason is recorded", line=line)
