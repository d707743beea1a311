"""The clerk's first screen says who may post today, and which policies are due for review."""

import datetime as dt

import pytest

from lms.domain.policies import PartialDate, review_in_words
from lms.library.library import CouncilLibrary
from lms.storage.engine import Database
from lms.storage.rows import Person
from tests import build
from tests.client import Client
from tests.web import desk
from tests.web.desk import Desk

HERE = "/clerk/completions"
DECEMBER = PartialDate(printed="December 2026", earliest=dt.date(2026, 12, 1), latest=dt.date(2026, 12, 31))


@pytest.fixture
def cast(database: Database, wick: CouncilLibrary) -> Desk:
    return desk.cast(database, wick)


def test_nobody_authorised_is_said_in_words(client: Client, cast: Desk) -> None:
    client.sign_in(cast.clerk)

    assert "Nobody is authorised to post for the Council." in client.get(HERE).main


def test_an_officer_who_has_not_trained_is_named_with_what_is_lacking(
    client: Client, cast: Desk, database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        build.authorisation(session, session.get_one(Person, cast.tom))
    client.sign_in(cast.clerk)

    page = client.get(HERE)

    assert "0 of 1 authorised people may post for the Council today." in page.main
    assert "Tom Hartley: Not today on Facebook: " in page.main


def test_a_past_day_does_not_say_who_may_post_today(client: Client, cast: Desk) -> None:
    client.sign_in(cast.clerk)

    assert "Who may post today" not in client.get(f"{HERE}?on=2026-11-10").main


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (dt.date(2026, 11, 20), "Review is due December 2026, which begins in 11 days."),
        (dt.date(2026, 11, 30), "Review is due December 2026, which begins in 1 day."),
        (dt.date(2026, 12, 31), "Review is due December 2026, which has begun."),
        (dt.date(2027, 1, 1), "Review was due December 2026. It is overdue."),
    ],
)
def test_a_review_is_counted_in_days_and_said_in_the_councils_own_words(
    today: dt.date, sentence: str
) -> None:
    assert review_in_words(DECEMBER, today=today) == sentence
