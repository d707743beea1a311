"""What somebody does who holds the database itself: takes the triggers away and changes what they like."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from lms.storage.engine import Database


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """A transaction in which evidence can be changed like anything else."""
    with database.writer.begin() as connection:
        if database.is_sqlite:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            tables = "SELECT DISTINCT event_object_table FROM information_schema.triggers"
            for table in connection.execute(text(tables)).scalars().all():
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
