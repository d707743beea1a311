"""The forms already taken: the same one twice gets the same answer, and counts once."""

import datetime as dt

from sqlalchemy.orm import Session

from lms.domain.refusal import Refused
from lms.storage.rows import SubmitKey


def taken(session: Session, *, person_id: str, action: str, key: str, body_digest: str) -> str | None:
    """Where this form led before, or None when it is new; the same key with another body is refused."""
    before = session.get(SubmitKey, (person_id, action, key))
    if before is None:
        return None
    if before.body_digest != body_digest:
        raise Refused(
            "This page was already sent with other answers. Open it again to see what was recorded.",
            kind="conflict",
        )
    return before.location


def remember(
    session: Session,
    *,
    person_id: str,
    action: str,
    key: str,
    body_digest: str,
    location: str,
    now: dt.datetime,
) -> None:
    """Keep where this form led, in the transaction that did what it asked."""
    session.add(
        SubmitKey(
            person_id=person_id, action=action, key=key, body_digest=body_digest, location=location, at=now
        )
    )
