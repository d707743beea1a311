"""The commands that import a council's own wording and put it in force."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli.policy import policy
from lms.cli.upgrade import upgrade
from lms.domain.days import day_of, short_day
from tests.library import goodset

TEXT = """WICK SOCIAL MEDIA POLICY

Approved by: Full Council
[Note: check the date]

Using social media

1. You must ask before posting.

Page 1 of 1

Telling the Clerk

2. The Clerk is there to be asked.
"""


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The good set as an installation with empty records, and a document of the council's."""
    monkeypatch.setenv("LMS_CONTENT", str(goodset.write(tmp_path, goodset.texts())))
    monkeypatch.setenv("LMS_DATA", str(tmp_path / "data"))
    assert CliRunner().invoke(upgrade, ["wick"]).exit_code == 0
    path = tmp_path / "policy.txt"
    path.write_text(TEXT.replace("Approved by: Full Council\n", ""), encoding="utf-8")
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(policy, [str(word) for word in words])


def test_import_prints_the_json_that_programs_hold_on_to(paper: Path) -> None:
    result = run("import", paper, "wick", "--json")

    told = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert told["facts"] == {
        "title": "Wick Social Media Policy", "number": None, "version": None, "approver": None,
        "approved_on": None, "review_due": None, "supersedes": None, "audience": None,
        "minute": None, "signatory": None,
    }  # fmt: skip
    assert [clause["id"] for clause in told["clauses"]] == ["WPC-1", "WPC-2"]
    first = told["clauses"][0]
    assert (first["label"], first["heading"], first["modality"]) == ("Clause 1", "Using social media", "must")
    assert first["text"] == "You must ask before posting."
    assert told["dropped"] == ["9: Page 1 of 1"]
    assert told["unowned"] == ["3: [Note: check the date]"]


def test_import_twice_gives_the_same_version(paper: Path) -> None:
    first = json.loads(run("import", paper, "wick", "--json").stdout)
    second = json.loads(run("import", paper, "wick", "--json").stdout)

    assert (first["is_new"], second["is_new"]) == (True, False)
    assert first["version"] == second["version"]


def test_import_tells_a_clerk_what_was_not_stated_left_out_or_not_understood(paper: Path) -> None:
    result = run("import", paper, "wick")

    assert result.exit_code == 0
    assert "Approved on: not stated" in result.stdout
    assert "2 clauses read; 2 are in the register." in result.stdout
    assert "Line 9 was left out (page number): Page 1 of 1" in result.stdout
    assert "Line 3 was not understood (a note to whoever prepares the policy)" in result.stdout


def test_accept_puts_an_imported_version_in_force(paper: Path) -> None:
    version = imported_clean(paper)
    on = a_day(ahead=3)

    result = run("accept", "wick", version[:8], "--minute", "24/7", "--on", on.isoformat())

    assert result.exit_code == 0
    assert result.stdout == f"Version {version} is in force from {short_day(on)} by minute 24/7.\n"


def imported_clean(paper: Path) -> str:
    """The version that the document makes without its note."""
    paper.write_text(paper.read_text("utf-8").replace("[Note: check the date]\n", ""), encoding="utf-8")
    version: str = json.loads(run("import", paper, "wick", "--json").stdout)["version"]
    return version


def a_day(*, ahead: int) -> dt.date:
    return day_of(dt.datetime.now(dt.UTC)) + dt.timedelta(days=ahead)


def test_accept_refuses_a_mistyped_year_and_takes_the_right_day_after_it(paper: Path) -> None:
    version = imported_clean(paper)

    mistyped = run("accept", "wick", version, "--minute", "24/7", "--on", a_day(ahead=1500).isoformat())
    late = run("accept", "wick", version, "--minute", "24/7", "--on", a_day(ahead=300).isoformat())
    right = run("accept", "wick", version, "--minute", "24/7", "--on", a_day(ahead=1).isoformat())

    assert mistyped.exit_code == 1
    assert "is more than a year ahead. Check the year" in mistyped.stderr
    assert (late.exit_code, right.exit_code) == (0, 0)
    assert f"takes the place of version {version}, meant for {short_day(a_day(ahead=300))}." in right.stdout


