"""PostgreSQL as a council's database: the same promises, with an advisory lock for one writer at a time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL


def engines(url: URL, *, council: str, wait_seconds: float) -> tuple[Engine, Engine]:
    """The engine for reading and the engine for writing, on one pool of connections."""
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        url,
        pool_size=4,
        max_overflow=12,
        pool_timeout=wait_seconds,
        hide_parameters=True,  # an error goes to the log, and what people typed does not
        pool_pre_ping=True,  # after the server restarts, the first person must not get the error
        connect_args={
            "connect_timeout": max(2, round(wait_seconds)),  # the driver refuses less than two
            "options": f"-c lock_timeout={round(wait_seconds * 1000)} -c synchronous_commit=on -c timezone=UTC",
        },
    )
    # Every query of a reading session sees the same instant, as it does in SQLite.
    reader = engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True, is_reader=True
    )
    # READ COMMITTED, because a snapshot taken while waiting for the lock would be out of date on getting it.
    writer = engine.execution_options(isolation_level="READ COMMITTED")
    take_lock = text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=lock_key(council))

    @event.listens_for(writer, "begin")
    def _begin(connection: Connection) -> None:
        connection.execute(take_lock)

    return reader, writer


def lock_key(council: str) -> int:
    """The council's own number among PostgreSQL's advisory locks (a signed 64-bit integer)."""
    return int.from_bytes(hashlib.sha256(f"lms:{council}".encode()).digest()[:8], "big", signed=True)


@contextmanager
def migrating(writer: Engine) -> Iterator[Connection]:
    """A transaction in which tables may be changed; PostgreSQL checks references itself."""
    with writer.begin() as connection:
        yield connection
