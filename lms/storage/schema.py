"""Brings a council's database to the tables this program knows, and says when it is older or newer.

Alembic is loaded where it migrates and nowhere else: it takes longer to load than all of storage.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from lms.storage import sqlite
from lms.storage.engine import Database, open_database
from lms.storage.sqlite import path_of

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
MADE_BY = table("alembic_version", column("version_num"))


class SchemaRefused(Exception):
    """The database's tables are not ones this program can use. The sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def config(connection: Connection | None = None) -> "Config":
    """Alembic's settings, without a file; the migrations run on ``connection``."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(url: str, *, council: str, to: str = "head") -> str | None:
    """Make the database where it is missing and bring it up to date; the revision it had before, if any.

    One transaction under the council's write lock: it is done whole or not at all.
    """
    from alembic import command

    database = open_database(url, council=council)
    if database.is_sqlite:
        sqlite.make_file(database.url)
    try:
        check_not_newer(database)
        with database.migrating() as connection:
            before = _revision(connection)
            command.upgrade(config(connection), to)
    finally:
        database.dispose()
    return before


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this program knows, oldest first: what each migration's file name begins with."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return tuple(sorted(path.name.partition("_")[0] for path in files))


def newest() -> str:
    """The revision this program's rows are of."""
    return revisions()[-1]


def revision_of(database: Database) -> str | None:
    """The revision the database says it is of; None while it is empty or missing."""
    if database.is_sqlite and not path_of(database.url).exists():
        return None
    with database.reading() as session:
        return _revision(session.connection())


def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables this program's rows describe."""
    return revision_of(database) == newest()


def is_newer(database: Database) -> bool:
    """Whether a newer program made the tables: this one has never heard of their revision."""
    revision = revision_of(database)
    return revision is not None and revision not in revisions()


def check_not_newer(database: Database) -> None:
    """Refuse a database that a newer program made."""
    if is_newer(database):
        raise SchemaRefused(
            f"The records of {database.council} were written by a newer version of this program. "
            "Install that version again, or restore a backup made before it."
        )


def check_current(database: Database) -> None:
    """Refuse a database whose tables are older or newer than this program."""
    check_not_newer(database)
    if not is_current(database):
        raise SchemaRefused(
            f"The records of {database.council} need an upgrade first. Run: lms upgrade {database.council}"
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(MADE_BY.name):
        return None
    found: str | None = connection.execute(select(MADE_BY.c.version_num)).scalar()
    return found
