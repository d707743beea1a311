"""The server, the browser and the eyes that the stories share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.eye import Eye
from tests.browser.serving import COUNCILS, Site, served
from tests.browser.shelf import Shelf
from tests.judges import axe


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with axe.chromium() as made:
        yield made


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Both councils as a visitor of the demonstration finds them; the browser is asked for first, so that
    a machine without one skips before a server is started."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def eyes() -> dict[str, Eye]:
    """What was seen at each council, kept until the markup of it all is judged at the end."""
    return {slug: Eye(slug, Shelf(slug).name) for slug in COUNCILS}


@pytest.fixture(params=COUNCILS)
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return Shelf(request.param)


@pytest.fixture
def eye(shelf: Shelf, eyes: dict[str, Eye]) -> Eye:
    return eyes[shelf.slug]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The markup is judged once, after every story has been told."""
    items.sort(key=lambda item: item.path.name == "test_the_markup.py")
