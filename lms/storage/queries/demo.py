"""The one question a demonstration asks before it fills a council."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.rows import Person


def is_anybody_here(session: Session) -> bool:
    return session.scalar(select(Person.id).limit(1)) is not None
