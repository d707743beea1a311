"""What cannot be judged is a skip that says why, and a failure where everything is required."""

import pytest

from tests.browser.eye import Eye, markup_of
from tests.judges.missing import cannot_run


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("1", pytest.fail.Exception), ("0", pytest.skip.Exception), ("", pytest.skip.Exception)],
)
def test_a_missing_judge_is_a_failure_only_where_everything_is_required(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", required)

    with pytest.raises(outcome, match="no such judge"):
        cannot_run("no such judge")


@pytest.mark.parametrize(
    ("required", "outcome"), [("1", pytest.fail.Exception), ("0", pytest.skip.Exception)]
)
def test_a_run_in_which_no_story_was_told_leaves_nothing_to_judge(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", required)

    with pytest.raises(outcome, match="no story has been told"):
        markup_of([Eye("wick", "Wick Parish Council"), Eye("weir", "Weir Town Council")])


def test_the_pages_of_every_council_are_judged() -> None:
    wick, weir = Eye("wick", "Wick Parish Council"), Eye("weir", "Weir Town Council")
    wick.markup["wick: home"] = "<p>one"
    weir.markup["weir: home"] = "<p>two"

    assert markup_of([wick, weir]) == {"wick: home": "<p>one", "weir: home": "<p>two"}
