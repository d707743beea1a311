"""Brings a council's database to the tables this program knows, and says when it is older or newer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from lms.storage import sqlite
from lms.storage.engine import Database, open_database
from lms.storage.sqlite import path_of

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaRefused(Exception):
    """The database's tables are not ones this program can use. The sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; the migrations run on ``connection``."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(url: str, *, council: str, to: str = "head") -> str | None:
    """Make the database where it is missing and bring it up to date; the revision it had before, if any.

    One transaction under the council's write lock: it is done whole or not at all.
    """
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


def newest() -> str:
    """The revision this program's rows are of."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None, "there is always a first migration"
    return head


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
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    return revision is not None and revision not in known


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
    return MigrationContext.configure(connection).get_current_revision()
