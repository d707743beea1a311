"""Tests that ``lms check`` shows every fault on a line of its own and says by its exit whether there is any."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli.check import check
from tests.library import goodset


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The good set in the working folder, named as the content to check."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LMS_CONTENT", "content")
    return goodset.write(tmp_path, goodset.texts())


def _spoil(place: str, old: str, new: str) -> None:
    path = Path(place)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("content")
def test_good_content_is_said_to_be_good() -> None:
    result = CliRunner().invoke(check, [])

    assert (result.exit_code, result.output) == (0, "No faults.\n")


@pytest.mark.usefixtures("content")
def test_each_fault_is_a_line_with_file_line_and_rule() -> None:
    _spoil(goodset.MODULE, "edition: '2026'", "edition: 2026")
    _spoil(goodset.BANK, "draw: 6", "draw: 5")

    result = CliRunner().invoke(check, [])

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith(
        "content/modules/wick/induction.yaml:5: R07 'edition' must be text"
    )
    assert result.stdout.splitlines()[1].startswith("quizzes/wick/induction.yaml:5: R72 ")
    assert result.stderr == "2 faults.\n"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ["quizzes", "quizzes/wick", "quizzes/wick/induction.yaml"])
def test_a_path_narrows_what_is_shown(path: str) -> None:
    _spoil(goodset.MODULE, "edition: '2026'", "edition: 2026")
    _spoil(goodset.BANK, "draw: 6", "draw: 5")

    result = CliRunner().invoke(check, [path])

    assert result.exit_code == 1
    assert [line.split(" ")[1] for line in result.stdout.splitlines()] == ["R72"]


@pytest.mark.usefixtures("content")
def test_a_path_that_is_not_there_is_wrong_usage() -> None:
    assert CliRunner().invoke(check, ["quizzes/nowhere"]).exit_code == 2


@pytest.mark.usefixtures("content")
def test_a_path_without_content_is_not_called_good(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()

    result = CliRunner().invoke(check, ["docs"])

    assert result.exit_code == 2
    assert "docs is no content" in result.output


def test_a_folder_without_councils_is_not_called_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "councils").mkdir()
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path))

    result = CliRunner().invoke(check, [])

    assert result.exit_code == 1
    assert "There is no council in" in result.output
