"""``lms daily`` and ``lms report``: what a timer and a script get."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import cli
from tests.library import goodset

HEADER = "person,email,audiences,module,standing,due_on,completed_on,valid_until,certificate"


@pytest.fixture
def data(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the council of Wick and Lee Marsh, who joined today."""
    content = goodset.write(tmp_path, goodset.texts())
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "wick.sqlite3")
    monkeypatch.setenv("LMS_CONTENT", str(content))
    monkeypatch.setenv("LMS_DATA", str(folder))
    monkeypatch.setenv("LMS_BASE_URL", "https://training.example.gov.uk")
    assert lms("person", "add", "wick", "--name", "Lee Marsh", "--audience", "employee").exit_code == 0
    return folder


def lms(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_the_daily_run_says_in_plain_lines_what_it_did(data: Path) -> None:
    first, again = lms("daily", "wick"), lms("daily", "--all")

    assert first.exit_code == 0, first.output
    assert first.output.startswith("wick: looked at 1 person; asked ")
    assert "nothing was altered" in first.output
    assert again.output.startswith(
        "wick: looked at 1 person; asked 0 new things; the dates of 0 people changed."
    )


def test_tomorrow_is_refused_with_a_sentence(data: Path) -> None:
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()

    done = lms("daily", "wick", "--on", tomorrow)

    assert done.exit_code == 1
    assert "has not come yet" in done.stderr


def test_the_report_is_a_table_for_people(data: Path) -> None:
    lms("daily", "wick")

    done = lms("report", "wick")

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0].split() == [
        "person", "module", "standing", "due", "on", "completed", "on", "valid", "until",
    ]  # fmt: skip
    assert "Lee Marsh" in done.output
    assert " due " in done.output


def test_the_report_is_json_and_csv_for_programs(data: Path, tmp_path: Path) -> None:
    lms("daily", "wick")
    file = tmp_path / "report.csv"

    rows = json.loads(lms("report", "wick", "--format", "json").output)
    written = lms("report", "wick", "--format", "csv", "-o", str(file))

    assert written.exit_code == 0, written.output
    assert {row["person"] for row in rows} == {"Lee Marsh"}
    assert ",".join(rows[0]) == HEADER
    assert file.read_text("utf-8-sig").splitlines()[0] == HEADER
    assert len(file.read_text("utf-8-sig").splitlines()) == len(rows) + 1


def test_a_past_day_is_reported_as_it_stood(data: Path) -> None:
    lms("daily", "wick")

    done = lms("report", "wick", "--format", "json", "--on", "2020-01-01")

    assert (done.exit_code, json.loads(done.output)) == (0, [])


def test_a_workbook_is_written_to_a_file(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"

    done = lms("report", "wick", "--format", "xlsx", "-o", str(file))

    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"PK")


def test_a_folder_that_is_not_there_is_said(data: Path, tmp_path: Path) -> None:
    done = lms("report", "wick", "--format", "csv", "-o", str(tmp_path / "nowhere" / "report.csv"))

    assert done.exit_code == 1
    assert "No such file" in done.stderr


def test_an_unknown_format_is_wrong_usage(data: Path) -> None:
    assert lms("report", "wick", "--format", "doc").exit_code == 2
