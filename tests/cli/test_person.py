"""``lms person``: the first clerk's invitation, another one, and leaving."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import cli
from lms.services import people
from lms.storage.engine import open_database
from lms.storage.rows import Entry, Person
from tests.library import goodset


@pytest.fixture
def data(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation with the council of Wick."""
    content = goodset.write(tmp_path, goodset.texts())
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "wick.sqlite3")
    monkeypatch.setenv("LMS_CONTENT", str(content))
    monkeypatch.setenv("LMS_DATA", str(folder))
    monkeypatch.setenv("LMS_BASE_URL", "https://training.example.gov.uk")
    return folder


def lms(*words: str) -> Result:
    return CliRunner().invoke(cli, ["person", *words])


def add_clerk() -> Result:
    return lms("add", "wick", "--name", "Ada Fenn", "--email", "ada@wick.example.gov.uk", "--role", "clerk")


def test_the_first_clerk_gets_a_link_that_works(data: Path) -> None:
    done = add_clerk()

    assert done.exit_code == 0, done.output
    link = done.output.splitlines()[-1]
    address, _, token = link.rpartition("/")
    assert address == "https://training.example.gov.uk/invitation"
    database = open_database(f"sqlite:///{data}/wick.sqlite3", council="wick")
    with database.reading() as session:
        assert people.invited(session, token, now=dt.datetime.now(dt.UTC)).name == "Ada Fenn"
        given = [row.by_id for row in session.query(Entry) if row.person_id]
        assert given == ["operator"] * 3
    database.dispose()


def test_somebody_without_an_address_is_added_without_a_link(data: Path) -> None:
    done = lms("add", "wick", "--name", "Lee Marsh", "--audience", "employee", "--joined-on", "2026-03-02")

    assert done.output == "Lee Marsh is added.\n"


def test_another_invitation_and_leaving(data: Path) -> None:
    add_clerk()
    lms(
        "add",
        "wick",
        "--name",
        "Robin Sedge",
        "--email",
        "robin@wick.example.gov.uk",
        "--joined-on",
        "2026-01-05",
    )

    again = lms("invite", "wick", "Robin@wick.example.gov.uk")
    left = lms("leave", "wick", "robin@wick.example.gov.uk", "--on", "2026-11-02")
    after = lms("invite", "wick", "robin@wick.example.gov.uk")

    assert again.exit_code == 0 and "/invitation/" in again.output
    assert left.output == "Robin Sedge is recorded as having left on 2 November 2026.\n"
    assert after.exit_code == 1 and "has left the Council" in after.output
    database = open_database(f"sqlite:///{data}/wick.sqlite3", council="wick")
    with database.reading() as session:
        assert session.query(Person).filter_by(name="Robin Sedge").one().left_on == dt.date(2026, 11, 2)
    database.dispose()


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("add", "wick", "--name", "Ada Fenn", "--email", "no address"), 1, "not an e-mail address"),
        (("add", "wick", "--name", "Ada Fenn", "--audience", "mayor"), 1, "not an audience"),
        (
            ("add", "wick", "--name", "Ada Fenn", "--audience", "authorised-officer"),
            1,
            "lms person authorise",
        ),
        (("add", "wick", "--name", "Ada Fenn", "--role", "king"), 2, "Invalid value"),
        (("add", "wick"), 2, "Missing option"),
        (("add", "wick", "--name", "Ada Fenn", "--reference", ""), 1, "Give a reference"),
        (
            ("add", "wick", "--name", "Ada Fenn", "--joined-on", "9999-12-31"),
            1,
            "cannot be the day they joined",
        ),
        (("invite", "wick", "nobody@wick.example.gov.uk"), 1, "Nobody here has"),
        (("leave", "wick", "nobody", "--on", "yesterday"), 2, "does not match"),
        (("invite", "weir", "nobody"), 1, "There is no council called weir"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_added(
    data: Path, words: tuple[str, ...], status: int, sentence: str
) -> None:
    done = lms(*words)

    assert done.exit_code == status
    assert sentence in done.output
    assert "Traceback" not in done.output
