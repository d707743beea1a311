"""What came in a form: the fields we asked for and no others, not too long, with the key it was shown with."""

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

import wtforms
from flask import abort, request

from lms.domain.refusal import Refused
from lms.web.fields import names_of
from lms.web.seals import SHOWN_TO

ALWAYS = frozenset({"csrf_token", "key", SHOWN_TO})
Lines = list[tuple[str, str | None]]
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


class Form(wtforms.Form):
    """A form whose fields are declared once (`lms.web.fields`); the token is checked before any view is called.

    It says whether what was sent is well-formed; whether it is allowed is for the service to say.
    """

    @classmethod
    def sent(cls, **known: Any) -> Self:
        """The form of this request, with its faults found; other fields than its own are refused as by `sent`."""
        form = cls(request.form, **known)
        _asked_for({name for field in form for name in names_of(field)})
        form.validate()
        return form

    def faults(self) -> Lines:
        """The lines of the error summary, in the order of the page: a sentence, and where it leads."""
        whole: Lines = [(sentence, None) for sentence in self.form_errors]
        return whole + [(field.errors[0], f"#{names_of(field)[0]}") for field in self if field.errors]

    def refuse(self, field: Any, refusal: Refused) -> None:
        """Put a service's refusal at its field. One that nobody can put right in a form is raised again."""
        if refusal.kind != "invalid":
            raise refusal
        self.say(field, refusal.sentence)

    def say(self, field: Any, sentence: str) -> None:
        """Put a sentence at a field, to be read when the form is shown again."""
        field.errors = [sentence]

    def say_of_all(self, sentence: str) -> None:
        """Put a sentence above the form, about no field of it."""
        self.form_errors = [sentence]


def sent(longest: Mapping[str, int], *, many: frozenset[str] = frozenset()) -> Sent:
    """The form of this request. ``longest`` gives each field we asked for and its most characters.

    A field we did not ask for, or one sent twice that is not in ``many``, is refused with 400: no page of
    ours sends it. A text that is too long is refused with 422.
    """
    fields = _asked_for(longest, many=many)
    for name, values in fields.items():
        if any(len(value) > longest[name] for value in values):
            raise Refused(f"Use at most {longest[name]:,} characters.", kind="invalid")
    return Sent(fields)


def _asked_for(names: Collection[str], *, many: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """What was sent under these names; refused with 400 where anything else came along."""
    fields = {name: values for name, values in request.form.lists() if name not in ALWAYS}
    for name, values in fields.items():
        if name not in names:
            abort(400, "This form has a part that we did not ask for, so nothing was recorded.")
        if len(values) > 1 and name not in many:
            abort(400, "This form has a part twice, so nothing was recorded.")
        if any("\0" in value for value in values):
            abort(400, "This form holds a character that cannot be kept, so nothing was recorded.")
    if request.files:
        abort(400, "This form takes no files, so nothing was recorded.")
    return fields


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
    """A digest of everything in the form but what is ALWAYS there: the same answers give the same digest."""
    parts = sorted((name, value) for name, value in request.form.items(multi=True) if name not in ALWAYS)
    return hashlib.sha256(repr([request.path, parts]).encode()).hexdigest()
