"""The Nu checker on every page state that the stories passed; conftest puts it last."""

import pytest

from tests.browser.eye import Eye, markup_of
from tests.judges import nu

pytestmark = pytest.mark.browser

# States of which each belongs to one story, and how many a council has when all three have been told.
OF_ALL_STORIES = {"acknowledged", "passed a refresher", "a date just moved"}
AT_LEAST = 60


def test_the_nu_checker_finds_no_error_in_any_page_passed(eyes: dict[str, Eye]) -> None:
    pages = markup_of(eyes.values())

    found = nu.faults(pages)

    assert found == []
    for eye in eyes.values():
        assert not eye.seen >= OF_ALL_STORIES or len(eye.markup) >= AT_LEAST, sorted(eye.seen)


def test_the_nu_checker_finds_an_error_planted_in_a_page_passed(eyes: dict[str, Eye]) -> None:
    page = next(iter(markup_of(eyes.values()).values()))
    spoilt = page.replace("</h1>", "</h1><p id=main-content><li>")

    assert nu.faults({"spoilt": spoilt}) != []
