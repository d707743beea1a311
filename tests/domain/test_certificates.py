"""A certificate's number can be typed from paper, and what it amounts to depends on the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.certificates import Validity, Words, as_typed, grouped, number_from, validity
from lms.domain.refusal import Refused

WORDS = Words(
    council="Exton Town Council",
    person="Łucja Żak",
    module="Posting with care",
    covers="Posting for yourself",
    completed_on=dt.date(2026, 11, 20),
    lasts_until=dt.date(2027, 11, 20),
    policy="Social Media Policy, approved 11 December 2023",
)


@given(st.binary(min_size=18, max_size=18))
def test_a_number_typed_from_paper_is_the_number(chance):
    number = number_from(chance)

    assert as_typed(grouped(number)) == number
    assert as_typed(grouped(number).lower().replace(" ", "-").replace("0", "o").replace("1", "l")) == number


def test_different_chances_give_different_numbers_of_140_bits():
    assert number_from(b"\0" * 18) != number_from(b"\0" * 17 + b"\1")
    assert len(number_from(b"\xff" * 18)) * 5 == 140


@pytest.mark.parametrize("typed", ["", "7K2M", "U" * 28, "<script>" * 4, "7" * 29])
def test_what_is_not_a_number_says_to_check_each_group(typed):
    with pytest.raises(Refused, match="Check each group") as refusal:
        as_typed(typed)

    assert refusal.value.kind == "not found"


def test_the_words_survive_being_kept():
    assert Words.from_data(WORDS.as_data()) == WORDS


@pytest.mark.parametrize(
    ("withdrawn_on", "today", "expected"),
    [
        (None, dt.date(2027, 11, 20), Validity.CURRENT),
        (None, dt.date(2027, 11, 21), Validity.EXPIRED),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 2), Validity.WITHDRAWN),
        (dt.date(2026, 12, 1), dt.date(2028, 1, 1), Validity.WITHDRAWN),
    ],
)
def test_a_certificate_holds_to_the_end_of_its_day_and_never_after_it_is_withdrawn(
    withdrawn_on, today, expected
):
    assert validity(WORDS, withdrawn_on=withdrawn_on, today=today) is expected
