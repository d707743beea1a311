"""The server is killed again and again under people doing their training: what was acknowledged is there, once."""

import datetime as dt
import json
import random
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.council import (
    COUNCIL,
    MODULE,
    PASSWORD,
    POLICY,
    actor_named,
    answer_key,
    environment,
    fields_for,
    make,
    name_of,
    play,
    wrong_answer,
)
from lms.domain.marking import right_answer
from tests.faults.comparison import Difference, Note, chosen, compare
from tests.faults.server import ROOT, Server

pytestmark = pytest.mark.faults

KILLS, KILLS_OF_A_PLANT = 100, 15
SHORTEST, LONGEST, PATIENCE = 0.05, 0.6, 10
PEOPLE, AT_ONCE = 300, 10
BEFORE_THE_QUIZ_EVERY = 2  # so many people have one who has been through the scenes already


@dataclass(frozen=True)
class Prepared:
    """A council on disk, what its people are to do, and how its answers are kept."""

    data: Path
    task: dict[str, Any]
    before: list[Note]
    kept_as: dict[str, dict[str, Any]]

    @property
    def file(self) -> Path:
        return self.data / f"{COUNCIL}.sqlite3"


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    now = dt.datetime.now(dt.UTC)
    database, library = make(tmp_path, count=PEOPLE, now=now)
    with database.writing() as session:
        for number in range(0, PEOPLE, BEFORE_THE_QUIZ_EVERY):
            play(session, actor_named(session, name_of(number)), library=library, now=now)
    database.dispose()
    module = library.modules[MODULE]
    bank = library.bank_of(module)
    task = {
        "people": [name_of(number) for number in range(PEOPLE)],
        "password": PASSWORD,
        "at_once": AT_ONCE,
        "module": MODULE,
        "policy": POLICY,
        "questions": bank.drawn,
        "clause": library.policy.clauses[0].id,
        "answers": answer_key(bank),
    }
    kept_as = {
        question.id: {
            json.dumps(fields_for(question, answer)): list(answer)
            for answer in (right_answer(question), wrong_answer(question))
        }
        for question in bank.questions
    }
    return Prepared(tmp_path, task, chosen(tmp_path / f"{COUNCIL}.sqlite3"), kept_as)


def _killed(prepared: Prepared, *, kills: int, plant: str = "none") -> dict[str, Any]:
    """Let the people work while the server is killed so many times; what they noted."""
    chance = random.Random()
    with Server(prepared.data, plant=plant) as server:
        words = [sys.executable, "-m", "tests.faults.people"]
        people = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert people.stdin is not None
        tally = prepared.data / "tally"
        tally.touch()
        people.stdin.write(json.dumps({**prepared.task, "port": server.port, "tally": str(tally)}) + "\n")
        people.stdin.flush()
        for _ in range(kills):
            server.start()
            _wait_for_more(tally)
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            server.kill()
        server.start()
        noted, _ = people.communicate("enough\n", timeout=120)
    found: dict[str, Any] = json.loads(noted)
    return found


def _wait_for_more(tally: Path) -> None:
    """Until the people are at work again: a kill of a server that nobody uses shows nothing."""
    before, until = tally.stat().st_size, time.monotonic() + PATIENCE
    while tally.stat().st_size == before and time.monotonic() < until:
        time.sleep(0.005)


def _difference(prepared: Prepared, noted: dict[str, Any]) -> Difference:
    return compare(prepared.file, prepared.before + noted["kept"], kept_as=prepared.kept_as)


def _integrity(file: Path) -> str:
    records = sqlite3.connect(file)
    answer: str = records.execute("PRAGMA integrity_check").fetchone()[0]
    records.close()
    return answer


def _verify_ledger(data: Path) -> tuple[int, str]:
    words = [sys.executable, "-m", "lms.cli", "ledger", "verify", COUNCIL]
    done = subprocess.run(words, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_nothing_acknowledged_is_lost_or_doubled_by_a_hundred_kills(prepared: Prepared) -> None:
    noted = _killed(prepared, kills=KILLS)

    kinds = [note["kind"] for note in noted["kept"]]
    print({kind: kinds.count(kind) for kind in sorted(set(kinds))}, "sent again:", noted["again"])
    assert noted["was_ended"], "the people ran out of things to do before the last kill"
    assert noted["odd"] == []
    assert min(kinds.count(kind) for kind in ("answer", "choice")) >= KILLS
    assert min(kinds.count(kind) for kind in ("completion", "acknowledgement", "question")) >= KILLS // 20
    assert _difference(prepared, noted) == Difference(lost=[], doubled=[], never_said=[])
    assert _integrity(prepared.file) == "ok"
    code, said = _verify_ledger(prepared.data)
    assert code == 0, said


def test_a_server_that_answers_before_it_commits_is_caught(prepared: Prepared) -> None:
    noted = _killed(prepared, kills=KILLS_OF_A_PLANT, plant="answer before commit")

    assert _difference(prepared, noted).lost != []


def test_a_server_that_counts_each_arrival_is_caught(prepared: Prepared) -> None:
    noted = _killed(prepared, kills=KILLS_OF_A_PLANT, plant="count each arrival")

    assert _difference(prepared, noted).doubled != []
