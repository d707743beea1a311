"""The sign-in page, shown at its own address and in place of any page that needs a sign-in."""

import re
from urllib.parse import unquote, urlsplit

from flask import current_app

from lms.web.pages import render

HOME = "/"
ODD = re.compile(r"[\x00-\x20\x7f\\]")
UP = re.compile(r"(^|/)\.\.?(/|$)")


def sign_in_page(
    *,
    next_path: str,
    carried: str | None,
    was_away: bool,
    email: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    notice: str | None = None,
) -> str:
    """The page; ``carried`` is a form kept for its sender (`lms.web.again.carry`)."""
    if was_away and notice is None:
        notice = "You were signed out because nothing was opened for a while. What you typed is kept: sign in again."
    return render(
        "accounts/sign_in.html",
        title="Sign in",
        next_path=next_path if next_path != HOME else "",
        carried=carried,
        email=email,
        errors=list(errors),
        notice=notice,
        has_cast="demo.show" in current_app.view_functions,
    )


def safe_path(given: str) -> str:
    """An address to go on to, if it is a plain path of this council; else home.

    Never another host: browsers read ``//x`` and ``/\\x`` as one, and drop tabs and line ends. Never up
    and over to another council on the same host either.
    """
    decoded = unquote(given)
    for text in (given, decoded):
        if not text.startswith("/") or text.startswith("//") or ODD.search(text) or UP.search(text):
            return HOME
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc else HOME
