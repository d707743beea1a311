"""Days as the council's people live them: Europe/London, said with their weekday."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(instant: dt.datetime) -> dt.date:
    """The day in London on which this instant falls."""
    return instant.astimezone(LONDON).date()


def clock_of(instant: dt.datetime) -> str:
    """The London clock at this instant: ``14:03``."""
    return instant.astimezone(LONDON).strftime("%H:%M")


def from_then_on(instant: dt.datetime, *, today: dt.date) -> str:
    """``14:05 on Tuesday 24 November``: the first whole minute not before this instant.

    A clock that was cut short would tell somebody to come back before they may.
    """
    whole = whole_minute(instant)
    return f"{clock_of(whole)} on {long_day(day_of(whole), today=today)}"


def whole_minute(instant: dt.datetime) -> dt.datetime:
    """The first instant at a whole minute that is not before this one."""
    minute = instant.replace(second=0, microsecond=0)
    return minute if minute == instant else minute + dt.timedelta(minutes=1)


def end_of(day: dt.date) -> dt.datetime:
    """The first instant, in UTC, that is no longer this day in London."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    return midnight.astimezone(dt.UTC)


def short_day(day: dt.date) -> str:
    """``10 December 2027``."""
    return f"{day.day} {day:%B %Y}"


def long_day(day: dt.date, *, today: dt.date) -> str:
    """``Friday 11 December``, with the year when it is not this year's."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"
