"""Eight at once on everything that may be done once or a few times, against a real server with two processes."""

import datetime as dt
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import council
from benchmarks.council import COUNCIL, MODULE, PASSWORD, POLICY, Answering, name_of, wrong_answer
from benchmarks.outside import Answer, Browser, Fields
from lms.domain.marking import right_answer
from lms.library.library import CouncilLibrary
from lms.storage.engine import Database
from tests.faults.server import Server

pytestmark = pytest.mark.faults

RIVALS, ROUNDS, ROUNDS_OF_A_PLANT = 8, 200, 10
FAILS_EVERY = 4  # this many rounds have one in which the quiz is not passed, twice

OVER_ONE = "SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1)"
ONCE = {
    "attempt_result": "attempt_id",
    "completion": "person_id, assignment_id",
    "certificate": "completion_id",
    "acknowledgement": "person_id, version_id",
    "reread": "attempt_id",
    "module_run": "person_id, assignment_id",
}


@dataclass(frozen=True)
class Ground:
    """A council whose people stand before its quiz, and its server."""

    server: Server
    database: Database
    library: CouncilLibrary
    file: Path

    def count(self, question: str) -> int:
        records = sqlite3.connect(self.file)
        found: int = records.execute(question).fetchone()[0]
        records.close()
        return found

    def answer(self, email: str, attempt_id: str, *, by: Answering) -> None:
        now = dt.datetime.now(dt.UTC)
        with self.database.writing() as session:
            actor = council.actor_named(session, email)
            council.answer(session, actor, library=self.library, attempt_id=attempt_id, by=by, now=now)


def _ground(folder: Path, *, rounds: int, plant: str) -> Iterator[Ground]:
    now = dt.datetime.now(dt.UTC)
    database, library = council.make(folder, count=rounds, now=now)
    for number in range(rounds):
        with database.writing() as session:
            actor = council.actor_named(session, name_of(number))
            council.play(session, actor, library=library, now=now)
    with Server(folder, plant=plant) as server:
        server.start()
        yield Ground(server, database, library, folder / f"{COUNCIL}.sqlite3")
    database.dispose()


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    yield from _ground(tmp_path, rounds=ROUNDS, plant="none")


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[Ground]:
    yield from _ground(tmp_path, rounds=ROUNDS_OF_A_PLANT, plant="check before the lock")


class Rivals:
    """The same person's browser on eight devices, which press the same button at the same moment."""

    def __init__(self, port: int, email: str, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.gate = threading.Barrier(RIVALS)
        self.browsers = [Browser(port) for _ in range(RIVALS)]
        first = self.browsers[0]
        assert first.sign_in(email, PASSWORD).status == 303
        first.get("/")
        for other in self.browsers[1:]:
            other.cookies, other.token = first.cookies, first.token

    def press(self, path: str, fields: Fields = ()) -> list[Answer]:
        def one(browser: Browser) -> Answer:
            self.gate.wait()
            return browser.post(path, fields)

        return list(self.pool.map(one, self.browsers))

    def close(self) -> None:
        for browser in self.browsers:
            browser.close()


def _statuses(answers: list[Answer]) -> set[int]:
    return {answer.status for answer in answers}


def _begin(rivals: Rivals) -> str:
    """Press Start; all are led to one attempt."""
    begun = rivals.press(f"/modules/{MODULE}/quiz")
    assert _statuses(begun) == {303}
    (location,) = {answer.location for answer in begun}
    return location.rpartition("/")[2]


def _pass(ground: Ground, rivals: Rivals, email: str) -> None:
    attempt = _begin(rivals)
    ground.answer(email, attempt, by=right_answer)
    assert _statuses(rivals.press(f"/attempts/{attempt}/finish")) == {303}
    page = f"/policies/{POLICY}/acknowledge"
    seen = rivals.browsers[0].get(page).seen
    assert _statuses(rivals.press(page, [("seen", seen), ("agreed", "yes")])) == {303}


def _fail_twice(ground: Ground, rivals: Rivals, email: str) -> None:
    for _ in range(2):
        attempt = _begin(rivals)
        ground.answer(email, attempt, by=wrong_answer)
        assert _statuses(rivals.press(f"/attempts/{attempt}/finish")) == {303}
        assert _statuses(rivals.press(f"/attempts/{attempt}/reread")) == {303}
    third = rivals.press(f"/modules/{MODULE}/quiz")
    assert _statuses(third) == {409}, "the third attempt is for the next day"


def _each_round(ground: Ground, rounds: int, run: Callable[[Ground, Rivals, str, int], None]) -> None:
    with ThreadPoolExecutor(RIVALS) as pool:
        for number in range(rounds):
            rivals = Rivals(ground.server.port, name_of(number), pool)
            run(ground, rivals, name_of(number), number)
            rivals.close()


def test_eight_at_once_never_pass_a_limit_nor_count_twice(ground: Ground) -> None:
    def run(ground: Ground, rivals: Rivals, email: str, number: int) -> None:
        (_fail_twice if number % FAILS_EVERY == 0 else _pass)(ground, rivals, email)

    _each_round(ground, ROUNDS, run)

    failed, passed = ROUNDS // FAILS_EVERY, ROUNDS - ROUNDS // FAILS_EVERY
    kept = {table: ground.count(f"SELECT count(*) FROM {table}") for table in ONCE}
    kept["attempt"] = ground.count("SELECT count(*) FROM attempt")
    assert kept == {
        "attempt": passed + 2 * failed,
        "attempt_result": passed + 2 * failed,
        "completion": passed,
        "certificate": passed,
        "acknowledgement": passed,
        "reread": 2 * failed,
        "module_run": ROUNDS,
    }
    twice = {table: ground.count(OVER_ONE.format(table=table, key=key)) for table, key in ONCE.items()}
    assert twice == dict.fromkeys(ONCE, 0)


def test_a_limit_looked_up_before_the_lock_is_passed_and_seen(unlocked: Ground) -> None:
    led: Counter[int] = Counter()

    def run(_: Ground, rivals: Rivals, __: str, ___: int) -> None:
        begun = rivals.press(f"/modules/{MODULE}/quiz")
        led[len({answer.location for answer in begun})] += 1

    _each_round(unlocked, ROUNDS_OF_A_PLANT, run)

    assert unlocked.count(OVER_ONE.format(table="attempt", key="person_id, assignment_id")) > 0
    assert set(led) != {1}
