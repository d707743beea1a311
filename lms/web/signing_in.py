"""The sign-in form and its page, shown at its own address and in place of any page that needs a sign-in."""

import re
from urllib.parse import unquote, urlsplit

from flask import current_app
from wtforms.validators import DataRequired, InputRequired

from lms.web.fields import Hidden, Secret, Text
from lms.web.forms import Form
from lms.web.pages import render

HOME = "/"
LONGEST_PATH = 2000
AWAY = "You were signed out, so nothing was recorded. What you sent is kept: sign in again."
ODD = re.compile(r"[\x00-\x20\x7f\\]")
UP = re.compile(r"(^|/)\.\.?(/|$)")


class Onward(Form):
    """What goes along a way in: where to afterwards, and a form kept for its sender (`lms.web.again.carry`)."""

    next = Hidden(longest=LONGEST_PATH)
    carried = Hidden(longest=600_000)


class SignIn(Onward):
    """The way in by password."""

    email = Text(
        "E-mail address",
        longest=254,
        validators=[DataRequired("Enter your e-mail address")],
        look={"type": "email", "autocomplete": "username", "spellcheck": False},
    )
    password = Secret(
        "Password",
        longest=500,
        validators=[InputRequired("Enter your password")],
        look={"type": "password", "autocomplete": "current-password"},
    )


def sign_in_page(form: SignIn, *, notice: str | None = None) -> str:
    """The page of that form, new or as it was sent."""
    onward = safe_path(form.next.data or HOME)
    form.next.data = onward if onward != HOME else ""
    return render(
        "accounts/sign_in.html",
        title="Sign in",
        form=form,
        errors=form.faults(),
        notice=notice,
        has_cast="demo.show" in current_app.view_functions,
    )


def safe_path(given: str) -> str:
    """An address to go on to, if it is a plain path of this council; else home.

    Never another host: browsers read ``//x`` and ``/\\x`` as one, and drop tabs and line ends. Never up
    and over to another council on the same host either; nor longer than a form takes.
    """
    if len(given) > LONGEST_PATH:
        return HOME
    decoded = unquote(given)
    for text in (given, decoded):
        if not text.startswith("/") or text.startswith("//") or ODD.search(text) or UP.search(text):
            return HOME
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc else HOME
