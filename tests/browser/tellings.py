"""The two ways in which each of the three stories is told: in a browser that runs scripts, and in one that does not."""

import pytest

WITH_SCRIPTS, WITHOUT_SCRIPTS = "with scripts", "without scripts"
told_both_ways = pytest.mark.parametrize("telling", [WITH_SCRIPTS, WITHOUT_SCRIPTS], indirect=True)
