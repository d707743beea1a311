"""The daily run: safe twice and late, in parts, with the records checked and the run kept."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from lms.domain.refusal import Refused
from lms.services import daily, programme, running
from lms.services.daily import Did
from lms.storage.engine import Database
from lms.storage.rows import Assignment, DailyRun, Person, StandingDates
from tests import build, small_council
from tests.build import NOW, TODAY

LIBRARY = small_council.library(programme=(small_council.INDUCTION,))


@pytest.fixture(autouse=True)
def _no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The council's policies are not what these tests are about."""
    monkeypatch.setattr("lms.services.policies.ensure_plain_edition", lambda *_, **__: None)


def run(database: Database, *, on: dt.date = TODAY, at: dt.datetime = NOW) -> Did:
    return daily.run(database, library=LIBRARY, on=on, clock=lambda: at, progress=lambda *_: None)


@pytest.fixture
def council(database: Database) -> Database:
    with database.writing() as session:
        for n in range(3):
            build.person(session, id=f"p{n}", name=f"Person {n}", joined_on=dt.date(2026, 11, 2))
    return database


def test_a_run_asks_what_the_rules_ask_and_says_so(council: Database) -> None:
    did = run(council)

    assert (did.brought.people, did.brought.assignments, did.brought.changed) == (3, 3, 3)
    assert did.faults == ()


def test_running_twice_asks_nothing_more(council: Database) -> None:
    run(council)

    again = run(council)

    assert (again.brought.assignments, again.brought.changed) == (0, 0)


def test_people_are_brought_up_to_date_a_part_at_a_time(
    council: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme, "AT_ONCE", 2)
    parts: list[tuple[int, int]] = []

    daily.run(
        council, library=LIBRARY, on=TODAY, clock=lambda: NOW, progress=lambda *part: parts.append(part)
    )

    assert parts == [(2, 3), (1, 3)]
    with council.reading() as session:
        assert len(session.scalars(select(StandingDates)).all()) == 3


def test_the_report_says_when_it_ran_and_that_the_records_were_whole(council: Database) -> None:
    run(council)

    with council.reading() as session:
        ran = running.last_run(session)
        row = session.scalars(select(DailyRun)).one()

    assert ran == running.Ran(NOW, NOW, 0)
    assert (row.for_on, row.did["people"]) == (TODAY, 3)


def test_a_record_that_was_altered_is_named(council: Database) -> None:
    run(council)
    with council.migrating() as connection:
        for trigger in (
            connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'")
            )
            .scalars()
            .all()
            if council.is_sqlite
            else []
        ):
            connection.execute(text(f'DROP TRIGGER "{trigger}"'))
        if not council.is_sqlite:
            connection.execute(text("ALTER TABLE entry DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE entry SET by_id = 'somebody else'"))

    did = run(council, at=NOW + dt.timedelta(hours=1))

    assert len(did.faults) == 1
    with council.reading() as session:
        assert running.last_run(session).faults == 1


def test_a_missed_day_is_made_good_and_today_is_what_stands(council: Database) -> None:
    with council.writing() as session:
        session.get_one(Person, "p0").left_on = TODAY
        session.get_one(Person, "p0").left_by = "ruth"

    run(council, on=dt.date(2026, 11, 16))

    with council.reading() as session:
        assert len(session.scalars(select(Assignment)).all()) == 3
        assert session.get_one(StandingDates, ("p0", "module", "induction")).is_withdrawn


def test_tomorrow_cannot_be_run_today(council: Database) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        run(council, on=TODAY + dt.timedelta(days=1))


def test_the_whole_run_in_one_transaction_is_kept_too(council: Database) -> None:
    with council.writing() as session:
        daily.run_whole(session, library=LIBRARY, now=NOW)

        assert running.last_run(session) == running.Ran(NOW, None, 0)
