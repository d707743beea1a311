"""What came in a form: the fields we asked for and no others, not too long, with the key it was shown with."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, request

from lms.domain.refusal import Refused

ALWAYS = frozenset({"csrf_token", "key"})
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Sent:
    """The fields of a form that was well-formed."""

    fields: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """The one value of a field, without the spaces around it; empty where it was not sent."""
        return self.fields.get(name, [""])[0].strip()

    def raw(self, name: str) -> str:
        """The one value of a field exactly as it was typed."""
        return self.fields.get(name, [""])[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in the order of the page."""
        return tuple(self.fields.get(name, ()))


def sent(longest: Mapping[str, int], *, many: frozenset[str] = frozenset()) -> Sent:
    """The form of this request. ``longest`` gives each field we asked for and its most characters.

    A field we did not ask for, or one sent twice that is not in ``many``, is refused with 400: no page of
    ours sends it. A text that is too long is refused with 422.
    """
    fields: dict[str, list[str]] = {}
    for name, values in request.form.lists():
        if name in ALWAYS:
            continue
        if name not in longest:
            abort(400, "This form has a part that we did not ask for, so nothing was recorded.")
        if len(values) > 1 and name not in many:
            abort(400, "This form has a part twice, so nothing was recorded.")
        if any("\0" in value for value in values):
            abort(400, "This form holds a character that cannot be kept, so nothing was recorded.")
        if any(len(value) > longest[name] for value in values):
            raise Refused(f"Use at most {longest[name]} characters.", kind="invalid")
        fields[name] = values
    if request.files:
        abort(400, "This form takes no files, so nothing was recorded.")
    return Sent(fields)


def submit_key() -> str:
    """The key for a form about to be shown: the one just sent where it is shown again, else a new one."""
    before = request.form.get("key", "")
    return before if KEY.fullmatch(before) else secrets.token_urlsafe(18)


def form_key() -> str:
    """The key the sent form was shown with."""
    key = request.form.get("key", "")
    if not KEY.fullmatch(key):
        abort(400, "This form has lost its key. Open the page again and send it from there.")
    return key


def body_digest() -> str:
    """A digest of everything in the form but its token and key: the same answers give the same digest."""
    parts = sorted((name, value) for name, value in request.form.items(multi=True) if name not in ALWAYS)
    return hashlib.sha256(repr([request.path, parts]).encode()).hexdigest()
