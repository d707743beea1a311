"""The operator's commands for the records: upgrade them, and verify the ledger."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli.ledger import ledger
from lms.cli.upgrade import upgrade
from lms.storage import schema
from lms.storage.engine import open_database
from tests import build
from tests.storage.tampering import unguarded


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two councils with content files and no records yet."""
    councils = tmp_path / "content" / "councils"
    councils.mkdir(parents=True)
    for slug in ("ludlow", "hereford"):
        (councils / f"{slug}.yaml").write_text("")
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("LMS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_upgrade_makes_the_records_and_then_says_they_are_up_to_date(installation: Path) -> None:
    first = _run(upgrade, "ludlow")
    second = _run(upgrade, "ludlow")

    assert (first.exit_code, first.stdout) == (0, f"ludlow: made, at version {schema.newest()}.\n")
    assert second.stdout == f"ludlow: up to date already, at version {schema.newest()}.\n"
    assert [path.name for path in installation.glob("*.sqlite3")] == ["ludlow.sqlite3"]


def test_all_means_every_council(installation: Path) -> None:
    result = _run(upgrade, "--all")

    assert result.exit_code == 0
    assert sorted(path.stem for path in installation.glob("*.sqlite3")) == ["hereford", "ludlow"]


def test_an_honest_ledger_is_said_to_hold(installation: Path) -> None:
    _run(upgrade, "--all")
    _add_entries(installation, count=3)

    result = _run(ledger, "verify", "--all")

    assert result.exit_code == 0
    assert "hereford: the ledger holds. It has 0 entries; its root is e3b0c442" in result.stdout
    assert "ludlow: the ledger holds. It has 3 entries; its root is " in result.stdout


def test_the_first_entry_that_does_not_hold_is_named(installation: Path) -> None:
    _run(upgrade, "ludlow")
    _add_entries(installation, count=3)
    database = open_database(f"sqlite:///{installation}/ludlow.sqlite3", council="ludlow")
    with unguarded(database) as connection:
        connection.exec_driver_sql("UPDATE entry SET by_id = 'another' WHERE seq = 1")

    result = _run(ledger, "verify", "ludlow")

    assert result.exit_code == 1
    assert result.stdout.startswith("ludlow: Entry 1 (entry ")
    assert "is not as it was recorded." in result.stdout
    assert "the ledger does not hold" in result.stderr


def test_records_that_were_never_made_are_refused_with_the_command_that_helps(installation: Path) -> None:
    result = _run(ledger, "verify", "ludlow")

    assert result.exit_code == 1
    assert "Run: lms upgrade ludlow" in result.stderr
    assert not installation.exists()


def test_a_file_that_is_no_database_is_refused_with_a_sentence(installation: Path) -> None:
    installation.mkdir()
    (installation / "ludlow.sqlite3").write_text("not a database" * 100)

    for result in (_run(upgrade, "ludlow"), _run(ledger, "verify", "ludlow")):
        assert result.exit_code == 1
        assert result.stderr.startswith("ludlow: the database could not do this now (file is not a database)")


def test_a_folder_that_is_none_is_refused_with_the_setting_that_names_it(installation: Path) -> None:
    installation.write_text("a file in the way")

    result = _run(upgrade, "ludlow")

    assert result.exit_code == 1
    assert "the file cannot be made" in result.stderr and "LMS_DATA" in result.stderr


@pytest.mark.usefixtures("installation")
def test_a_council_that_is_not_there_is_refused() -> None:
    result = _run(upgrade, "leominster")

    assert result.exit_code == 1
    assert result.stderr == "There is no council called leominster. There is: hereford, ludlow.\n"


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("arguments", [[], ["ludlow", "--all"]])
def test_a_council_or_all_and_not_both(arguments: list[str]) -> None:
    assert _run(upgrade, *arguments).exit_code == 2
    assert _run(ledger, "verify", *arguments).exit_code == 2


def test_a_setting_that_cannot_be_used_is_named(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_COLOUR", "blue")

    result = _run(upgrade, "ludlow")

    assert result.exit_code == 1
    assert "LMS_COLOUR is not a setting" in result.stderr
    assert not installation.exists()


def _run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]  # any click command


def _add_entries(installation: Path, *, count: int) -> None:
    database = open_database(f"sqlite:///{installation}/ludlow.sqlite3", council="ludlow")
    with database.writing() as session:
        for _ in range(count):
            build.entry(session)
    database.dispose()
