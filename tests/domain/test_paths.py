"""Where a person stands in a module follows from their choices and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import paths
from lms.domain.paths import Made
from lms.domain.refusal import Refused
from tests import small

MODULE = small.module()


def test_a_module_opens_at_its_first_scene():
    here = paths.place(MODULE, [])

    assert (here.scenario.id, here.scene.id) == ("tree", "first")


def test_different_choices_lead_to_different_scenes():
    well = paths.place(MODULE, [Made("tree", "first", "a")])
    mend = paths.place(MODULE, [Made("tree", "first", "b")])

    assert (well.scene.id, mend.scene.id) == ("well", "mend")


def test_a_scene_not_yet_reached_cannot_be_answered():
    with pytest.raises(Refused) as refusal:
        paths.check_choice(MODULE, [], Made("tree", "well", "a"))

    assert refusal.value.kind == "conflict"


def test_the_next_scenario_waits_until_this_one_has_ended():
    with pytest.raises(Refused, match="not reached"):
        paths.check_choice(MODULE, [Made("tree", "first", "a")], Made("market", "first", "a"))


def test_the_same_choice_twice_is_a_double_click_and_another_is_a_conflict():
    made = [Made("tree", "first", "a")]

    assert paths.check_choice(MODULE, made, Made("tree", "first", "a")).id == "first"
    with pytest.raises(Refused, match="another window"):
        paths.check_choice(MODULE, made, Made("tree", "first", "b"))


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (Made("nowhere", "first", "a"), "not found"),
        (Made("tree", "nowhere", "a"), "not found"),
        (Made("tree", "first", "z"), "invalid"),
    ],
)
def test_a_choice_that_is_not_in_the_module_is_refused(made, kind):
    with pytest.raises(Refused) as refusal:
        paths.check_choice(MODULE, [], made)

    assert refusal.value.kind == kind


def test_a_debrief_shows_the_path_taken_and_every_choice_not_taken():
    tree = MODULE.scenario("tree")
    made = [Made("tree", "first", "a"), Made("tree", "well", "b")]

    found = paths.debrief(tree, made)

    assert found.ending.id == "fair"
    assert [(turn.scene.id, turn.choice.id) for turn in found.turns] == [("first", "a"), ("well", "b")]
    assert [(turn.scene.id, turn.choice.id) for turn in found.not_taken] == [
        ("first", "b"),
        ("well", "a"),
        ("mend", "a"),
        ("mend", "b"),
    ]


def test_there_is_no_debrief_before_the_end():
    assert paths.debrief(MODULE.scenario("tree"), [Made("tree", "first", "a")]) is None


@given(st.lists(st.sampled_from("ab"), min_size=4, max_size=4))
def test_whatever_is_chosen_two_decisions_a_scenario_reach_the_quiz(picks):
    made: list[Made] = []

    for pick in picks:
        here = paths.place(MODULE, made)
        made.append(Made(here.scenario.id, here.scene.id, pick))
        paths.check_choice(MODULE, made[:-1], made[-1])

    assert paths.place(MODULE, made).is_quiz
    assert all(paths.debrief(scenario, made) for scenario in MODULE.scenarios)
