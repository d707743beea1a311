"""A pass is the mark and every critical question; nothing but the whole answer counts."""

import pytest

from lms.domain.drawing import draw
from lms.domain.marking import check_answer, is_right, mark, needed, right_answer
from lms.domain.refusal import Refused
from tests import small

BANK = small.bank()
FORM = draw(BANK, seed="7", seen=())
RIGHT = {asked.question: right_answer(BANK.question(asked.question)) for asked in FORM.asked}


def without(*cells):
    """Right answers, but for the first question of each cell named."""
    answers = dict(RIGHT)
    for cell in cells:
        first = next(
            a.question for a in FORM.asked if a.cell == cell and answers[a.question] == RIGHT[a.question]
        )
        answers[first] = ("wrong",) if cell == "authority" else ()
    return answers


def test_all_right_passes():
    found = mark(BANK, FORM, RIGHT, pass_percent=80)

    assert (found.right, found.of, found.is_passed, found.missed) == (10, 10, True, ())


def test_eight_of_ten_passes_when_the_critical_ones_are_right():
    found = mark(BANK, FORM, without("daily", "daily"), pass_percent=80)

    assert (found.right, found.is_passed) == (8, True)


def test_seven_of_ten_does_not_pass():
    found = mark(BANK, FORM, without("daily", "daily", "daily"), pass_percent=80)

    assert (found.right, found.is_passed, found.is_mark_reached) == (7, False, False)


def test_nine_of_ten_with_a_critical_question_missed_does_not_pass_and_says_which():
    found = mark(BANK, FORM, without("authority"), pass_percent=80)

    assert (found.right, found.is_passed, found.is_mark_reached) == (9, False, True)
    assert len(found.critical_missed) == 1
    assert BANK.question(found.critical_missed[0]).cell == "authority"


def test_a_part_of_several_right_answers_is_not_right():
    question = BANK.question("d1")

    assert is_right(question, ("b", "a"))
    assert not is_right(question, ("a",))
    assert not is_right(question, ("a", "b", "c"))


def test_order_counts_in_an_ordered_question():
    question = BANK.question("d2")

    assert is_right(question, ("x", "y", "z"))
    assert not is_right(question, ("x", "z", "y"))


def test_matches_are_read_line_by_line():
    question = BANK.question("d3")

    assert is_right(question, ("Clerk", "Mayor", "Clerk"))
    assert not is_right(question, ("Mayor", "Clerk", "Clerk"))


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("d0", (), "Choose an answer"),
        ("d0", ("right", "wrong"), "Choose one answer"),
        ("d0", ("made-up",), "not one of those on the page"),
        ("d1", ("a",), "Choose two answers"),
        ("d1", ("a", "a"), "Choose two answers"),
        ("d0", ("right", "right"), "Choose one answer"),
        ("d2", ("x", "x", "y"), "Give each step a different place"),
        ("d2", ("x", "y"), "Give each step a different place"),
        ("d3", ("Clerk", "", "Clerk"), "Choose what belongs to each line"),
        ("d3", ("Clerk", "Vicar", "Clerk"), "not one of those on the page"),
    ],
)
def test_an_answer_that_is_not_one_says_what_to_do(question, answer, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        check_answer(BANK.question(question), answer)

    assert refusal.value.kind == "invalid"


@pytest.mark.parametrize(
    ("of", "percent", "wanted"), [(10, 80, 8), (9, 80, 8), (5, 80, 4), (10, 75, 8), (1, 80, 1)]
)
def test_what_a_pass_needs_is_rounded_up(of, percent, wanted):
    assert needed(of, percent) == wanted
