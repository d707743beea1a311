"""Keeps a form that could not be taken, so that nobody types it twice: across sign-in, or on a page of its own."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.services import accounts
from lms.web.session import SAFE, cookie_token, reading

KEPT_SECONDS = 12 * 60 * 60
NOT_KEPT = ("csrf_token",)
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Carried:
    """A form sent after its sign-in ran out: where it was going, and what was in it."""

    path: str
    fields: Fields


def show_again_as(*, button: str, shown: Fields) -> None:
    """Say in words, before the records are written to, what stands on the page and on its button.

    Used where the writing fails and the general page has to show the form again.
    """
    g.again = {"button": button, "shown": shown}


def words() -> dict[str, Any]:
    found: dict[str, Any] = g.get("again", {"button": None, "shown": None})
    return found


def posted() -> Fields | None:
    """What was sent, ready to be sent again; None for a page asked for, or with a password or a file among it."""
    if request.method in SAFE or request.files or any("password" in name for name in request.form):
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]


def carry() -> str | None:
    """The sent form, signed, for the same person to get back after signing in; None where there is none.

    Only a form whose CSRF token held comes this far, so no other site can have made it.
    """
    token = cookie_token()
    fields = posted()
    if token is None or not fields:
        return None
    person_id = accounts.person_behind(reading(), token)
    if person_id is None:
        return None
    return _signer().dumps([person_id, request.full_path.rstrip("?"), fields])


def given_back(carried: str, *, person_id: str) -> Carried | None:
    """The form carried across sign-in, if it was this person's and is not older than the longest sign-in."""
    try:
        whose, path, fields = _signer().loads(carried, max_age=KEPT_SECONDS)
    except BadData:
        return None
    return Carried(path, [(name, value) for name, value in fields]) if whose == person_id else None


def _signer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt="a form carried across sign-in")
