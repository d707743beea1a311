"""Tests that a colour's contrast with white is reckoned as WCAG does, and the nearest that does is found."""

import pytest

from lms.library.colour import contrast_on_white, nearest_with_enough


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#6b2737", 10.6)]
)
def test_contrast_is_as_published(colour: str, ratio: float) -> None:
    assert contrast_on_white(colour) == pytest.approx(ratio, abs=0.1)


@pytest.mark.parametrize("colour", ["#ffff00", "#8888cc", "#00ff7f", "#ffffff", "#d4351c"])
def test_the_nearest_colour_is_the_lightest_that_reaches_seven(colour: str) -> None:
    nearest = nearest_with_enough(colour)

    assert 7.0 <= contrast_on_white(nearest) < 7.4


def test_a_colour_that_does_is_its_own_nearest() -> None:
    assert nearest_with_enough("#6b2737") == "#6b2737"
