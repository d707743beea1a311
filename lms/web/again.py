"""Keeps a form that could not be taken, so that nobody types it twice: across sign-in, or on a page of its own."""

import re
from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.web.seals import SHOWN_TO, whose_form
from lms.web.session import SAFE

KEPT_SECONDS = 12 * 60 * 60
NOT_KEPT = ("csrf_token", SHOWN_TO)
OURS = frozenset({"key", "seen"})
# An id, a number or a seal, as pages send them by themselves; whatever else there is was typed.
CHOSEN = re.compile(r"[\w=.-]*", re.ASCII)
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form to be sent once more: what its page sends by itself or by a choice, and what was typed into it."""

    fields: Fields

    @property
    def chosen(self) -> Fields:
        return [(name, value) for name, value in self.fields if CHOSEN.fullmatch(value)]

    @property
    def written(self) -> Fields:
        return [(name, value) for name, value in self.fields if not CHOSEN.fullmatch(value)]

    @property
    def has_choices(self) -> bool:
        """Whether anything was filled in that only its own page could show."""
        return any(value and name not in OURS for name, value in self.chosen)


@dataclass(frozen=True)
class Carried:
    """A form sent after its sign-in had ended: where it was going, and what was in it."""

    path: str
    kept: Kept


def posted() -> Kept | None:
    """What was sent, ready to be sent again; None for a page asked for, or with a password or a file among it."""
    if request.method in SAFE or request.files or any("password" in name for name in request.form):
        return None
    return Kept([(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT])


def carry() -> str | None:
    """The sent form, signed, for whoever it was shown to to get back after signing in; None where there is none.

    Only their own pages name them so, which no other site can know.
    """
    whose, kept = whose_form(), posted()
    if whose is None or kept is None:
        return None
    return _signer().dumps([whose, request.full_path.rstrip("?"), kept.fields])


def given_back(carried: str, *, person_id: str) -> Carried | None:
    """The form carried across sign-in, if it was this person's and is not older than the longest sign-in."""
    try:
        whose, path, fields = _signer().loads(carried, max_age=KEPT_SECONDS)
    except BadData:
        return None
    if whose != person_id:
        return None
    return Carried(path, Kept([(name, value) for name, value in fields]))


def _signer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt="a form carried across sign-in")
