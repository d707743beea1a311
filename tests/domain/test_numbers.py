"""Small numbers are words, and no count is beyond them."""

import pytest

from lms.domain.numbers import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "No"), (1, "One"), (9, "Nine"), (10, "10"), (1200, "1,200"), (-1, "-1")]
)
def test_a_count_is_a_word_to_nine_and_figures_from_ten(count: int, said: str) -> None:
    assert counted(count) == said
