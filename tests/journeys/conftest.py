"""Both real councils with their casts and a year behind them, on a fixed morning, copied for each journey."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms.library.cast import cast_of
from lms.library.library import CouncilLibrary, load
from lms.services import demo
from lms.settings import root
from lms.storage.engine import open_database
from tests.client import app_for
from tests.journeys.walking import Walker
from tests.shelf import Data, Shelf
from tests.web.conftest import Hands

MORNING = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
COUNCILS = ("ludlow", "hereford")


@dataclass(frozen=True)
class Loaded(Shelf):
    """The council's files as the library has read them, which has read them once already."""

    library: CouncilLibrary

    def module(self, slug: str) -> Data:
        return self.library.modules[slug].model_dump(exclude_none=True)

    def bank(self, slug: str) -> Data:
        return self.library.bank_of(self.library.modules[slug]).model_dump(exclude_none=True)


@dataclass(frozen=True)
class Town:
    """One council on that morning: what it wrote, and the file of its records."""

    shelf: Shelf
    library: CouncilLibrary
    file: Path


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> dict[str, Town]:
    folder = tmp_path_factory.mktemp("towns")
    libraries = load(root() / "content")
    return {slug: _town(libraries[slug], folder, sqlite_template) for slug in COUNCILS}


def _town(library: object, folder: Path, template: Path) -> Town:
    assert isinstance(library, CouncilLibrary), library
    file = folder / f"{library.slug}.sqlite3"
    shutil.copyfile(template, file)
    database = open_database(f"sqlite:///{file}", council=library.slug)
    demo.fill(database, library=library, cast=cast_of(root() / "content", library.slug), now=MORNING)
    database.dispose()
    return Town(Loaded(library.slug, library), library, file)


@pytest.fixture(params=COUNCILS)
def walker(request: pytest.FixtureRequest, towns: dict[str, Town], tmp_path: Path) -> Iterator[Walker]:
    """Somebody who may be any of the cast, on that morning, at one council."""
    town = towns[request.param]
    file = tmp_path / town.file.name
    shutil.copyfile(town.file, file)
    database = open_database(f"sqlite:///{file}", council=town.library.slug)
    clock = Hands(MORNING)
    app = app_for(database, town.library, tmp_path, clock=clock)
    yield Walker(app, database, town.shelf, town.library, clock)
    database.dispose()
