"""The benchmarks still run: their councils, their floor, and (with the faults) each group at tiny sizes."""

import datetime as dt
import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import bare, council, crowd, reporting, table
from benchmarks.__main__ import GROUPS, measure
from benchmarks.table import at_least, at_most
from lms.domain.marking import is_right, right_answer
from lms.library.library import CouncilLibrary
from lms.services import report
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries.report import People

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Place:
    """A small crowd on disk."""

    file: Path
    database: Database
    library: CouncilLibrary

    def people(self) -> People:
        with self.database.reading() as session:
            return report.by_person(report.view(session, on=NOW.date(), today=NOW.date()))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("crowd")
    database, library = crowd.fill(folder, people=12, password=council.PASSWORD, now=NOW)
    yield Place(folder / f"{council.COUNCIL}.sqlite3", database, library)
    database.dispose()


def test_a_crowd_is_a_council_with_an_honest_ledger_and_its_twins_are_counted_alike(place: Place) -> None:
    with place.database.reading() as session:
        assert ledger.verify(session) == []
    before = place.people()

    crowd.multiply(place.database, times=5)

    after = place.people()
    with closing(sqlite3.connect(place.file)) as records:
        counted = records.execute(reporting.FLOOR[1], {"today": "2026-11-20"}).fetchall()
    assert 0 < before.up_to_date < before.total == 12
    assert (after.total, after.up_to_date) == (60, before.up_to_date * 5)
    assert sum(count for _, count in counted) == 60


def test_the_key_answers_every_question_rightly_and_wrongly(place: Place) -> None:
    bank = place.library.bank_of(place.library.modules[council.MODULE])

    assert len(council.answer_key(bank)) == len(bank.questions)
    assert all(is_right(question, right_answer(question)) for question in bank.questions)
    assert not any(is_right(question, council.wrong_answer(question)) for question in bank.questions)


def test_the_floor_signs_in_shows_a_page_and_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.fill(str(tmp_path / "bare.sqlite3"), people=2)
    monkeypatch.setenv("BARE_DATABASE", str(tmp_path / "bare.sqlite3"))
    browser = bare.create().test_client()
    token = browser.get("/sign-in").get_data(as_text=True).partition('value="')[2].partition('"')[0]
    fields = {"csrf_token": token, "email": council.name_of(1), "password": bare.PASSWORD}

    assert browser.get("/page").status_code == 401
    assert browser.post("/sign-in", data=fields).status_code == 303
    assert "Employee 00001" in browser.get("/page").get_data(as_text=True)
    assert browser.post("/save", data={"csrf_token": token}).status_code == 303
    assert browser.post("/save", data={"csrf_token": "another"}).status_code == 400
    assert browser.get("/rows.csv").get_data(as_text=True).count("\n") == 4


# The clients of a measurement are dropped with their lines open; they go here, before another test is blamed.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.faults
@pytest.mark.parametrize("group", GROUPS)
def test_every_row_of_a_group_is_measured(group: str) -> None:
    rows = measure([group], is_quick=True)
    gc.collect()

    assert len(rows) >= 4
    assert all(row.ours > 0 for row in rows if "each further council" not in row.what)


def test_a_row_says_what_it_must_reach_and_why_it_does_not() -> None:
    missed = at_most("a page", 0.0091, 0.002, times=4, why="It is long.")

    assert not missed.is_met
    assert table.plain([missed]).splitlines()[-2:] == [
        "a page".ljust(58) + "       9.1 ms       2.0 ms     4.55 ≤ 4 × floor" + " " * 24 + "NO",
        "    It is long.",
    ]


def test_a_rate_is_met_from_below() -> None:
    assert at_least("pages", 300, 900, times=1 / 3).is_met
    assert not at_least("pages", 299, 900, times=1 / 3).is_met
