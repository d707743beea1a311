"""A form follows the blueprint, is fixed by its seed, and asks what has not been seen first."""

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.drawing import Form, draw, draw_cells
from tests import small

BANK = small.bank()
SEEDS = st.text(alphabet="0123456789abcdef", min_size=8, max_size=32)


@given(SEEDS)
def test_every_form_has_the_blueprints_number_of_each_cell_and_no_question_twice(seed):
    form = draw(BANK, seed=seed, seen=())

    cells = [asked.cell for asked in form.asked]
    assert (cells.count("authority"), cells.count("daily")) == (2, 8)
    assert len({asked.question for asked in form.asked}) == 10


@given(SEEDS)
def test_the_same_seed_draws_the_same_form(seed):
    assert draw(BANK, seed=seed, seen=()) == draw(BANK, seed=seed, seen=())


@given(SEEDS)
def test_questions_seen_before_come_only_when_no_others_are_left(seed):
    first = draw(BANK, seed=seed, seen=())
    seen = {asked.question for asked in first.asked}

    second = draw(BANK, seed=seed[::-1] + "x", seen=seen)

    assert not seen & {asked.question for asked in second.asked}


@given(SEEDS)
def test_an_ordered_question_is_never_shown_in_its_right_order(seed):
    form = draw(BANK, seed=seed, seen=())

    for asked in form.asked:
        question = BANK.question(asked.question)
        if question.kind == "order":
            assert list(asked.shown) != [step.id for step in question.steps]
            assert sorted(asked.shown) == sorted(step.id for step in question.steps)


@given(SEEDS)
def test_a_form_survives_being_kept_as_data(seed):
    form = draw(BANK, seed=seed, seen=())

    assert Form.from_data(form.as_data()) == form


def test_only_the_cells_named_are_drawn_again():
    seen = {f"a{n}" for n in range(4)}

    form = draw_cells(BANK, ["authority", "authority"], seed="1", seen=seen)

    assert {asked.question for asked in form.asked} == {"a4", "a5"}


def test_options_are_not_always_shown_in_the_order_of_the_file():
    shown = {
        asked.shown
        for n in range(20)
        for asked in draw(BANK, seed=str(n), seen=()).asked
        if "right" in asked.shown
    }

    assert {each[0] for each in shown} == {"right", "wrong", "other"}
