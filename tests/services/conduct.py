"""An invented policy, its register and what the tests of importing and accepting do with them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.policies import Clause, Facts, Heading, PolicyRegister
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import accepting, adopting, policies
from lms.services.adopting import Reading
from lms.storage.rows import ContentSnapshot, LogLeaf, PolicyAcceptance, PolicyVersion
from tests import build, small_council

CLERK = Actor("ruth", "Ruth Prosser", frozenset({Role.LEARNER, Role.CLERK}), "own sign-in")
STARTER = Actor("megan", "Megan Pugh", frozenset({Role.LEARNER}), "own sign-in")
DEPUTY = Actor("owen", "Owen Beddoes", frozenset({Role.LEARNER, Role.DEPUTY}), "own sign-in")
ON = dt.date(2026, 11, 23)
TEXT = """ONLINE CONDUCT POLICY
Approval date: 3 June 2025

1. Rules

1.1 A warden must ring the Clerk.

1.2 A warden must not post names.
"""
PLAIN = {
    "LTC-0-m1": "When it was approved.",
    "LTC-1.1": "Ring the Clerk first.",
    "LTC-1.2": "Keep names out.",
}


def register(plain_by_id: Mapping[str, str] = PLAIN) -> PolicyRegister:
    nothing = dict.fromkeys(("number", "version", "approver", "approved_on", "minute", "supersedes"))
    return PolicyRegister(
        council="ludlow",
        slug="social-media",
        title="Online conduct policy",
        prefix="LTC",
        addressing="numbered",
        facts=Facts(title="Online Conduct Policy", review_due=None, audience=None, signatory=None, **nothing),
        headings=(Heading(id="rules", title="Rules", short="Rules"),),
        clauses=tuple(
            Clause(id=each, heading="rules", label=f"Clause {each}", modality="info", plain=plain)
            for each, plain in plain_by_id.items()
        ),
    )


def conduct_library(plain_by_id: Mapping[str, str] = PLAIN) -> CouncilLibrary:
    return replace(
        small_council.library(), policies=MappingProxyType({"social-media": register(plain_by_id)})
    )


def read(path: Path, library: CouncilLibrary) -> Reading:
    return adopting.read_document(path, library=library, policy="social-media")


def imported(session: Session, path: Path, library: CouncilLibrary) -> PolicyVersion:
    reading = read(path, library)
    draft = adopting.import_policy(session, CLERK, library=library, reading=reading, now=build.NOW)
    return draft.version


def accept(
    session: Session,
    version: PolicyVersion,
    library: CouncilLibrary,
    *,
    minute: str = "25/118",
    on: dt.date = ON,
) -> PolicyAcceptance:
    return accepting.accept_version(
        session, CLERK, library=library, version=version, minute=minute, in_force_on=on, now=build.NOW
    )


def in_force(session: Session, library: CouncilLibrary, *, today: dt.date) -> PolicyVersion:
    return policies.version_in_force(session, library=library, policy="social-media", today=today)


def counts(session: Session) -> list[int | None]:
    tables = (PolicyVersion, ContentSnapshot, LogLeaf)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]
