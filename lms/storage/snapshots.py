"""The texts of what was shown, kept once each under the SHA-256 of their bytes."""

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.rows import ContentSnapshot

SCHEMA = 1


def keep(session: Session, *, kind: str, text: str, now: dt.datetime, schema: int = SCHEMA) -> str:
    """Keep the text unless it is kept already; its digest either way."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    is_kept = session.scalar(select(ContentSnapshot.digest).where(ContentSnapshot.digest == digest))
    if is_kept is None:
        session.add(ContentSnapshot(digest=digest, kind=kind, schema=schema, text=text, recorded_at=now))
        session.flush()
    return digest


def text_of(session: Session, digest: str) -> str:
    """The text under this digest. Raises LookupError where there is none."""
    text = session.scalar(select(ContentSnapshot.text).where(ContentSnapshot.digest == digest))
    if text is None:
        raise LookupError(f"no snapshot {digest}")
    return text
