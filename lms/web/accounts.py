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
from lms.web.fields import Secret
from lms.web.forms import Form, sent
from lms.web.pages import render
from lms.web.signing_in import Onward, SignIn, safe_path, sign_in_page

blueprint = Blueprint("accounts", __name__)

NOT_KNOWN = "Check your e-mail address and your password"
DONE = {"password": "Your password is set. Sign in with it now."}


class Invitation(Form):
    """The password that somebody invited chooses."""

    password = Secret(
        "Password",
        longest=500,
        description="12 characters or more. Three random words are good, and easy to remember.",
        look={"type": "password", "autocomplete": "new-password"},
    )


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
    return sign_in_page(SignIn(next=next_path), notice=notice)


@blueprint.post("/sign-in")
@door(Action.ANYONE)
def sign_in() -> ResponseReturnValue:
    form = SignIn.sent()
    if form.faults():
        return sign_in_page(form), 422
    try:
        with session.bookkeeping() as records:
            candidate = accounts.count_try(records, email=form.email.data, key=_key(), now=session.now())
    except accounts.TooManyTries as wait:
        seconds = int((wait.until - session.now()).total_seconds()) + 1
        form.say(form.email, wait.sentence)
        return sign_in_page(form), 429, {"Retry-After": str(seconds)}
    if not accounts.fits(candidate, form.password.data):
        form.say(form.email, NOT_KNOWN)
        return sign_in_page(form), 422
    new_hash = accounts.fresh_hash(candidate, form.password.data)
    with session.writing() as records:
        session.end_earlier(records)
        token = accounts.begin(records, candidate, new_hash=new_hash, now=session.now())
        session.catch_up(records, token)
    return signed_in(form, token)


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
    return _invitation_page(person.name, person.email, Invitation())


@blueprint.post("/invitation/<token>")
@door(Action.ANYONE)
def accept_invitation(token: str) -> ResponseReturnValue:
    form = Invitation.sent()
    person = people.invited(session.reading(), token, now=session.now())
    try:
        people.check_new_password(person, form.password.data, council=session.council())
    except Refused as refusal:
        form.refuse(form.password, refusal)
    if form.faults():
        return _invitation_page(person.name, person.email, form), 422
    new_hash = accounts.hash_of(form.password.data)
    with session.writing() as records:
        people.accept_invitation(records, token, new_hash=new_hash, now=session.now())
    return redirect(f"{request.script_root}/sign-in?done=password", 303)


def signed_in(form: Onward, token: str) -> ResponseReturnValue:
    """On to where they were going; or the form they had sent before their sign-in ran out."""
    who = session.sign_in(token)
    carried = form.carried.data
    back = again.given_back(carried, person_id=who.person_id) if carried else None
    if back is None:
        return onward(form.next.data or "/")
    return render(
        "accounts/carried.html",
        title="What you sent is kept",
        action=request.script_root + safe_path(back.path),
        kept=back.kept,
    )


def _invitation_page(name: str, email: str | None, form: Invitation) -> str:
    return render(
        "accounts/invitation.html",
        title="Choose a password",
        name=name,
        email=email,
        form=form,
        errors=form.faults(),
    )


def _key() -> bytes:
    """What makes the addresses in the failure table unreadable outside this installation."""
    secret = current_app.secret_key
    assert isinstance(secret, bytes)
    return hmac.new(secret, b"tries by address", hashlib.sha256).digest()
