"""Days are London's, whatever the clock of the machine."""

import datetime as dt

import pytest

from lms.domain.days import clock_of, day_of, end_of, from_then_on, long_day


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


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ((9, 30, 0, 0), "09:30 on Friday 20 November"),
        ((9, 30, 0, 1), "09:31 on Friday 20 November"),
        ((12, 59, 12, 0), "13:00 on Friday 20 November"),
        ((23, 59, 59, 0), "00:00 on Saturday 21 November"),
    ],
)
def test_nobody_is_told_to_come_back_a_second_too_soon(clock: tuple[int, int, int, int], said: str) -> None:
    instant = dt.datetime(2026, 11, 20, *clock, tzinfo=dt.UTC)

    assert from_then_on(instant, today=dt.date(2026, 11, 20)) == said


def test_a_summer_wait_ends_on_the_clock_in_london():
    instant = dt.datetime(2027, 6, 30, 22, 59, 1, tzinfo=dt.UTC)

    assert from_then_on(instant, today=dt.date(2027, 6, 30)) == "00:00 on Thursday 1 July"
