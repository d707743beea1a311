"""The server, the browser and the eyes that the stories share."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.browser.eye import Eye
from tests.browser.serving import COUNCILS, Site, served
from tests.judges import axe
from tests.shelf import Shelf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Without Playwright the outside judges' own tests say that it is missing, and nothing here can be read.
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    with axe.chromium() as made:
        yield made


@pytest.fixture(scope="session")
def site(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
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


# The stories follow each other, since the clerk sees what the others have done; the markup of it all is judged last.
ORDER = (
    "test_new_starter.py", "test_officer.py", "test_without_scripts.py", "test_keyboard.py", "test_clerk.py",
    "test_paper.py", "test_papers_served.py", "test_planted.py", "test_the_markup.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of other folders stay where they are."""
    here = [item for item in items if item.path.parent.name == "browser"]
    here.sort(key=lambda item: ORDER.index(item.path.name))
    items[:] = [item for item in items if item.path.parent.name != "browser"] + here
