"""How long a completion lasts: calendar months, no drift, and fixed dates."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.renewals import months_after, strictest_valid_until, valid_until_after, window_opens_on

days = st.dates(dt.date(2024, 1, 1), dt.date(2031, 12, 31))


def lasting(**values: Any) -> Any:
    usual = {
        "valid_months": 12,
        "window_days": 60,
        "renewal": "from completion",
        "fixed_month": None,
        "fixed_day": None,
        "minimum_months": 0,
    }
    return SimpleNamespace(**(usual | values))


def test_a_completion_lasts_to_the_same_day_so_many_months_on() -> None:
    until = valid_until_after(lasting(), completed_on=dt.date(2026, 12, 10), previous=None)

    assert until == dt.date(2027, 12, 10)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
    ],
)
def test_a_month_without_such_a_day_gives_its_last(day: dt.date, months: int, then: dt.date) -> None:
    assert months_after(day, months) == then


def test_what_does_not_run_out_has_no_last_day() -> None:
    assert (
        valid_until_after(lasting(valid_months=None), completed_on=dt.date(2026, 5, 1), previous=None) is None
    )


@given(previous=days, early=st.integers(0, 60))
def test_without_drift_a_renewal_inside_its_window_keeps_the_old_day(previous: dt.date, early: int) -> None:
    done_on = previous - dt.timedelta(days=early)

    until = valid_until_after(lasting(renewal="no drift"), completed_on=done_on, previous=previous)

    assert until == months_after(previous, 12)


@given(previous=days, outside=st.integers(61, 300) | st.integers(-300, -1))
def test_before_the_window_or_late_it_counts_from_the_completion(previous: dt.date, outside: int) -> None:
    done_on = previous - dt.timedelta(days=outside)

    until = valid_until_after(lasting(renewal="no drift"), completed_on=done_on, previous=previous)

    assert until == months_after(done_on, 12)


@given(done_on=days, minimum=st.integers(0, 6))
def test_a_fixed_date_is_the_next_one_after_the_least_time(done_on: dt.date, minimum: int) -> None:
    rule = lasting(renewal="fixed date", fixed_month=4, fixed_day=30, minimum_months=minimum)

    until = valid_until_after(rule, completed_on=done_on, previous=None)

    assert until is not None
    assert (until.month, until.day) == (4, 30)
    assert until > done_on
    assert until >= months_after(done_on, minimum)
    assert until < months_after(done_on, minimum + 12) + dt.timedelta(days=2)


def test_the_29th_of_february_is_the_28th_in_most_years() -> None:
    rule = lasting(renewal="fixed date", fixed_month=2, fixed_day=29)

    assert valid_until_after(rule, completed_on=dt.date(2026, 6, 1), previous=None) == dt.date(2027, 2, 28)
    assert valid_until_after(rule, completed_on=dt.date(2027, 6, 1), previous=None) == dt.date(2028, 2, 29)


def test_of_several_rules_the_strictest_decides() -> None:
    rules = [lasting(valid_months=36), lasting(valid_months=12), lasting(valid_months=None)]

    until = strictest_valid_until(rules, completed_on=dt.date(2026, 5, 1), previous=None)

    assert until == dt.date(2027, 5, 1)
    assert strictest_valid_until([], completed_on=dt.date(2026, 5, 1), previous=None) is None


def test_the_window_opens_so_many_days_before_the_end() -> None:
    assert window_opens_on(lasting(), dt.date(2026, 12, 31)) == dt.date(2026, 11, 1)
