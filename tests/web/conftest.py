"""The council, the clock and the browser that tests of pages start from."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from lms.library.library import CouncilLibrary, load
from lms.storage.engine import Database
from tests import build
from tests.client import Client, app_for
from tests.library import goodset


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    at: dt.datetime = build.NOW

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += dt.timedelta(**time)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(scope="session")
def wick(tmp_path_factory: pytest.TempPathFactory) -> CouncilLibrary:
    """A small invented council whose content breaks no rule."""
    root = goodset.write(tmp_path_factory.mktemp("content"), goodset.texts())
    found = load(root)["wick"]
    assert isinstance(found, CouncilLibrary), found.faults
    return found


@pytest.fixture
def app(database: Database, wick: CouncilLibrary, tmp_path: Path, clock: Hands) -> Flask:
    """The council of Wick, served as a demonstration (on plain http)."""
    return app_for(database, wick, tmp_path, clock=clock)


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)
