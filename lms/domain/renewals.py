"""How long a completion lasts, by the programme's rules; none of this is a policy's own."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from typing import Protocol

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]


class Lasting(Protocol):
    """The part of a programme rule that says how long a completion lasts and when its renewal opens."""

    @property
    def valid_months(self) -> int | None: ...
    @property
    def window_days(self) -> int: ...
    @property
    def renewal(self) -> str: ...
    @property
    def fixed_month(self) -> int | None: ...
    @property
    def fixed_day(self) -> int | None: ...
    @property
    def minimum_months(self) -> int: ...


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months on, or that month's last day where it has no such day."""
    moved: dt.date = day + relativedelta(months=months)
    return moved


def valid_until_after(rule: Lasting, *, completed_on: dt.date, previous: dt.date | None) -> dt.date | None:
    """The last day on which a completion still counts; None where it does not run out.

    ``previous`` is the last day of the completion that this one renews. Without drift, a renewal inside
    its window is counted from that day; before the window, or late, from the completion.
    """
    if rule.valid_months is None:
        return None
    if rule.renewal == "fixed date" and rule.fixed_month and rule.fixed_day:
        earliest = max(months_after(completed_on, rule.minimum_months), completed_on + dt.timedelta(days=1))
        return _next(rule.fixed_month, rule.fixed_day, earliest)
    if (
        rule.renewal == "no drift"
        and previous
        and window_opens_on(rule, previous) <= completed_on <= previous
    ):
        return months_after(previous, rule.valid_months)
    return months_after(completed_on, rule.valid_months)


def strictest_valid_until(
    rules: Iterable[Lasting], *, completed_on: dt.date, previous: dt.date | None
) -> dt.date | None:
    """Where several rules ask the same thing, the earliest of their ends."""
    ends = [valid_until_after(rule, completed_on=completed_on, previous=previous) for rule in rules]
    return min((end for end in ends if end is not None), default=None)


def window_opens_on(rule: Lasting, valid_until: dt.date) -> dt.date:
    """The first day on which a renewal may be done inside its window."""
    return valid_until - dt.timedelta(days=rule.window_days)


def _next(month: int, day: int, earliest: dt.date) -> dt.date:
    """That day of the year on or after ``earliest``; 29 February is the 28th in most years."""
    this_year = _in_year(earliest.year, month, day)
    return this_year if this_year >= earliest else _in_year(earliest.year + 1, month, day)


def _in_year(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, monthrange(year, month)[1]))
