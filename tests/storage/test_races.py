"""Many at once: no update is lost and no limit is passed, and without the lock both happen."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Person, SignInFailure
from lms.storage.troubles import StorageTrouble
from tests import build

Transaction = Callable[[], AbstractContextManager[Session]]

COUNTERS, ADDITIONS = 6, 100
RIVALS, ROUNDS, LIMIT = 8, 200, 3


@pytest.fixture
def unlocked(database: Database) -> Iterator[Transaction]:
    """What one gets by asking the driver for a transaction and nothing more."""
    engine = create_engine(database.url)
    yield sessionmaker(engine).begin
    engine.dispose()


def test_no_update_is_lost(database: Database) -> None:
    _start_counting(database)

    refused = _count_together(database.writing)

    assert refused == 0
    assert _counted(database) == COUNTERS * ADDITIONS


def test_without_the_lock_updates_are_lost(database: Database, unlocked: Transaction) -> None:
    _start_counting(database)

    _count_together(unlocked)

    assert _counted(database) < COUNTERS * ADDITIONS


def test_no_limit_is_passed(database: Database) -> None:
    _race(database.writing, rounds=ROUNDS)

    assert _rounds_over_the_limit(database) == 0
    assert _taken(database) == ROUNDS * LIMIT


def test_without_the_lock_limits_are_passed(database: Database, unlocked: Transaction) -> None:
    _race(unlocked, rounds=ROUNDS // 5)

    assert _rounds_over_the_limit(database) > 0


def test_places_in_the_ledger_are_given_once_and_in_order(database: Database) -> None:
    def add(_: int) -> None:
        with database.writing() as session:
            build.entry(session)

    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(add, range(80)))

    with database.reading() as session:
        assert ledger.verify(session) == []
        assert ledger.root(session)[0] == 80


def _start_counting(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="counter", name="0")


def _count_together(transaction: Transaction) -> int:
    """Read a number and write the next one, again and again; how many times that was refused."""

    def add() -> int:
        try:
            with transaction() as session:
                row = session.get_one(Person, "counter")
                row.name = str(int(row.name) + 1)
        except (StorageTrouble, DBAPIError):
            return 1
        return 0

    with ThreadPoolExecutor(COUNTERS) as pool:
        return sum(pool.map(lambda _: sum(add() for _ in range(ADDITIONS)), range(COUNTERS)))


def _race(transaction: Transaction, *, rounds: int) -> None:
    """In each round, rivals start together, and each takes a place if fewer than LIMIT are taken."""
    gate = threading.Barrier(RIVALS)

    def take(account: str) -> None:
        with transaction() as session:
            taken = select(func.count()).select_from(SignInFailure).where(SignInFailure.account == account)
            if session.scalars(taken).one() < LIMIT:
                session.add(SignInFailure(id=build.new_id(), account=account, at=build.NOW))

    def run(_: int) -> None:
        for number in range(rounds):
            gate.wait()
            with suppress(StorageTrouble, DBAPIError):  # refused: then no place was taken
                take(f"round {number}")

    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(run, range(RIVALS)))


def _counted(database: Database) -> int:
    with database.reading() as session:
        return int(session.get_one(Person, "counter").name)


def _taken(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(SignInFailure)).one()


def _rounds_over_the_limit(database: Database) -> int:
    taken = select(SignInFailure.account).group_by(SignInFailure.account).having(func.count() > LIMIT)
    with database.reading() as session:
        return len(session.scalars(taken).all())
