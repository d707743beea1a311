"""The policy in force: its page, its acknowledgement, a question about a clause, and a refusal with a reason."""

import datetime as dt

from flask import Blueprint, Response, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.days import clock_of, day_of, long_day, short_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import acknowledging, printing
from lms.services.acknowledging import Page, Seen
from lms.web.doors import door
from lms.web.forms import body_digest, form_key, sent, submit_key
from lms.web.pages import render
from lms.web.session import actor, council, library, now, reading, today, writing

blueprint = Blueprint("policy", __name__)

LONGEST_SEAL = 600


def _page(policy: str) -> Page:
    return acknowledging.page(reading(), actor(), library=library(), policy=policy, now=now())


def _facts(page: Page) -> list[tuple[str, str, None]]:
    minutes = f"About {page.document.minutes} minutes"
    return [*((word, value, None) for word, value in page.document.facts), ("To read", minutes, None)]


@blueprint.get("/policies/<policy>")
@door(Action.LEARN)
def show(policy: str) -> str:
    page = _page(policy)
    return render(
        "policy/show.html",
        title="Policy",
        policy=policy,
        document=page.document,
        facts=_facts(page),
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


def _form(page: Page, policy: str, *, error: str | None = None) -> str:
    return render(
        "policy/acknowledge.html",
        title="Read and acknowledge",
        navigation=[("Save and leave", url_for("learner.home_page"), False)],
        policy=policy,
        page=page,
        facts=_facts(page),
        seen=_sealed(page.seen(now())),
        error=error,
        errors=[(error, "#agreed")] if error else [],
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
    return _seal().dumps([actor().person_id, seen.version_id, seen.document_digest, seen.at.isoformat()])


def _unsealed(text: str) -> Seen:
    try:
        person, version, digest, at = _seal().loads(text)
    except (BadSignature, ValueError) as fault:
        raise Refused(
            "Open the policy again and acknowledge it from there. Nothing was recorded.", kind="conflict"
        ) from fault
    if person != actor().person_id:
        raise Refused("This page was shown to somebody else. Open the policy again.", kind="conflict")
    return Seen(version, digest, dt.datetime.fromisoformat(at))


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="policy as shown")


@blueprint.post("/policies/<policy>/acknowledge")
@door(Action.LEARN)
def agree(policy: str) -> tuple[str, int] | AnyResponse:
    form = sent({"agreed": 3, "seen": LONGEST_SEAL})
    if form.text("agreed") != "yes":
        return _form(
            _page(policy), policy, error="Tick the box if you have read and understood the policy"
        ), 422
    seen = _unsealed(form.text("seen"))
    with writing() as session:
        acknowledging.acknowledge(session, actor(), library=library(), policy=policy, seen=seen, now=now())
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
    form = sent({"clause": 40, "question": acknowledging.LONGEST})
    clause, typed = form.text("clause"), form.text("question")
    try:
        with writing() as session:
            label = acknowledging.ask(
                session, actor(), library=library(), policy=policy, clause=clause, question=typed,
                key=form_key(), body_digest=body_digest(), now=now(),
            )  # fmt: skip
    except Refused as refusal:
        if refusal.kind != "invalid":
            raise
        field = "question" if clause and not typed else "clause"
        return _ask(policy, chosen=clause, typed=typed, error=refusal.sentence, field=field), 422
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
    typed = sent({"reason": acknowledging.LONGEST}).text("reason")
    try:
        with writing() as session:
            acknowledging.decline(
                session, actor(), library=library(), policy=policy, reason=typed,
                key=form_key(), body_digest=body_digest(), now=now(),
            )  # fmt: skip
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
    document = page.document
    rows = [
        *document.facts,
        ("Acknowledged", f"{short_day(day_of(page.done.happened_at))} at {clock_of(page.done.happened_at)}"),
        ("How", page.done.method),
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
            (clause.label, clause.quote, clause.plain) for part in document.parts for clause in part.clauses
        ],
        digest=page.done.document_digest,
    )
    headers = {"Content-Disposition": 'inline; filename="acknowledgement.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