def test_a_line_not_understood_is_never_put_in_force_unseen(paper: Path) -> None:
    version = json.loads(run("import", paper, "wick", "--json").stdout)["version"]

    result = run("accept", "wick", version, "--minute", "24/7")

    assert result.exit_code == 1
    assert result.stderr.startswith("Not understood: line 3 (“[Note: check the date]”).")


def test_import_lists_what_only_one_side_has_with_its_line(paper: Path) -> None:
    text = paper.read_text("utf-8").replace("Telling the Clerk", "Children at the pool")
    paper.write_text(text + "\n3. Never post a face.\n", encoding="utf-8")

    shown = run("import", paper, "wick").stdout
    told = json.loads(run("import", paper, "wick", "--json").stdout)["matching"]

    assert "3 clauses read; 2 are in the register." in shown
    assert "In the document only: WPC-3: line 15: Never post a face." in shown
    assert "Heading in the register only: Telling the Clerk" in shown
    assert "Heading in the document only: line 11: Children at the pool" in shown
    assert told["missing_headings"] == ["Telling the Clerk"]
    assert told["unknown_headings"] == ["line 11: Children at the pool"]


def test_import_says_on_which_line_each_fact_stands(paper: Path) -> None:
    paper.write_text(paper.read_text("utf-8") + "\nOdo Fennimore\nClerk to the Council\n", encoding="utf-8")

    result = run("import", paper, "wick")

    assert "Title: Wick Social Media Policy (line 1)" in result.stdout
    assert "Signatory: Odo Fennimore, Clerk to the Council (line 15)" in result.stdout
    assert "Line 16 was read as a fact: Clerk to the Council" in result.stdout
    assert json.loads(run("import", paper, "wick", "--json").stdout)["stated_on"] == {
        "title": 1,
        "signatory": 15,
    }


def test_one_clause_is_counted_as_one(paper: Path) -> None:
    text = paper.read_text("utf-8")
    paper.write_text(text[: text.index("Page 1")], encoding="utf-8")

    assert "1 clause read; 1 is in the register." in run("import", paper, "wick").stdout


def test_another_councils_policy_is_refused_and_nothing_is_kept(paper: Path) -> None:
    paper.write_text("Dogs\n\nDogs are welcome on leads.\n", encoding="utf-8")

    result = run("import", paper, "wick", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "0 of 2 clauses were found. Is it another council’s?" in result.stderr
    assert "Import the policy first" in run("accept", "wick", "abcd", "--minute", "1").stderr


def test_one_fault_of_the_content_is_counted_as_one(paper: Path) -> None:
    register = paper.parent / goodset.POLICY
    register.write_text(register.read_text("utf-8").replace("[EMP]", "[XYZ]", 1), encoding="utf-8")

    result = run("import", paper, "wick")

    assert (result.exit_code, result.stderr) == (1, "The content of wick has 1 fault. Run: lms check\n")


def test_accept_without_a_minute_is_wrong_usage(paper: Path) -> None:
    assert run("accept", "wick", "abcd").exit_code == 2


def test_what_cannot_be_accepted_is_refused_with_a_sentence(paper: Path) -> None:
    result = run("accept", "wick", "abcd", "--minute", "24/7")

    assert result.exit_code == 1
    assert result.stderr.startswith("No imported version is called abcd.")


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "This file is empty."), (b"%PDF-1.4", "This is a PDF."), (b"\0\1\2", "This file is not text")],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(paper: Path, data: bytes, says: str) -> None:
    paper.write_bytes(data)

    result = run("import", paper, "wick", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(says)
    assert "Import the policy first" in run("accept", "wick", "abcd", "--minute", "1").stderr


def test_a_council_without_records_is_told_to_upgrade(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_DATA", str(paper.parent / "elsewhere"))

    result = run("import", paper, "wick")

    assert result.exit_code == 1
    assert "lms upgrade" in result.stderr
