"""The policy in force: its page, its acknowledgement, a question about a clause, and a refusal with a reason."""

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.days import clock_of, day_of, long_day, short_day
from lms.domain.documents import Document
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import acknowledging, printing
from lms.services.acknowledging import Page, Seen
from lms.storage.troubles import StorageTrouble
from lms.web.again import show_again_as
from lms.web.doors import door
from lms.web.forms import body_digest, form_key, sent, submit_key
from lms.web.pages import render
from lms.web.saving import not_saved
from lms.web.session import actor, council, library, now, reading, today, writing

blueprint = Blueprint("policy", __name__)

LONGEST_SEAL = 600
LONGEST_SENT = 20_000  # far more than is kept, so that a text that is too long comes back to be shortened
TO_READ = ("Number", "Approved by", "Approved on", "Minute", "Review due")
HOW = {"password": "Signed in with e-mail address and password", "demonstration": "Demonstration"}
Facts = Sequence[tuple[str, str]]


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
    return _form(page, policy)


def _form(
    page: Page, policy: str, *, ticked: bool = False, error: str | None = None, href: str = "#agreed"
) -> str:
    """The text and its form; the box comes back ticked only where the records could not take the tick."""
    return render(
        "policy/acknowledge.html",
        title="Read and acknowledge",
        navigation=[("Save and leave", url_for("policy.leave", policy=policy), False)],
        policy=policy,
        page=page,
        facts=[fact for fact in _facts(page.document) if fact[0] in (*TO_READ, "To read")],
        seen=_sealed(page.seen(now())),
        is_ticked=ticked,
        error=error if href == "#agreed" else None,
        errors=[(error, href)] if error else [],
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


def _sealed(seen: Seen) -> str:
    """What was shown, signed, so that the form can say it but nobody can change it."""
    return str(_seal().dumps([actor().person_id, seen.version_id, seen.document_digest, seen.at.isoformat()]))


def _unsealed(text: str) -> Seen:
    try:
        person, version, digest, at = _seal().loads(text)
    except (BadSignature, ValueError) as fault:
        sentence = "This page was not as we sent it. Nothing was recorded. Acknowledge it from here."
        raise Refused(sentence, kind="conflict") from fault
    if person != actor().person_id:
        raise Refused("This page was shown to somebody else. Acknowledge it from here.", kind="conflict")
    return Seen(version, digest, dt.datetime.fromisoformat(at))


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="policy as shown")


@blueprint.post("/policies/<policy>/acknowledge")
@door(Action.LEARN)
def agree(policy: str) -> tuple[str, int] | AnyResponse:
    form = sent({"agreed": 3, "seen": LONGEST_SEAL})
    if form.text("agreed") != "yes":
        error = "Tick the box if you have read and understood the policy"
        return _form(_page(policy), policy, error=error), 422
    seen = None
    try:
        seen = _unsealed(form.text("seen"))
        with writing() as session:
            acknowledging.acknowledge(
                session, actor(), library=library(), policy=policy, seen=seen, now=now()
            )
    except Refused as refusal:
        if refusal.kind != "conflict":
            raise
        page = _page(policy, shown_before=seen.version_id if seen else None)
        href = "#changed" if page.changes else "#contents"
        return _form(page, policy, error=refusal.sentence, href=href), 409
    except StorageTrouble as trouble:
        return not_saved(
            trouble,
            lambda sentence: _form(_page(policy), policy, ticked=True, error=sentence),
            button="Acknowledge",
        )
    return redirect(url_for("policy.acknowledge", policy=policy), code=303)


@blueprint.get("/policies/<policy>/ask")
@door(Action.LEARN)
def ask(policy: str) -> str:
    return _ask(policy, chosen=request.args.get("clause"), typed="")


def _ask(
    policy: str, *, chosen: str | None, typed: str, error: str | None = None, field: str = "question"
) -> str:
    page = _page(policy)
    clauses = [(clause.id, clause.label) for part in page.document.parts for clause in part.clauses]
    return render(
        "policy/ask.html",
        title="Ask about a clause",
        policy=policy,
        options=[("", "Choose a clause"), *clauses],
        chosen=chosen,
        typed=typed,
        key=submit_key(),
        error=error if field == "question" else None,
        clause_error=error if field == "clause" else None,
        errors=[(error, f"#{field}")] if error else [],
    )


@blueprint.post("/policies/<policy>/ask")
@door(Action.LEARN)
def send_question(policy: str) -> tuple[str, int] | str:
    form = sent({"clause": 40, "question": LONGEST_SENT})
    clause, typed = form.text("clause"), form.text("question")
    show_again_as(button="Send the question", shown=[("Clause", clause)])
    try:
        with writing() as session:
            label = acknowledging.ask(
                session,
                actor(),
                library=library(),
                policy=policy,
                clause=clause,
                question=typed,
                key=form_key(),
                body_digest=body_digest(),
                now=now(),
            )
    except acknowledging.UnknownClause as refusal:
        return _ask(policy, chosen=clause, typed=typed, error=refusal.sentence, field="clause"), 422
    except Refused as refusal:
        if refusal.kind != "invalid":
            raise
        return _ask(policy, chosen=clause, typed=typed, error=refusal.sentence), 422
    who = council().clerk.name
    line = f"{who} has your question about {label}. This stays open; it is not a refusal."
    return render("policy/sent.html", title="Question sent", heading="Your question is sent", line=line)


@blueprint.get("/policies/<policy>/decline")
@door(Action.LEARN)
def decline(policy: str) -> str:
    _page(policy)
    return _decline(policy, typed="")


def _decline(policy: str, *, typed: str, error: str | None = None) -> str:
    return render(
        "policy/decline.html",
        title="Do not acknowledge",
        policy=policy,
        typed=typed,
        key=submit_key(),
        error=error,
        errors=[(error, "#reason")] if error else [],
    )


@blueprint.post("/policies/<policy>/decline")
@door(Action.LEARN)
def send_refusal(policy: str) -> tuple[str, int] | str:
    typed = sent({"reason": LONGEST_SENT}).text("reason")
    show_again_as(button="Record my reason", shown=[])
    try:
        with writing() as session:
            acknowledging.decline(
                session,
                actor(),
                library=library(),
                policy=policy,
                reason=typed,
                key=form_key(),
                body_digest=body_digest(),
                now=now(),
            )
    except Refused as refusal:
        if refusal.kind != "invalid":
            raise
        return _decline(policy, typed=typed, error=refusal.sentence), 422
    clerk = council().clerk
    line = f"{clerk.name}, {clerk.title}, will talk to you about it. Or ring {clerk.telephone}."
    return render("policy/sent.html", title="Recorded", heading="Your reason is recorded", line=line)


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
