"""Seals what a page showed and to whom, so that its form can say it but nobody can change it."""

import datetime as dt

from flask import abort, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from lms.domain.refusal import Refused
from lms.services.acknowledging import Seen
from lms.web.session import actor, is_visitor_unknown, visitor

LONGEST = 600
SHOWN_TO = "shown_to"
POLICY, PERSON = "policy as shown", "person shown a form"


class ShownToAnother(Refused):
    """The form was shown to somebody else than whoever is signed in on this browser now."""

    def __init__(self) -> None:
        sentence = "This page was opened by somebody else on this browser, so nothing was recorded."
        super().__init__(sentence, kind="conflict")


def shown_to() -> str:
    """Whoever is signed in, signed, as each form of their pages names them; empty where nobody is.

    While the records cannot say who is signed in, a form keeps the name that it came with.
    """
    who = visitor()
    if who is not None:
        return str(_seal(PERSON).dumps(who.person_id))
    return request.form.get(SHOWN_TO, "") if is_visitor_unknown() else ""


def whose_form() -> str | None:
    """The person whom the sent form was shown to; None where it names nobody, or not as we wrote it."""
    try:
        person_id = _seal(PERSON).loads(request.form.get(SHOWN_TO, ""))
    except BadSignature:
        return None
    return str(person_id)


def check_whose_form() -> None:
    """Refuse a form that was shown to somebody else than whoever is signed in now.

    One that names nobody was shown by this very sign-in where its token holds: the token ends with it.
    """
    if not request.form.get(SHOWN_TO):
        return
    whose, who = whose_form(), visitor()
    if whose is None:
        abort(400, "This form was not as we sent it, so nothing was recorded.")
    if who is not None and who.person_id != whose:
        raise ShownToAnother


def sealed(seen: Seen) -> str:
    """What was shown to whoever is signed in, signed."""
    kept = [actor().person_id, seen.version_id, seen.document_digest, seen.at.isoformat()]
    return str(_seal(POLICY).dumps(kept))


def unsealed(text: str) -> Seen:
    """What was shown, if it was shown by us and to whoever is signed in now; else `Refused`."""
    try:
        person, version, digest, at = _seal(POLICY).loads(text)
    except (BadSignature, ValueError) as fault:
        sentence = "This page was not as we sent it. Nothing was recorded. Acknowledge it from here."
        raise Refused(sentence, kind="conflict") from fault
    if person != actor().person_id:
        raise Refused("This page was shown to somebody else. Acknowledge it from here.", kind="conflict")
    return Seen(version, digest, dt.datetime.fromisoformat(at))


def _seal(of: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=of)
