"""Signing in, signing out, and the page behind an invitation."""

import hashlib
import hmac

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import accounts, people
from lms.web import again, session
from lms.web.doors import door
from lms.web.forms import Sent, sent
from lms.web.pages import render
from lms.web.signing_in import safe_path, sign_in_page

blueprint = Blueprint("accounts", __name__)

NOT_KNOWN = "Check your e-mail address and your password"
SIGN_IN_FIELDS = {"email": 254, "password": 500, "next": 2000, "carried": 600_000}
DONE = {"password": "Your password is set. Sign in with it now."}


def onward(path: str) -> Response:
    """Go on to a path of this council with a GET."""
    return redirect(request.script_root + safe_path(path), 303)


@blueprint.get("/sign-in")
@door(Action.ANYONE)
def show_sign_in() -> ResponseReturnValue:
    next_path = safe_path(request.args.get("next", "/"))
    if session.visitor() is not None:
        return onward(next_path)
    notice = DONE.get(request.args.get("done", ""))
    return sign_in_page(next_path=next_path, carried=None, was_away=False, notice=notice)


@blueprint.post("/sign-in")
@door(Action.ANYONE)
def sign_in() -> ResponseReturnValue:
    form = sent(SIGN_IN_FIELDS)
    if not form.text("email") or not form.raw("password"):
        return _refused(form, _missing(form)), 422
    try:
        with session.bookkeeping() as records:
            candidate = accounts.count_try(records, email=form.text("email"), key=_key(), now=session.now())
    except accounts.TooManyTries as wait:
        seconds = int((wait.until - session.now()).total_seconds()) + 1
        return _refused(form, ((wait.sentence, "#email"),)), 429, {"Retry-After": str(seconds)}
    if not accounts.fits(candidate, form.raw("password")):
        return _refused(form, ((NOT_KNOWN, "#email"),)), 422
    new_hash = accounts.fresh_hash(candidate, form.raw("password"))
    with session.writing() as records:
        session.end_earlier(records)
        token = accounts.begin(records, candidate, new_hash=new_hash, now=session.now())
    return _signed_in(form, token)


@blueprint.get("/sign-out")
@door(Action.ANYONE)
def show_sign_out() -> ResponseReturnValue:
    return render("accounts/sign_out.html", title="Sign out")


@blueprint.post("/sign-out")
@door(Action.ANYONE)
def sign_out() -> ResponseReturnValue:
    sent({})
    session.sign_out()
    return onward("/sign-out")


@blueprint.get("/invitation/<token>")
@door(Action.ANYONE)
def show_invitation(token: str) -> ResponseReturnValue:
    """Shows the page and changes nothing, because mail scanners open links too."""
    person = people.invited(session.reading(), token, now=session.now())
    return _invitation_page(person.name, person.email)


@blueprint.post("/invitation/<token>")
@door(Action.ANYONE)
def accept_invitation(token: str) -> ResponseReturnValue:
    password = sent({"password": 500}).raw("password")
    person = people.invited(session.reading(), token, now=session.now())
    try:
        people.check_new_password(person, password, council=session.council())
    except Refused as refusal:
        return _invitation_page(person.name, person.email, error=refusal.sentence), 422
    new_hash = accounts.hash_of(password)
    with session.writing() as records:
        people.accept_invitation(records, token, new_hash=new_hash, now=session.now())
    return redirect(f"{request.script_root}/sign-in?done=password", 303)


def _signed_in(form: Sent, token: str) -> ResponseReturnValue:
    """On to where they were going; or the form they had sent before their sign-in ran out."""
    who = session.sign_in(token)
    kept = again.given_back(form.raw("carried"), person_id=who.person_id) if form.raw("carried") else None
    if kept is None:
        return onward(form.text("next") or "/")
    return render(
        "accounts/carried.html",
        title="Your answers are still here",
        action=request.script_root + safe_path(kept.path),
        fields=kept.fields,
    )


def _refused(form: Sent, errors: tuple[tuple[str, str], ...]) -> str:
    return sign_in_page(
        next_path=safe_path(form.text("next") or "/"),
        carried=form.raw("carried") or None,
        was_away=False,
        email=form.text("email"),
        errors=errors,
    )


def _missing(form: Sent) -> tuple[tuple[str, str], ...]:
    wanted = (("email", "Enter your e-mail address"), ("password", "Enter your password"))
    return tuple((sentence, f"#{name}") for name, sentence in wanted if not form.raw(name).strip())


def _invitation_page(name: str, email: str | None, *, error: str | None = None) -> str:
    errors = [(error, "#password")] if error else []
    return render(
        "accounts/invitation.html",
        title="Choose a password",
        name=name,
        email=email,
        error=error,
        errors=errors,
    )


def _key() -> bytes:
    """What makes the addresses in the failure table unreadable outside this installation."""
    secret = current_app.secret_key
    assert isinstance(secret, bytes)
    return hmac.new(secret, b"tries by address", hashlib.sha256).digest()
