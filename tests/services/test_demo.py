"""A demonstration's people lived their year through the same services as everybody, so their records hold."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.domain.demo import Cast
from lms.domain.refusal import Refused
from lms.domain.standing import Standing, standing_of
from lms.library.cast import cast_of
from lms.library.library import CouncilLibrary, load
from lms.services import accounts, authorising, demo, owing
from lms.settings import root
from lms.storage import ledger, schema
from lms.storage.engine import Database, open_database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import Acknowledgement, AttemptResult, Certificate, Completion, ModuleRun, Person
from tests.learners import NOW

SMALL = {
    "council": "wick",
    "people": [
        {
            "key": "clerk",
            "name": "Ada Fenn",
            "email": "ada@wick.example.gov.uk",
            "audiences": ["employee"],
            "roles": ["clerk"],
            "joined": 900,
            "did": [{"days_ago": 200, "acknowledged": "social-media"}],
        },
        {
            "name": "Cass Pole",
            "audiences": ["employee"],
            "joined": 300,
            "did": [
                {"days_ago": 290, "module": "induction", "first": "not yet"},
                {"days_ago": 200, "module": "induction", "stops": "attempt"},
            ],
            "left": 10,
        },
        {
            "key": "new-starter",
            "name": "Dot Reed",
            "audiences": ["employee"],
            "joined": 3,
            "did": [{"days_ago": 1, "module": "induction", "stops": "scenario"}],
        },
    ],
}


def small_cast() -> Cast:
    return Cast.model_validate(SMALL)


def count(database: Database, row: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_a_small_cast_lives_its_year(database: Database, wick: CouncilLibrary) -> None:
    assert demo.fill(database, library=wick, cast=small_cast(), now=NOW) == 3

    with database.reading() as session:
        assert ledger.verify(session) == []
        people = {row.name: row for row in session.scalars(select(Person))}
    assert people["Dot Reed"].reference == f"{accounts.DEMONSTRATION}new-starter"
    assert people["Cass Pole"].left_on == dt.date(2026, 11, 10)
    assert (count(database, Acknowledgement), count(database, ModuleRun)) == (1, 2)


def test_a_council_with_people_is_never_filled(database: Database, wick: CouncilLibrary) -> None:
    demo.fill(database, library=wick, cast=small_cast(), now=NOW)

    with pytest.raises(Refused, match="has people already") as refusal:
        demo.fill(database, library=wick, cast=small_cast(), now=NOW)

    assert refusal.value.kind == "conflict" and count(database, Person) == 3


CASTS = {
    "ludlow": {
        "new-starter": {"induction": Standing.DUE, "social-media": Standing.DUE},
        "authorised-officer": {"officer-refresher": Standing.EXPIRING},
        "officer-overdue": {"officer-refresher": Standing.OVERDUE},
        "officer-lapsed": {"officer-refresher": Standing.LAPSED},
    },
    "hereford": {
        "new-starter": {"induction": Standing.DUE, "social-media": Standing.DUE},
        "authorised-officer": {"officer-refresher": Standing.EXPIRING},
        "officer-overdue": {"officer-refresher": Standing.OVERDUE},
        "officer-lapsed": {"officer-refresher": Standing.LAPSED},
    },
}
MAY_POST = {"authorised-officer": True, "officer-overdue": False, "officer-lapsed": False}


@pytest.fixture(scope="module", params=sorted(CASTS))
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Database, CouncilLibrary]:
    """A council of the demonstration, as its first visitor finds it."""
    slug = str(request.param)
    library = load(root() / "content")[slug]
    assert isinstance(library, CouncilLibrary)
    url = f"sqlite:///{tmp_path_factory.mktemp(slug) / 'demo.sqlite3'}"
    schema.upgrade(url, council=slug)
    database = open_database(url, council=slug)
    demo.fill(database, library=library, cast=cast_of(Path(root() / "content"), slug), now=NOW)
    return database, library


def test_each_of_the_named_cast_stands_where_their_button_says(
    filled: tuple[Database, CouncilLibrary],
) -> None:
    database, library = filled

    for key, wanted in CASTS[library.slug].items():
        with database.reading() as session:
            person = session.scalars(
                select(Person).where(Person.reference == f"{accounts.DEMONSTRATION}{key}")
            ).one()
            rows = {row.thing: owing.dates_of(row) for row in standing_rows(session, person.id)}
            speaking = authorising.speaking_of(session, person.id, library=library, today=NOW.date())
        found = {thing: standing_of(rows[thing], today=NOW.date()) for thing in wanted}
        assert found == wanted, key
        assert (speaking.is_live if speaking else None) is MAY_POST.get(key), key


def test_their_history_is_a_year_of_evidence_that_holds(filled: tuple[Database, CouncilLibrary]) -> None:
    database, library = filled
    with database.reading() as session:
        assert ledger.verify(session) == []
        people = session.scalars(select(Person)).all()
        completions = session.scalars(select(Completion).order_by(Completion.completed_on)).all()
        results = session.scalars(select(AttemptResult)).all()

    assert 20 <= len(people) <= 30
    assert any(person.left_on for person in people)
    assert completions[0].completed_on < NOW.date() - dt.timedelta(days=365)
    assert {each.module for each in completions} == set(library.modules)
    assert any(not result.is_passed for result in results)
    assert count(database, Certificate) == len(completions)


def test_nothing_of_it_lies_in_the_future(filled: tuple[Database, CouncilLibrary]) -> None:
    database, _ = filled
    with database.reading() as session:
        latest = session.scalar(select(func.max(AttemptResult.recorded_at)))
        started = session.scalar(select(func.max(ModuleRun.started_at)))

    assert latest is not None and latest <= NOW
    assert started is not None and started <= NOW
