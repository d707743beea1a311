"""A council's own wording becomes a draft once, and is put in force by the clerk with date and minute."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.policies import Clause, Facts, Heading, PolicyRegister
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import adopting, policies
from lms.services.adopting import Reading
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Assignment, ContentSnapshot, LogLeaf, PolicyVersion
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


def register() -> PolicyRegister:
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
            for each, plain in PLAIN.items()
        ),
    )


@pytest.fixture
def library() -> CouncilLibrary:
    return replace(small_council.library(), policies=MappingProxyType({"social-media": register()}))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "online-conduct.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


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
) -> None:
    adopting.accept_version(
        session, CLERK, library=library, version=version, minute=minute, in_force_on=on, now=build.NOW
    )


def in_force(session: Session, library: CouncilLibrary, *, today: dt.date) -> PolicyVersion:
    return policies.version_in_force(session, library=library, policy="social-media", today=today)


def test_a_document_becomes_a_draft_with_the_councils_words(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        shown = policies.document_of(session, version)
        clause = shown.clause("LTC-1.2")
        assert clause is not None
        assert (clause.quote, clause.plain) == ("A warden must not post names.", "Keep names out.")
        assert not shown.is_plain_edition
        assert dict(shown.facts)["Approved on"] == "3 June 2025"
        assert dict(shown.facts)["Approved by"] == "not stated"
        assert (version.source_name, version.edition) == ("online-conduct.txt", "council")


def test_importing_the_same_file_twice_changes_nothing(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        before = counts(session)
    with database.writing() as session:
        again = adopting.import_policy(
            session,
            CLERK,
            library=library,
            reading=read(paper, library),
            now=build.NOW + dt.timedelta(days=1),
        )

        assert (again.version.id, again.is_new) == (first, False)
        assert counts(session) == before


def counts(session: Session) -> list[int | None]:
    tables = (PolicyVersion, ContentSnapshot, LogLeaf)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_corrected_document_is_another_draft(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        paper.write_text(TEXT.replace("names", "names or faces"), encoding="utf-8")

        second = imported(session, paper, library).id

        assert first != second


def test_a_draft_is_not_in_force_until_it_is_accepted(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=build.NOW)
        version = imported(session, paper, library)
        before = policies.name_of(session, in_force(session, library=library, today=ON))

        accept(session, version, library)

        assert before.endswith("(plain-English edition)")
        assert in_force(session, library, today=ON).id == version.id
        assert in_force(session, library, today=ON - dt.timedelta(days=1)).edition == "plain"
        assert "plain-English" not in policies.name_of(session, version)
        assert ledger.verify(session) == []


def test_acceptance_keeps_date_minute_and_who(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        accepted = adopting.accept_version(
            session, CLERK, library=library, version=version, minute="  25/118 \n item 9", in_force_on=ON,
            now=build.NOW,
        )  # fmt: skip

        assert (accepted.minute, accepted.in_force_on, accepted.by_id) == ("25/118 item 9", ON, "ruth")
        assert "policy_acceptance" in session.scalars(select(LogLeaf.kind)).all()


def test_accepting_twice_the_same_way_changes_nothing_and_another_way_is_a_conflict(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)
        accept(session, version, library)
        before = counts(session)

        accept(session, version, library)

        assert counts(session) == before
        with pytest.raises(Refused, match="was accepted already") as refused:
            accept(session, version, library, minute="26/1")
        assert refused.value.kind == "conflict"


def test_accepted_wording_is_owed_by_everybody_bound(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=build.NOW)
        build.person(session, id="megan", name="Megan Pugh")
        version = imported(session, paper, library)

        accept(session, version, library, on=build.TODAY)

        owed = session.scalars(select(Assignment.period).where(Assignment.person_id == "megan")).all()
        assert any(version.id in period for period in owed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace("1.2 A warden must not post names.\n", ""), "The document has no LTC-1.2"),
        (TEXT + "\n1.3 A warden may wave.\n", "The register does not know LTC-1.3"),
    ],
)
def test_wording_that_does_not_match_the_register_is_not_accepted(
    database: Database, library: CouncilLibrary, paper: Path, text: str, says: str
) -> None:
    paper.write_text(text, encoding="utf-8")
    with database.writing() as session:
        version = imported(session, paper, library)

        with pytest.raises(Refused, match=says) as refused:
            accept(session, version, library)

        assert refused.value.kind == "conflict"


def test_a_day_before_the_version_in_force_is_refused(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=build.NOW)
        version = imported(session, paper, library)

        with pytest.raises(Refused, match="in force since 1 September 2025"):
            accept(session, version, library, on=dt.date(2025, 8, 31))


@pytest.mark.parametrize(
    ("minute", "says"), [(" \n", "Give the minute by which"), ("9" * 201, "200 characters")]
)
def test_a_minute_is_needed_and_short(
    database: Database, library: CouncilLibrary, paper: Path, minute: str, says: str
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        with pytest.raises(Refused, match=says):
            accept(session, version, library, minute=minute)


@pytest.mark.parametrize("actor", [STARTER, DEPUTY])
def test_only_the_clerk_imports_and_accepts(
    database: Database, library: CouncilLibrary, paper: Path, actor: Actor
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)
        reading = read(paper, library)

        with pytest.raises(Refused, match="may not accept"):
            adopting.import_policy(session, actor, library=library, reading=reading, now=build.NOW)
        with pytest.raises(Refused, match="may not accept"):
            adopting.accept_version(
                session, actor, library=library, version=version, minute="1", in_force_on=ON, now=build.NOW
            )


def test_a_version_is_named_by_the_start_of_its_id(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        found = adopting.version_named(session, version.id[:6].upper(), policy="social-media")

        assert found.id == version.id
        with pytest.raises(Refused, match=rf"There is: {version.id[:8]} \(online-conduct\.txt\)"):
            adopting.version_named(session, "zzzz", policy="social-media")


def test_with_nothing_imported_the_refusal_says_how_to_import(database: Database) -> None:
    with database.writing() as session, pytest.raises(Refused, match="lms policy import FILE COUNCIL"):
        adopting.version_named(session, "abcd", policy="social-media")


def test_a_policy_that_is_not_there_is_refused_by_name(library: CouncilLibrary, paper: Path) -> None:
    with pytest.raises(Refused, match=r"no policy called dogs\. There is: social-media"):
        adopting.read_document(paper, library=library, policy="dogs")
