"""The report as files: the rows of the screen, in forms that other programs read without harm."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.domain.standing import Standing
from lms.services import exports, programme
from lms.services.report import Wanted
from lms.storage.engine import Database
from lms.storage.rows import Entry
from tests import build, small_council
from tests.build import NOW, TODAY

LIBRARY = small_council.library(programme=(small_council.INDUCTION,))
AUDITOR = Actor("ada", "Ada Fenn", frozenset({Role.LEARNER, Role.AUDITOR}), "password")
HEADER = "person,email,audiences,module,standing,due_on,completed_on,valid_until,certificate"


@pytest.fixture
def council(database: Database) -> Database:
    """Zoë's name is a formula's beginning; Tom is late."""
    with database.writing() as session:
        build.person(
            session, name='=cmd|"Zoë"', email="zoe@example.gov.uk", audiences=["employee", "member"],
            joined_on=dt.date(2026, 11, 2),
        )  # fmt: skip
        build.person(session, name="Tom, Hartley", joined_on=dt.date(2026, 10, 1))
        programme.bring_up_to_date(session, library=LIBRARY, today=TODAY, now=NOW)
    return database


def rows(database: Database, wanted: Wanted | None = None) -> Any:
    return exports.records(database, library=LIBRARY, wanted=wanted or Wanted(), on=TODAY, today=TODAY)


def test_csv_is_what_a_spreadsheet_reads_and_cannot_run(council: Database) -> None:
    made = b"".join(exports.as_csv(rows(council)))

    assert made.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
    lines = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    assert lines[0]["person"] == '\'=cmd|"Zoë"'
    assert lines[0]["audiences"] == "employee;member"
    assert (lines[1]["person"], lines[1]["standing"]) == ("Tom, Hartley", "overdue")
    assert (lines[1]["due_on"], lines[1]["completed_on"]) == ("2026-10-31", "")


@pytest.mark.parametrize("sign", list("=+-@\t\r\n\0＝＋－＠"))
def test_no_sign_that_begins_a_formula_begins_a_cell(sign: str) -> None:
    row = dict.fromkeys(exports.COLUMNS, f"{sign}1+1")

    made = b"".join(exports.as_csv(iter([row]))).decode("utf-8-sig")

    cells = next(csv.DictReader(io.StringIO(made, newline="")))
    assert set(cells.values()) == {f"'{sign}1+1"}


def test_csv_comes_in_parts(council: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "A_PART", 1)

    assert len(list(exports.as_csv(rows(council)))) == 3


def test_json_is_a_list_with_the_same_names(council: Database) -> None:
    found = json.loads("".join(exports.as_json(rows(council))))

    assert ",".join(found[0]) == HEADER
    assert found[1] == {
        "person": "Tom, Hartley",
        "email": None,
        "audiences": ["employee"],
        "module": "Induction",
        "standing": "overdue",
        "due_on": "2026-10-31",
        "completed_on": None,
        "valid_until": None,
        "certificate": None,
    }


def test_nobody_is_an_empty_list(council: Database) -> None:
    none = Wanted(named="nobody of that name")

    assert json.loads("".join(exports.as_json(rows(council, none)))) == []
    assert b"".join(exports.as_csv(rows(council, none))).decode("utf-8-sig") == HEADER + "\r\n"


def test_in_excel_dates_are_dates_and_text_stays_text(council: Database) -> None:
    file = io.BytesIO()

    exports.write_xlsx(rows(council), file)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert sheet[0] == HEADER.split(",")
    assert sheet[1][0] == '=cmd|"Zoë"'
    assert sheet[2][5] == dt.date(2026, 10, 31)


def test_a_file_holds_the_rows_that_were_chosen(council: Database) -> None:
    late = list(rows(council, Wanted(standings=(Standing.OVERDUE,))))

    assert [row["person"] for row in late] == ["Tom, Hartley"]


def test_taking_rows_away_is_written_in_the_ledger(council: Database) -> None:
    with council.writing() as session:
        count = exports.taken_away(
            session, AUDITOR, form="csv", chosen={"standing": "overdue"},
            wanted=Wanted(standings=(Standing.OVERDUE,)), on=TODAY, now=NOW,
        )  # fmt: skip

        entry = session.scalars(select(Entry).where(Entry.kind == "export")).one()

    assert count == 1
    assert entry.by_id == "ada"
    assert entry.detail == {
        "format": "csv", "on": "2026-11-20", "filter": {"standing": "overdue"}, "rows": 1,
    }  # fmt: skip


def test_a_learner_takes_nothing_away(council: Database) -> None:
    tom = Actor("tom", "Tom Hartley", frozenset({Role.LEARNER}), "password")

    with council.writing() as session, pytest.raises(Refused):
        exports.taken_away(session, tom, form="csv", chosen={}, wanted=Wanted(), on=TODAY, now=NOW)


def test_too_many_rows_are_not_printed(council: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ON_PAPER_AT_MOST", 1)

    with council.writing() as session, pytest.raises(Refused, match="too many to print"):
        exports.taken_away(session, AUDITOR, form="pdf", chosen={}, wanted=Wanted(), on=TODAY, now=NOW)


def test_the_sheet_of_paper_is_a_pdf_of_the_same_rows(
    council: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def press(page: str) -> bytes:
        pages.append(page)
        return b"%PDF-"

    monkeypatch.setattr("lms.pdf.render", press)
    with council.reading() as session:
        made = exports.as_pdf(session, library=LIBRARY, wanted=Wanted(), chosen=None, on=TODAY, today=TODAY)

    assert made == b"%PDF-"
    assert "0 of 2 people are up to date" in pages[0]
    assert "Overdue 20 days" in pages[0]
