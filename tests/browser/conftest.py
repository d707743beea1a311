"""The servers, the browser and the eyes that the stories share."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.eye import Eye
from tests.browser.serving import COUNCILS, Site, served, wait_out_midnight
from tests.browser.tellings import WITH_SCRIPTS, WITHOUT_SCRIPTS
from tests.browser.unscripted import EyeWithoutScripts
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
def as_found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the records are copied to before anybody has touched them."""
    return tmp_path_factory.mktemp("as-found")


@pytest.fixture(scope="session")
def first_site(
    browser: "Browser", as_found: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Both councils as a visitor of the demonstration finds them; the browser is asked for first, so that
    a machine without one skips before a server is started."""
    wait_out_midnight()
    with served(tmp_path_factory.mktemp("served")) as running:
        running.copy_records(as_found)
        yield running


@pytest.fixture(scope="session")
def second_site(first_site: Site, as_found: Path) -> Iterator[Site]:
    """The same again, for the stories told without scripts."""
    with served(as_found) as running:
        yield running


@pytest.fixture(scope="session")
def eyes() -> dict[str, Eye]:
    """What was seen at each council, kept until the markup of it all is judged at the end."""
    found: dict[str, Eye] = {slug: Eye(slug, Shelf(slug).name) for slug in COUNCILS}
    judged: set[str] = set()
    for slug in COUNCILS:
        name = f"{slug} {WITHOUT_SCRIPTS}"
        found[name] = EyeWithoutScripts(name, Shelf(slug).name, judged=judged)
    return found


@pytest.fixture
def telling(request: pytest.FixtureRequest) -> str:
    """How a story is told: in a browser that runs scripts, unless the test says otherwise."""
    return str(getattr(request, "param", WITH_SCRIPTS))


@pytest.fixture
def site(telling: str, request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue("first_site" if telling == WITH_SCRIPTS else "second_site")
    return found


@pytest.fixture(params=COUNCILS)
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return Shelf(request.param)


@pytest.fixture
def eye(telling: str, shelf: Shelf, eyes: dict[str, Eye]) -> Eye:
    return eyes[shelf.slug if telling == WITH_SCRIPTS else f"{shelf.slug} {telling}"]


# The stories follow each other, since the clerk sees what the others have done; the markup of it all is judged last.
ORDER = (
    "test_new_starter.py", "test_officer.py", "test_way_in.py", "test_keyboard.py", "test_clerk.py",
    "test_paper.py", "test_papers_served.py", "test_troubles.py", "test_shared.py", "test_planted.py",
    "test_the_markup.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of other folders stay where they are."""
    here = [item for item in items if item.path.parent.name == "browser"]
    here.sort(key=lambda item: ORDER.index(item.path.name))
    items[:] = [item for item in items if item.path.parent.name != "browser"] + here
