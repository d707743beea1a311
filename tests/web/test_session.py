"""Whoever signs in is asked what today asks of them, whether or not the daily run has come round."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import accounts
from lms.storage.engine import Database
from lms.storage.rows import Assignment, Person
from tests import learners
from tests.client import Client
from tests.web.conftest import Hands
from tests.web.trainees import statements

EMAIL, PASSWORD = "avery@wick.example.gov.uk", "weasel lantern fjord"
WINDOW = dt.datetime(2029, 10, 15, 0, 1, tzinfo=dt.UTC)


@pytest.fixture
def avery(database: Database, wick: CouncilLibrary) -> Person:
    """An employee who passed, and may sign in by password or by a button."""
    learners.opened(database, wick)
    person = learners.learner(
        database, wick, email=EMAIL, password_hash=accounts.hash_of(PASSWORD), reference="demo:starter"
    )
    learners.passed(database, wick, Actor(person.id, person.name, frozenset({Role.LEARNER}), "password"))
    return person


def periods(database: Database) -> list[str]:
    """The periods of the module that anybody was ever asked for."""
    with database.reading() as session:
        query = select(Assignment.period).where(Assignment.kind == "module").order_by(Assignment.period)
        return list(session.scalars(query))


@contextmanager
def commits(database: Database) -> Iterator[list[object]]:
    """Each durable commit meanwhile."""
    done: list[object] = []

    def note(connection: object) -> None:
        done.append(connection)

    event.listen(database.writer, "commit", note)
    yield done
    event.remove(database.writer, "commit", note)


def by_password(client: Client) -> None:
    assert client.post("/sign-in", {"email": EMAIL, "password": PASSWORD}).location == "/"


def by_button(client: Client) -> None:
    assert client.post("/demo/sign-in/starter").location == "/"


@pytest.mark.parametrize(("sign_in", "most"), [(by_password, 2), (by_button, 1)])
def test_a_sign_in_writes_down_the_renewal_that_has_opened_and_commits_no_more_often(
    client: Client,
    database: Database,
    avery: Person,
    clock: Hands,
    sign_in: Callable[[Client], None],
    most: int,
) -> None:
    clock.at = WINDOW
    client.token()

    with commits(database) as done:
        sign_in(client)

    assert periods(database) == ["1", "2"] and len(done) == most
    assert client.get("/").links["Start Wick on line"] == "/modules/induction"


def test_an_ordinary_sign_in_only_looks(client: Client, database: Database, avery: Person) -> None:
    with statements(database) as asked:
        by_password(client)
    looked = [each for each in asked if "standing_dates" in each or "policy_acceptance" in each]

    assert len(looked) == 2 and periods(database) == ["1"]
    assert len(asked) <= 13, asked
