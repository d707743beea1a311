"""``lms person`` settles at once what somebody owes, and records the Town Clerk's authorisations."""

from pathlib import Path

from click.testing import CliRunner, Result

from lms.cli import cli
from tests.cli.test_person import data

__all__ = ["data"]


def lms(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def add_lee() -> Result:
    return lms("person", "add", "wick", "--name", "Lee Marsh", "--audience", "employee", "--reference", "7")


def test_somebody_added_owes_their_training_without_waiting_for_the_daily_run(data: Path) -> None:
    add_lee()

    assert "Lee Marsh" in lms("report", "wick").output


def test_somebody_who_left_owes_nothing(data: Path) -> None:
    add_lee()

    assert lms("person", "leave", "wick", "7").exit_code == 0
    assert "Lee Marsh" not in lms("report", "wick").output


def test_an_authorisation_says_what_it_still_lacks(data: Path) -> None:
    add_lee()

    done = lms("person", "authorise", "wick", "7", "--channel", "facebook")

    assert done.exit_code == 0, done.output
    assert done.output.startswith("Lee Marsh is authorised. Not today on Facebook: ")


def test_a_channel_the_council_does_not_have_is_refused_with_those_it_has(data: Path) -> None:
    add_lee()

    done = lms("person", "authorise", "wick", "7", "--channel", "carrier-pigeon")

    assert done.exit_code == 1
    assert "Name channels of the Council: facebook" in done.output
