"""Seals what a policy's page showed, so that its form can say it but nobody can change it."""

import datetime as dt

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from lms.domain.refusal import Refused
from lms.services.acknowledging import Seen
from lms.web.session import actor

LONGEST = 600


def sealed(seen: Seen) -> str:
    """What was shown to whoever is signed in, signed."""
    return str(_seal().dumps([actor().person_id, seen.version_id, seen.document_digest, seen.at.isoformat()]))


def unsealed(text: str) -> Seen:
    """What was shown, if it was shown by us and to whoever is signed in now; else `Refused`."""
    try:
        person, version, digest, at = _seal().loads(text)
    except (BadSignature, ValueError) as fault:
        sentence = "This page was not as we sent it. Nothing was recorded. Acknowledge it from here."
        raise Refused(sentence, kind="conflict") from fault
    if person != actor().person_id:
        raise Refused("This page was shown to somebody else. Acknowledge it from here.", kind="conflict")
    return Seen(version, digest, dt.datetime.fromisoformat(at))


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="policy as shown")
