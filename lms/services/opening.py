"""What a council's records must hold before anybody comes in: a policy in force and the starting rules."""

import datetime as dt

from sqlalchemy.orm import Session

from lms.library.library import CouncilLibrary
from lms.services import policies, programme


def open_council(session: Session, *, library: CouncilLibrary, now: dt.datetime) -> None:
    """Put the plain-English edition in force and add the starting rules; doing it again changes nothing."""
    policies.ensure_plain_edition(session, library=library, now=now)
    programme.seed_rules(session, council=library.council, now=now)
