"""The policy in force: its page, its acknowledgement, and a copy of that to keep."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms.validators import DataRequired

from lms.domain.days import clock_of, day_of, long_day, short_day
from lms.domain.documents import Document
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import acknowledging, printing
from lms.services.acknowledging import Page
from lms.storage.troubles import StorageTrouble
from lms.web.doors import door
from lms.web.fields import Hidden, Tick
from lms.web.forms import Form, Lines
from lms.web.pages import render
from lms.web.saving import form_not_saved
from lms.web.seals import LONGEST, sealed, unsealed
from lms.web.session import actor, council, library, now, reading, today, writing

blueprint = Blueprint("policy", __name__)

TO_READ = ("Number", "Approved by", "Approved on", "Minute", "Review due")
HOW = {"password": "Signed in with e-mail address and password", "demonstration": "Demonstration"}
Facts = Sequence[tuple[str, str]]


class Agree(Form):
    """The tick under the policy, and the sealed note of what was shown above it."""

    seen = Hidden(longest=LONGEST)
    agreed = Tick(validators=[DataRequired("Tick the box if you have read and understood the policy")])


def _page(policy: str, *, shown_before: str | None = None) -> Page:
    return acknowledging.page(
        reading(), actor(), library=library(), policy=policy, now=now(), shown_before=shown_before
    )


def _facts(document: Document) -> list[tuple[str, str]]:
    return [*document.facts, ("To read", _minutes(document))]


def _minutes(document: Document) -> str:
    return "About 1 minute" if document.minutes == 1 else f"About {document.minutes} minutes"


@blueprint.get("/policies/<policy>")
@door(Action.LEARN)
def show(policy: str) -> str:
    page = _page(policy)
    return render(
        "policy/show.html",
        title="Policy",
        policy=policy,
        document=page.document,
        facts=_facts(page.document),
        owed=page.is_owed,
        done=short_day(day_of(page.done.happened_at)) if page.done else None,
    )


@blueprint.get("/policies/<policy>/acknowledge")
@door(Action.LEARN)
def acknowledge(policy: str) -> str:
    page = _page(policy)
    if page.done is not None:
        return _acknowledged(page, policy)
    return _form(page, policy, Agree())


def _form(page: Page, policy: str, form: Agree, *, errors: Lines | None = None) -> str:
    """The text and its form; the box comes back ticked only where the records could not take the tick."""
    form.seen.data = sealed(page.seen(now()))
    return render(
        "policy/acknowledge.html",
        title="Read and acknowledge",
        navigation=[("Save and leave", url_for("policy.leave", policy=policy), False)],
        policy=policy,
        page=page,
        facts=[fact for fact in _facts(page.document) if fact[0] in (*TO_READ, "To read")],
        form=form,
        errors=errors or form.faults(),
    )


@blueprint.get("/policies/<policy>/leave")
@door(Action.LEARN)
def leave(policy: str) -> str:
    page = _page(policy)
    due = long_day(page.assignment.due_on, today=today()) if page.assignment and page.is_owed else None
    return render(
        "policy/left.html",
        title="Nothing is recorded yet",
        due=due,
        back=url_for("policy.acknowledge", policy=policy),
    )


def _acknowledged(page: Page, policy: str) -> str:
    assert page.done is not None, "only shown once it is done"
    at = page.done.happened_at
    when = f"{long_day(day_of(at), today=today())} at {clock_of(at)}"
    return render(
        "policy/acknowledged.html",
        title="Acknowledged",
        policy=policy,
        statement=page.done.statement,
        when=when,
    )


@blueprint.post("/policies/<policy>/acknowledge")
@door(Action.LEARN)
def agree(policy: str) -> tuple[str, int] | AnyResponse:
    form = Agree.sent()
    if form.faults():
        return _form(_page(policy), policy, form), 422
    seen = None
    try:
        seen = unsealed(form.seen.data)
        with writing() as session:
            acknowledging.acknowledge(
                session, actor(), library=library(), policy=policy, seen=seen, now=now()
            )
    except Refused as refusal:
        if refusal.kind != "conflict":
            raise
        page = _page(policy, shown_before=seen.version_id if seen else None)
        href = "#changed" if page.changes else "#contents"
        return _form(page, policy, Agree(), errors=[(refusal.sentence, href)]), 409
    except StorageTrouble as trouble:
        return form_not_saved(trouble, form, lambda: _form(_page(policy), policy, form), button="Acknowledge")
    return redirect(url_for("policy.acknowledge", policy=policy), code=303)


@blueprint.get("/policies/<policy>/acknowledgement.pdf")
@door(Action.SEE_OWN_RECORD)
def copy(policy: str) -> Response:
    page = _page(policy)
    if page.done is None:
        raise Refused("You have not acknowledged this policy yet.", kind="not found")
    at, document = page.done.happened_at, page.document
    rows = [
        *document.facts,
        ("Acknowledged", f"{short_day(day_of(at))} at {clock_of(at)}"),
        ("How", HOW.get(page.done.method, page.done.method)),
        ("Record", page.done.id),
    ]
    content = printing.sheet(
        "acknowledgement",
        council=council(),
        person_name=actor().name,
        policy_title=document.title,
        statement=page.done.statement,
        rows=rows,
        clauses=[
            (clause.label, clause.quote, clause.plain, [point.plain for point in clause.points])
            for part in document.parts
            for clause in part.clauses
        ],
        digest=page.done.document_digest,
    )
    headers = {"Content-Disposition": 'inline; filename="acknowledgement.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
