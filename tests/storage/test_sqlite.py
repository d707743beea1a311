"""SQLite alone: what its connections promise, its file, and what its disk may do."""

import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from lms.storage import engine as engines
from lms.storage import schema
from lms.storage.engine import Database, open_database
from lms.storage.rows import Person
from lms.storage.sqlite import UnsafeDatabase
from lms.storage.troubles import DatabaseBusy, NothingSaved, OutcomeUnknown
from tests import build

pytestmark = pytest.mark.sqlite


def test_every_connection_keeps_what_it_acknowledged_at_a_power_cut(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    for engine in (database.reader, database.writer):
        for _ in range(2):
            with engine.connect() as connection:
                answers = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            database.dispose()  # so that the next one is new

            assert answers == wanted


def test_the_file_and_its_folder_are_for_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "records" / "ludlow.sqlite3"
    schema.upgrade(f"sqlite:///{tmp_path}/records/{{council}}.sqlite3", council="ludlow")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_missing_file_is_not_made_by_looking_at_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/none.sqlite3", council="ludlow")

    with pytest.raises(NothingSaved), database.reading() as session:
        session.execute(text("SELECT 1"))

    assert not (tmp_path / "none.sqlite3").exists()


def test_a_file_that_is_no_database_is_trouble_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "ludlow.sqlite3").write_bytes(b"not a database" * 100)
    database = open_database(f"sqlite:///{tmp_path}/ludlow.sqlite3", council="ludlow")

    with pytest.raises(NothingSaved), database.writing():
        pass


def test_a_full_disk_saves_nothing_and_heals_by_itself(database: Database) -> None:
    with database.writing() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NothingSaved), database.writing() as session:
        build.snapshot(session, text="x" * 100_000)

    with database.writing() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
        build.snapshot(session, text="x" * 100_000)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM content_snapshot")) == 1


def test_a_write_that_fails_at_the_commit_is_named_and_heals_by_itself(database: Database) -> None:
    """Pages reach the file at COMMIT, so that is where a disk says no."""
    with database.writing() as session:
        build.person(session, id="before")
        path = database.url.database or ""
    fails = pytest.raises((OutcomeUnknown, NothingSaved))
    with fails, _no_file_beyond(Path(f"{path}-wal").stat().st_size), database.writing() as session:
        build.snapshot(session, text="x" * 200_000)

    with database.writing() as session:
        build.person(session, id="after")
    with database.reading() as session:
        assert session.scalars(select(Person.id).order_by(Person.id)).all() == ["after", "before"]


def test_records_in_memory_are_refused() -> None:
    with pytest.raises(UnsafeDatabase, match="need a file"):
        open_database("sqlite://", council="ludlow")


@pytest.mark.parametrize("url", ["postgresql+psycopg://name:hunter22@host:port/lms", "no address at all"])
def test_an_address_of_no_database_is_said_without_its_password(url: str) -> None:
    with pytest.raises(UnsafeDatabase, match="LMS_DATABASE_URL is not an address") as fault:
        open_database(url, council="ludlow")

    assert "hunter22" not in str(fault.value) and fault.value.__cause__ is None


def test_what_was_sent_stands_in_no_error(database: Database) -> None:
    with database.reading() as session, pytest.raises(StatementError) as fault:
        session.execute(text("SELECT :told FROM nowhere"), {"told": "a secret of Avery's"})

    assert "Avery" not in str(fault.value)


def test_a_lock_held_while_connecting_is_busy_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file's first connection turns the journal over, and needs the file to itself for it."""
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    path = tmp_path / "ludlow.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE t (n)")
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(DatabaseBusy), open_database(f"sqlite:///{path}", council="ludlow").writing():
        pass

    other.close()


@contextmanager
def _no_file_beyond(size: int) -> Iterator[None]:
    """No write of this process may make a file longer than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
