"""Days are London's, whatever the clock of the machine."""

import datetime as dt

import pytest

from lms.domain.days import clock_of, day_of, end_of, long_day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (dt.datetime(2027, 6, 30, 22, 59, tzinfo=dt.UTC), dt.date(2027, 6, 30)),
        (dt.datetime(2027, 6, 30, 23, 0, tzinfo=dt.UTC), dt.date(2027, 7, 1)),
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC), dt.date(2026, 12, 31)),
    ],
)
def test_a_summer_evening_is_the_next_day_an_hour_earlier_in_utc(instant, day):
    assert day_of(instant) == day


def test_a_day_ends_at_london_midnight():
    assert end_of(dt.date(2027, 6, 30)) == dt.datetime(2027, 6, 30, 23, 0, tzinfo=dt.UTC)
    assert end_of(dt.date(2026, 12, 11)) == dt.datetime(2026, 12, 12, 0, 0, tzinfo=dt.UTC)


def test_the_night_the_clocks_change_keeps_its_day_and_says_half_past_one_twice():
    before = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    after = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)

    assert day_of(before) == day_of(after) == dt.date(2026, 10, 25)
    assert clock_of(before) == clock_of(after) == "01:30"


def test_a_day_is_said_with_its_weekday_and_its_year_when_that_is_another():
    today = dt.date(2026, 11, 20)

    assert long_day(dt.date(2026, 12, 11), today=today) == "Friday 11 December"
    assert long_day(dt.date(2027, 12, 10), today=today) == "Friday 10 December 2027"
