"""Minutes are counted on the longest path."""

from lms.domain.timing import in_words, minutes, scenario_seconds, seconds_from
from tests import small


def test_a_longer_branch_makes_the_scenario_longer():
    plain = small.module().scenarios[0]
    data = small.scenario("tree")
    data["scenes"][2]["story"] = "word " * 200
    wordy = small.module(scenarios=[data]).scenarios[0]

    assert scenario_seconds(wordy) - scenario_seconds(plain) >= 55


def test_ten_questions_take_400_seconds():
    module = small.module()

    assert seconds_from(module, done=0, questions=10) - seconds_from(module, done=0, questions=0) == 400


def test_each_scenario_done_leaves_less_to_do():
    module = small.module()

    left = [seconds_from(module, done=done, questions=10) for done in range(3)]

    assert left[0] > left[1] > left[2] == 400


def test_minutes_are_rounded_up_and_never_nought():
    assert [minutes(0), minutes(60), minutes(61)] == [1, 1, 2]


def test_one_minute_is_not_one_minutes():
    assert [in_words(1), in_words(2)] == ["1 minute", "2 minutes"]
