"""Dates are read as councils print them, and one that names no day is never made up."""

import datetime as dt

import pytest

from lms.library.paper.dates import full_date, partial_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19 th March 2018", dt.date(2018, 3, 19)),
        ("on the 2nd of May, 2021", dt.date(2021, 5, 2)),
        ("Tuesday 21 MARCH 2023", dt.date(2023, 3, 21)),
        ("March 21, 2023", dt.date(2023, 3, 21)),
        ("13.5.24", dt.date(2024, 5, 13)),
        ("03/04/2025", dt.date(2025, 4, 3)),
        ("2024-11-21", dt.date(2024, 11, 21)),
        ("3 Sept 2020", dt.date(2020, 9, 3)),
    ],
)
def test_a_day_is_read(text: str, day: dt.date) -> None:
    assert full_date(text) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "March 2018", "31 February 2024", "13.13.24", "1.2.3.4", "clause 5.3.1"]
)
def test_what_names_no_day_on_a_calendar_is_none(text: str) -> None:
    assert full_date(text) is None


@pytest.mark.parametrize(
    ("text", "printed", "earliest", "latest"),
    [
        ("December 2026", "December 2026", "2026-12-01", "2026-12-31"),
        ("in the Spring of 2027.", "Spring of 2027", "2027-03-01", "2027-05-31"),
        ("Winter 2027", "Winter 2027", "2027-12-01", "2028-02-29"),
        ("4 May 2027", "4 May 2027", "2027-05-04", "2027-05-04"),
        ("2028", "2028", "2028-01-01", "2028-12-31"),
    ],
)
def test_a_part_of_a_date_keeps_its_print_and_its_bounds(
    text: str, printed: str, earliest: str, latest: str
) -> None:
    due = partial_date(text)

    assert due is not None
    assert (due.printed, due.earliest.isoformat(), due.latest.isoformat()) == (printed, earliest, latest)


@pytest.mark.parametrize("text", ["annually", "every two years", "TBC", "the Act of 1998 applies"])
def test_what_names_no_time_is_none(text: str) -> None:
    assert partial_date(text) is None
