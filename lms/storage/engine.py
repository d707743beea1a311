"""Opens a council's database, and hands out sessions that may read or that may write."""

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import ORMExecuteState, Session

from lms.storage import postgres, sqlite
from lms.storage.troubles import AlreadyThere, DatabaseBusy, StorageTrouble, WroteWhileReading, named

WAIT_SECONDS: float = 5


class ReadingSession(Session):
    """A session that refuses to flush."""


@event.listens_for(ReadingSession, "before_flush")
def refuse_to_flush(*_: Any) -> None:
    raise WroteWhileReading("a session opened for reading was asked to write")


@event.listens_for(ReadingSession, "do_orm_execute")
def refuse_to_change(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise WroteWhileReading("a session opened for reading was asked to write")


class Database:
    """One council's database. Opening it touches nothing; the first session connects."""

    def __init__(self, url: URL, *, council: str) -> None:
        self.url = url
        self.council = council
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._kind = sqlite if self.is_sqlite else postgres
        if self.is_sqlite:
            self.reader, self.writer = sqlite.engines(url, wait_seconds=WAIT_SECONDS)
        else:
            self.reader, self.writer = postgres.engines(url, council=council, wait_seconds=WAIT_SECONDS)
        self._turn = threading.Lock()
        for engine in self._engines():
            event.listen(engine, "handle_error", _rename)
        _open.add(self)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to read from. Anything changed in it is a fault of the program, and is raised."""
        with _pool_waits(), ReadingSession(self.reader, autoflush=False, expire_on_commit=False) as session:
            yield session
            if session.new or session.deleted or any(map(session.is_modified, session.dirty)):
                raise WroteWhileReading("rows were changed in a session opened for reading")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction under the council's write lock: leaving commits, raising rolls back."""
        with self._my_turn(), _pool_waits(), Session(self.writer, expire_on_commit=False) as session:
            session.connection()  # the lock is taken now, so that everything read is what will still hold
            yield session
            session.flush()
            _commit(session)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for changing tables, under the write lock; references are checked at its end."""
        with self._my_turn(), _pool_waits(), self._kind.migrating(self.writer) as connection:
            yield connection

    def dispose(self) -> None:
        """Close the idle connections."""
        for engine in self._engines():
            engine.dispose()

    def close_idle(self) -> None:
        """Close the idle connections, and leave those in use to the pool they came from."""
        for engine in self._engines():
            engine.pool.dispose()

    def _engines(self) -> list[Engine]:
        return [self.reader] if self.reader.pool is self.writer.pool else [self.reader, self.writer]

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """SQLite's waiters sleep and retry; waiting for one another here first is fairer and faster."""
        if not self.is_sqlite:
            yield
            return
        turn = self._turn
        if not turn.acquire(timeout=WAIT_SECONDS):
            raise DatabaseBusy("another thread of this process held the write lock")
        try:
            yield
        finally:
            turn.release()

    def forget(self) -> None:
        """In a forked child: never use, and never close, what the parent has open."""
        _parents.extend(engine.pool for engine in self._engines())
        self._turn = threading.Lock()
        for engine in self._engines():
            engine.dispose(close=False)


def open_database(url: str, *, council: str) -> Database:
    """The database of one council; ``url`` may hold ``{council}``. An address that is none is UnsafeDatabase."""
    try:
        address = make_url(url.replace("{council}", council))
    except (ArgumentError, ValueError):
        # What is wrong with it is not repeated: there may be a password in it.
        raise sqlite.UnsafeDatabase(
            "LMS_DATABASE_URL is not an address of a database, such as postgresql+psycopg://name@host/{council}."
        ) from None
    return Database(address, council=council)


def _commit(session: Session) -> None:
    try:
        session.commit()
    except (StorageTrouble, AlreadyThere) as trouble:
        cause = trouble.__cause__
        again = named(cause, at="commit") if cause is not None else None
        if again is None:
            raise
        raise again from cause


@contextmanager
def _pool_waits() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy(str(error)) from error


def _rename(context: ExceptionContext) -> Exception | None:
    """Give the driver's error our name for it; SQLAlchemy raises what is returned."""
    if context.is_pre_ping:
        return None  # the pool is only finding out that it needs a new connection
    options = context.connection.get_execution_options() if context.connection is not None else {}
    at = "reading" if options.get("is_reader") else "work"
    return named(context.original_exception, at=at)


_open: weakref.WeakSet[Database] = weakref.WeakSet()
_parents: list[Any] = []


def _before_fork() -> None:
    for database in list(_open):
        database.close_idle()


def _after_fork_in_child() -> None:
    for database in list(_open):
        database.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
