"""Standing: total, in the one order, and in the words of the page."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.standing import NAMES, Dates, Standing, falls_on, for_the_desk, sentence, standing_of, tag

TODAY = dt.date(2026, 11, 20)
near = st.dates(TODAY - dt.timedelta(days=40), TODAY + dt.timedelta(days=40))
perhaps = st.none() | near
any_dates = st.builds(
    Dates,
    opens_on=perhaps,
    due_on=perhaps,
    done_on=perhaps,
    window_on=perhaps,
    valid_until=perhaps,
    revoked_on=perhaps,
    failed_on=perhaps,
    is_withdrawn=st.booleans(),
)


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


# Each adds to the one before what must win over it: the order of the rules, from the last to the first.
LADDER: list[tuple[Standing, dict[str, Any]]] = [
    (Standing.NOT_YET_OPEN, {"opens_on": day(1), "due_on": day(30)}),
    (Standing.DUE, {"opens_on": day(0)}),
    (Standing.OVERDUE, {"due_on": day(-1)}),
    (Standing.FAILED, {"failed_on": day(0)}),
    (Standing.LAPSED, {"done_on": day(-30), "valid_until": day(-1), "window_on": day(-10)}),
    (Standing.EXPIRING, {"valid_until": day(0)}),
    (Standing.CURRENT, {"window_on": day(1), "valid_until": day(60)}),
    (Standing.REVOKED, {"revoked_on": day(-29)}),
    (Standing.WITHDRAWN, {"is_withdrawn": True}),
]


def test_each_standing_wins_over_those_after_it() -> None:
    dates = Dates()
    found = []
    for _, more in LADDER:
        dates = replace(dates, **more)
        found.append(standing_of(dates, today=TODAY))

    assert found == [standing for standing, _ in LADDER]
    assert set(found) == set(Standing)


def test_what_was_completed_after_a_withdrawn_certificate_counts() -> None:
    dates = Dates(done_on=day(-2), valid_until=day(300), window_on=day(240), revoked_on=day(-3))

    assert standing_of(dates, today=TODAY) is Standing.CURRENT


def test_a_completion_lasts_to_the_end_of_its_last_day() -> None:
    dates = Dates(done_on=day(-300), valid_until=TODAY, window_on=day(-60))

    assert standing_of(dates, today=TODAY) is Standing.EXPIRING
    assert standing_of(dates, today=day(1)) is Standing.LAPSED


def test_what_is_due_today_is_not_yet_late() -> None:
    assert standing_of(Dates(opens_on=day(-9), due_on=TODAY), today=TODAY) is Standing.DUE


@given(any_dates)
def test_every_set_of_dates_has_one_standing_with_words_for_it(dates: Dates) -> None:
    standing = standing_of(dates, today=TODAY)

    assert standing in Standing
    assert sentence(dates, today=TODAY)
    assert tag(dates, today=TODAY).colour == NAMES[standing].colour


@given(any_dates)
def test_a_withdrawn_thing_is_never_anything_else(dates: Dates) -> None:
    assert standing_of(replace(dates, is_withdrawn=True), today=TODAY) is Standing.WITHDRAWN


@given(any_dates)
def test_used_up_attempts_never_hide_a_completion_that_holds(dates: Dates) -> None:
    spared = replace(dates, failed_on=None)
    was = standing_of(spared, today=TODAY)

    if was in {Standing.CURRENT, Standing.EXPIRING, Standing.LAPSED, Standing.REVOKED, Standing.WITHDRAWN}:
        assert standing_of(dates, today=TODAY) is was
    else:
        assert standing_of(dates, today=TODAY) in {was, Standing.FAILED}


@given(any_dates, st.integers(1, 60))
def test_a_later_date_never_makes_an_unfinished_thing_worse(dates: Dates, days: int) -> None:
    if dates.due_on is None or standing_of(dates, today=TODAY) is Standing.OVERDUE:
        return
    later = replace(dates, due_on=dates.due_on + dt.timedelta(days=days))

    assert standing_of(later, today=TODAY) is standing_of(dates, today=TODAY)


@pytest.mark.parametrize(
    ("dates", "says", "tagged"),
    [
        (Dates(opens_on=dt.date(2027, 9, 6)), "Opens Monday 6 September 2027", "Not yet open"),
        (Dates(due_on=dt.date(2026, 12, 11)), "Do by Friday 11 December", "Due"),
        (Dates(due_on=day(-9)), "Was due Wednesday 11 November. It still counts.", "Overdue 9 days"),
        (Dates(due_on=day(-1)), "Was due Thursday 19 November. It still counts.", "Overdue 1 day"),
        (Dates(failed_on=TODAY), "Talk to the Town Clerk, then try again", "Needs a talk"),
        (
            Dates(done_on=TODAY, valid_until=dt.date(2027, 12, 10)),
            "Done. Lasts until 10 December 2027",
            "Current",
        ),
        (Dates(done_on=TODAY), "Done. It does not run out.", "Current"),
        (
            Dates(done_on=day(-300), window_on=TODAY, valid_until=dt.date(2026, 12, 11)),
            "Renew by Friday 11 December",
            "Expiring",
        ),
        (Dates(done_on=day(-400), valid_until=day(-9)), "Ran out on 11 November", "Lapsed"),
        (Dates(done_on=day(-900), valid_until=day(-365)), "Ran out on 20 November 2025", "Lapsed"),
        (Dates(done_on=day(-9), revoked_on=day(-9)), "Certificate withdrawn on 11 November", "Revoked"),
        (Dates(is_withdrawn=True), "No longer asked of you", "No longer owed"),
    ],
)
def test_the_words_are_those_of_the_page(dates: Dates, says: str, tagged: str) -> None:
    assert sentence(dates, today=TODAY) == says
    assert tag(dates, today=TODAY).words == tagged


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        (Dates(opens_on=dt.date(2027, 9, 6)), "Opens 6 September 2027"),
        (Dates(due_on=dt.date(2026, 12, 11)), "By 11 December 2026"),
        (Dates(), ""),
        (Dates(due_on=day(-9)), "Due 11 November 2026"),
        (Dates(failed_on=TODAY), "Attempts used up 20 November 2026"),
        (Dates(done_on=TODAY, valid_until=dt.date(2027, 12, 10)), "Lasts until 10 December 2027"),
        (Dates(done_on=TODAY), "Done 20 November 2026"),
        (
            Dates(done_on=day(-300), window_on=TODAY, valid_until=dt.date(2026, 12, 11)),
            "Runs out 11 December 2026",
        ),
        (Dates(done_on=day(-400), valid_until=day(-9)), "Ran out 11 November 2026"),
        (Dates(done_on=day(-9), revoked_on=day(-9)), "Withdrawn 11 November 2026"),
        (Dates(is_withdrawn=True), ""),
        (Dates(is_withdrawn=True, done_on=day(-9)), "Done 11 November 2026"),
    ],
)
def test_the_desk_reads_the_one_date_that_matters(dates: Dates, says: str) -> None:
    assert for_the_desk(dates, today=TODAY) == says


@given(any_dates)
def test_the_desk_never_reads_what_is_said_to_the_person(dates: Dates) -> None:
    words = for_the_desk(dates, today=TODAY)

    assert not {"you", "Talk", "still"} & set(words.replace(",", "").split())


def test_the_date_shown_is_how_long_it_lasts_once_done_and_else_when_it_is_due() -> None:
    done = Dates(due_on=day(5), done_on=day(-5), valid_until=day(5))

    assert falls_on(done, today=TODAY) == day(5)
    assert falls_on(Dates(due_on=day(3)), today=TODAY) == day(3)
    assert falls_on(replace(done, revoked_on=day(-1), due_on=day(9)), today=TODAY) == day(9)
