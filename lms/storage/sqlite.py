"""SQLite as a council's database: durable at a power cut, one writer at a time, one reader's snapshot."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

# What each connection must answer after being asked; NORMAL would lose acknowledged commits at a power cut.
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
SET = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "recursive_triggers": "ON"}


class UnsafeDatabase(RuntimeError):
    """The file cannot be used in the way that keeps what is acknowledged."""


def engines(url: URL, *, wait_seconds: float) -> tuple[Engine, Engine]:
    """The engine for reading and the engine for writing."""
    return (
        _engine(url, begin="BEGIN", may="read", wait_seconds=wait_seconds).execution_options(is_reader=True),
        _engine(url, begin="BEGIN IMMEDIATE", may="write", wait_seconds=wait_seconds),
    )


def path_of(url: URL) -> Path:
    """The file behind the address."""
    if not url.database or url.database == ":memory:":
        raise UnsafeDatabase("A council's records need a file: give LMS_DATABASE_URL a path.")
    return Path(url.database)


def make_file(url: URL) -> None:
    """Make the file and its folder where they are missing, for nobody but this account."""
    path = path_of(url)
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        sentence = (
            f"{path}: the file cannot be made ({fault.strerror}). Look at LMS_DATA or LMS_DATABASE_URL."
        )
        raise UnsafeDatabase(sentence) from fault


def connect(path: Path, *, wait_seconds: float) -> sqlite3.Connection:
    """A connection to a file that exists, in the settings that lose nothing, each one asked back."""
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        timeout=wait_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for name, value in SET.items():
            connection.execute(f"PRAGMA {name}={value}")
            answer = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if answer != PRAGMAS[name]:
                raise UnsafeDatabase(f"{path}: SQLite answers {name}={answer}, and {value} is needed.")
    except BaseException:
        connection.close()
        raise
    return connection


def _engine(url: URL, *, begin: str, may: str, wait_seconds: float) -> Engine:
    path = path_of(url)

    def creator() -> sqlite3.Connection:
        connection = connect(path, wait_seconds=wait_seconds)
        if may == "read":
            connection.execute("PRAGMA query_only=ON")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        pool_timeout=wait_seconds,
        hide_parameters=True,  # an error goes to the log, and what people typed does not
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def migrating(writer: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be remade: references are off meanwhile, and checked at the end."""
    with writer.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None, "a connection was just made"
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise UnsafeDatabase(
                        f"After the change, {len(broken)} rows refer to rows that are not there."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
