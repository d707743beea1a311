"""Imported wording is put in force by the clerk with date and minute, whole or not at all."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.refusal import Refused
from lms.library.library import CouncilLibrary
from lms.services import accepting, policies, programme
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries import programme as queries
from lms.storage.rows import Assignment, LogLeaf, PolicyAcceptance, PolicyVersion
from tests import build
from tests.services import conduct
from tests.services.conduct import CLERK, ON, TEXT, accept, counts, imported, in_force

LATER = dt.date(2027, 6, 1)


@pytest.fixture
def library() -> CouncilLibrary:
    return conduct.conduct_library()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "online-conduct.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


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

        accepted = accepting.accept_version(
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
        accept(session, version, library, on=build.TODAY)
        before = counts(session)

        accept(session, version, library, on=build.TODAY)

        assert counts(session) == before
        with pytest.raises(Refused, match="was accepted already") as refused:
            accept(session, version, library, minute="26/1", on=build.TODAY)
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
        (TEXT.replace("1. Rules", "1. Habits"), "The document has no heading “Rules”"),
        (TEXT.replace("1.2", "Wardens of the town\n\n1.2"), r"the heading “Wardens of the town” \(line 8\)"),
        (TEXT.replace("1. Rules", "[Ask Odo]\n\n1. Rules"), r"Not understood: line 4 \(“\[Ask Odo\]”\)"),
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


def test_wording_imported_before_the_register_knew_its_clause_is_not_accepted(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    paper.write_text(TEXT + "\n1.3 A warden may wave.\n", encoding="utf-8")
    with database.writing() as session:
        version = imported(session, paper, library)
        knowing = conduct.conduct_library({**conduct.PLAIN, "LTC-1.3": "Waving is fine."})

        with pytest.raises(Refused, match="register has changed since"):
            accept(session, version, knowing)

        again = imported(session, paper, knowing)
        accept(session, again, knowing)
        clause = policies.document_of(session, again).clause("LTC-1.3")
        assert again.id != version.id
        assert clause is not None and clause.quote == "A warden may wave."


def test_clean_wording_is_accepted_though_longer_drafts_came_first(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        for line in ("1.3 A warden may wave.", "Wardens of the town", "[Ask Odo]"):
            paper.write_text(TEXT.replace("1.2", f"{line}\n\n1.2"), encoding="utf-8")
            imported(session, paper, library)
        paper.write_text(TEXT, encoding="utf-8")

        version = imported(session, paper, library)
        accept(session, version, library)

        assert in_force(session, library, today=ON).id == version.id


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (dt.date(2031, 1, 1), "1 January 2031 is more than a year ahead. Check the year"),
        (build.TODAY + dt.timedelta(days=367), "up to 21 November 2027"),
        (dt.date(2025, 6, 2), "says that it was approved on 3 June 2025"),
    ],
)
def test_a_day_that_can_only_be_mistyped_is_refused(
    database: Database, library: CouncilLibrary, paper: Path, on: dt.date, says: str
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)
        before = counts(session)

        with pytest.raises(Refused, match=says):
            accept(session, version, library, on=on)

        assert counts(session) == before


def test_a_year_ahead_and_the_day_of_approval_are_taken(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        accept(session, version, library, on=build.TODAY + dt.timedelta(days=366))
        accept(session, version, library, on=dt.date(2025, 6, 3))

        assert in_force(session, library, today=dt.date(2025, 6, 3)).id == version.id


def test_a_day_still_to_come_is_corrected_by_accepting_again_and_both_are_kept(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    meant = dt.date(2026, 12, 1)
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=build.NOW)
        version = imported(session, paper, library)
        accept(session, version, library, on=LATER)

        accept(session, version, library, on=meant)

        kept = session.scalars(select(PolicyAcceptance.in_force_on).order_by(PolicyAcceptance.seq)).all()
        assert kept[1:] == [LATER, meant]
        assert in_force(session, library, today=meant - dt.timedelta(days=1)).edition == "plain"
        assert in_force(session, library, today=meant).id == version.id
        assert queries.in_force(session, today=LATER)["social-media"].since_on == meant
        assert ledger.verify(session) == []


def test_a_version_that_was_still_to_come_never_comes_back_over_its_correction(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        accept(session, imported(session, paper, library), library, on=LATER)
        paper.write_text(TEXT.replace("names", "faces"), encoding="utf-8")
        right = imported(session, paper, library)

        accept(session, right, library, on=ON)

        assert in_force(session, library, today=LATER).id == right.id
        assert queries.in_force(session, today=LATER)["social-media"].version_id == right.id


def test_a_plan_recorded_after_the_version_in_force_waits_for_its_day(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library)
        accept(session, first, library, on=build.TODAY)
        paper.write_text(TEXT.replace("names", "faces"), encoding="utf-8")
        second = imported(session, paper, library)

        accept(session, second, library, on=LATER)

        assert in_force(session, library, today=LATER - dt.timedelta(days=1)).id == first.id
        assert in_force(session, library, today=LATER).id == second.id


def test_a_correction_says_which_plan_it_takes_the_place_of(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)
        acceptances = [accept(session, version, library, on=day) for day in (LATER, ON)]

        gave_way = [
            accepting.gave_way(session, each, policy="social-media", today=build.TODAY)
            for each in acceptances
        ]

        assert gave_way == [[], [(version.id, LATER)]]


def test_a_corrected_day_asks_each_person_once(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=build.NOW)
        build.person(session, id="megan", name="Megan Pugh")
        version = imported(session, paper, library)
        accept(session, version, library, on=LATER)
        early = owed(session, version)

        accept(session, version, library, on=build.TODAY)
        programme.bring_up_to_date(session, library=library, today=LATER, now=build.NOW)

        assert (early, owed(session, version)) == (0, 1)


def owed(session: Session, version: PolicyVersion) -> int:
    periods = session.scalars(select(Assignment.period).where(Assignment.person_id == "megan")).all()
    return sum(version.id in period for period in periods)


def test_an_accepted_version_comes_back_by_a_new_minute_and_not_by_the_old_one(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library)
        accept(session, first, library, on=build.TODAY)
        paper.write_text(TEXT.replace("names", "faces"), encoding="utf-8")
        accept(session, imported(session, paper, library), library, on=build.TODAY, minute="25/119")

        with pytest.raises(Refused, match="another took its place"):
            accept(session, first, library, on=build.TODAY)
        accept(session, first, library, on=build.TODAY, minute="25/120")

        assert in_force(session, library, today=build.TODAY).id == first.id
