"""What somebody's dates for one thing amount to on a day, and the words for it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.days import long_day, short_day


class Standing(StrEnum):
    """What is owed or held today: computed from `Dates`, never stored."""

    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    CURRENT = "current"
    EXPIRING = "expiring"
    LAPSED = "lapsed"
    FAILED = "failed"
    OVERDUE = "overdue"
    DUE = "due"
    NOT_YET_OPEN = "not yet open"


# Nothing is asked of this person now.
UP_TO_DATE = frozenset({Standing.CURRENT, Standing.EXPIRING, Standing.NOT_YET_OPEN})


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates behind one person's standing for one thing.

    ``opens_on`` and ``due_on`` are those of the period that matters now. ``done_on`` and ``valid_until``
    (to the end of that day; None does not run out) are those of the latest completion, and ``window_on``
    is when its renewal opens. ``failed_on`` is when the attempts were used up.
    """

    opens_on: dt.date | None = None
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    window_on: dt.date | None = None
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    failed_on: dt.date | None = None
    is_withdrawn: bool = False


def standing_of(dates: Dates, *, today: dt.date) -> Standing:
    """The first that holds, in the one order there is; what lies after today has not happened."""
    if dates.is_withdrawn:
        return Standing.WITHDRAWN
    done_on = dates.done_on if _has_come(dates.done_on, today) else None
    if _has_come(dates.revoked_on, today) and not _is_after(done_on, dates.revoked_on):
        return Standing.REVOKED
    if done_on is not None:
        if _is_after(today, dates.valid_until):
            return Standing.LAPSED
        return Standing.EXPIRING if _has_come(dates.window_on, today) else Standing.CURRENT
    if _has_come(dates.failed_on, today):
        return Standing.FAILED
    if _is_after(today, dates.due_on):
        return Standing.OVERDUE
    return Standing.NOT_YET_OPEN if _is_after(dates.opens_on, today) else Standing.DUE


def _has_come(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and day <= today


def _is_after(day: dt.date | None, other: dt.date | None) -> bool:
    return day is not None and other is not None and day > other


def falls_on(dates: Dates, *, today: dt.date) -> dt.date | None:
    """The one date to show beside a standing: until when what was done lasts, else by when it is due."""
    holds = _has_come(dates.done_on, today) and standing_of(dates, today=today) is not Standing.REVOKED
    return dates.valid_until if holds else dates.due_on


def sentence(dates: Dates, *, today: dt.date) -> str:
    """What the person reads."""
    sentences = {
        Standing.WITHDRAWN: "No longer asked of you",
        Standing.REVOKED: f"Certificate withdrawn on {_plain(dates.revoked_on, today)}",
        Standing.CURRENT: f"Done. Lasts until {_until(dates)}"
        if dates.valid_until
        else "Done. It does not run out.",
        Standing.EXPIRING: f"Renew by {_long(dates.valid_until or dates.due_on, today)}",
        Standing.LAPSED: f"Ran out on {_plain(dates.valid_until, today)}",
        Standing.FAILED: "Talk to the Town Clerk, then try again",
        Standing.OVERDUE: f"Was due {_long(dates.due_on, today)}. It still counts.",
        Standing.DUE: f"Do by {_long(dates.due_on, today)}" if dates.due_on else "To do",
        Standing.NOT_YET_OPEN: f"Opens {_long(dates.opens_on, today)}",
    }
    return sentences[standing_of(dates, today=today)]


def for_the_desk(dates: Dates, *, today: dt.date) -> str:
    """What the clerk reads beside the tag: the one date that matters, and nothing said to the person."""
    done = f"Done {_full(dates.done_on)}" if dates.done_on else ""
    sentences = {
        Standing.WITHDRAWN: done,
        Standing.REVOKED: f"Withdrawn {_full(dates.revoked_on)}",
        Standing.CURRENT: f"Lasts until {_full(dates.valid_until)}" if dates.valid_until else done,
        Standing.EXPIRING: f"Runs out {_full(dates.valid_until or dates.due_on)}",
        Standing.LAPSED: f"Ran out {_full(dates.valid_until)}",
        Standing.FAILED: f"Attempts used up {_full(dates.failed_on)}",
        Standing.OVERDUE: f"Due {_full(dates.due_on)}",
        Standing.DUE: f"By {_full(dates.due_on)}" if dates.due_on else "",
        Standing.NOT_YET_OPEN: f"Opens {_full(dates.opens_on)}",
    }
    return sentences[standing_of(dates, today=today)]


def _full(day: dt.date | None) -> str:
    return short_day(day) if day else ""


def _until(dates: Dates) -> str:
    day = dates.valid_until
    return f"{day.day} {day:%B %Y}" if day else ""


def _long(day: dt.date | None, today: dt.date) -> str:
    return long_day(day, today=today) if day else ""


def _plain(day: dt.date | None, today: dt.date) -> str:
    """Without the weekday, and the year only when it is not this year's."""
    if day is None:
        return ""
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class Tag:
    """What the clerk reads, and the design system's colour for it."""

    words: str
    colour: str


NAMES = {
    Standing.WITHDRAWN: Tag("No longer owed", "grey"),
    Standing.REVOKED: Tag("Revoked", "grey"),
    Standing.CURRENT: Tag("Current", "green"),
    Standing.EXPIRING: Tag("Expiring", "yellow"),
    Standing.LAPSED: Tag("Lapsed", "red"),
    Standing.FAILED: Tag("Needs a talk", "orange"),
    Standing.OVERDUE: Tag("Overdue", "orange"),
    Standing.DUE: Tag("Due", "blue"),
    Standing.NOT_YET_OPEN: Tag("Not yet open", "grey"),
}


def tag(dates: Dates, *, today: dt.date) -> Tag:
    """The clerk's tag; an overdue one says by how many days."""
    standing = standing_of(dates, today=today)
    if standing is Standing.OVERDUE and dates.due_on is not None:
        return Tag(f"Overdue {days_in_words((today - dates.due_on).days)}", NAMES[standing].colour)
    return NAMES[standing]


def days_in_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"
