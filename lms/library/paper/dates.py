"""Dates as councils print them ("19 th March 2018", "13.5.24", "Spring of 2027"), read without guessing."""

import calendar
import datetime as dt
import re

from lms.domain.policies import PartialDate

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
# The months of a season in England; winter runs on into the next year.
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}

_month = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_day = r"(?<![\d./-])(?P<day>\d{1,2})\s*(?:st|nd|rd|th)?"
_year = r"(?P<year>\d{4})(?!\d)"
FULL_DATES = (
    re.compile(rf"{_day}\s*(?:of\s+)?{_month},?\s+{_year}", re.IGNORECASE),
    re.compile(rf"\b{_month}\s+{_day},?\s+{_year}", re.IGNORECASE),
    re.compile(r"(?<![\d.])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])"),
    re.compile(r"(?<![\d./-])(?P<day>\d{1,2})([./-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})(?![\d/-])"),
)
MONTH_ONLY = re.compile(rf"\b{_month},?\s+(?:of\s+)?{_year}", re.IGNORECASE)
SEASON = re.compile(rf"\b(?P<season>{'|'.join(SEASONS)})\s+(?:of\s+)?{_year}", re.IGNORECASE)
YEAR_ONLY = re.compile(r"^\D{0,12}(?P<year>20\d\d)\D{0,2}$")


def full_date(text: str) -> dt.date | None:
    """The one day that ``text`` names; None where it names none, or one that is on no calendar."""
    found = full_date_match(text)
    return _day_of(found) if found else None


def full_date_match(text: str) -> re.Match[str] | None:
    """Where ``text`` prints its first real date, so that what is before it can be read too."""
    matches = (found for pattern in FULL_DATES for found in pattern.finditer(text) if _day_of(found))
    return min(matches, key=lambda found: found.start(), default=None)


def _day_of(found: re.Match[str]) -> dt.date | None:
    month = found["month"].lower()
    year = int(found["year"])
    try:
        number = MONTHS[month] if month in MONTHS else int(month)
        return dt.date(year + 2000 if year < 100 else year, number, int(found["day"]))
    except ValueError:
        return None


def partial_date(text: str) -> PartialDate | None:
    """A day, a month, a season or a bare year, kept as printed with the days it can mean."""
    if found := full_date_match(text):
        day = _day_of(found)
        return PartialDate(printed=found[0], earliest=day, latest=day) if day else None
    if found := MONTH_ONLY.search(text):
        return _span(found, MONTHS[found["month"].lower()], MONTHS[found["month"].lower()])
    if found := SEASON.search(text):
        return _span(found, *SEASONS[found["season"].lower()])
    if found := YEAR_ONLY.match(text):
        year = int(found["year"])
        return PartialDate(
            printed=text.strip(),
            earliest=dt.date(year, 1, 1),
            latest=dt.date(year, 12, 31),
        )
    return None


def _span(found: re.Match[str], first: int, last: int) -> PartialDate | None:
    year = int(found["year"])
    last_year = year + (last < first)
    if not 1900 <= year <= 2999:
        return None
    last_day = calendar.monthrange(last_year, last)[1]
    return PartialDate(
        printed=found[0],
        earliest=dt.date(year, first, 1),
        latest=dt.date(last_year, last, last_day),
    )
