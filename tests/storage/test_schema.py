"""Migrations make exactly the tables that the rows describe, from any older ones, and refuse newer ones."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from lms.storage import ledger, schema
from lms.storage.engine import Database, open_database
from lms.storage.rows import Base, Person
from tests import build
from tests.storage.anyrow import values_for

SCRIPTS = ScriptDirectory.from_config(schema.config())
# Oldest first. One that cannot be undone would be named here, with the reason, and tested upwards alone.
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
ONE_WAY: dict[str, str] = {}


def test_the_revisions_known_are_those_of_the_migrations_in_their_order() -> None:
    assert list(schema.revisions()) == REVISIONS
    assert schema.newest() == SCRIPTS.get_current_head()


def test_the_migrations_make_what_the_rows_describe(database: Database) -> None:
    with database.migrating() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_a_table_too_many_would_be_noticed(database: Database) -> None:
    with database.migrating() as connection:
        connection.exec_driver_sql("CREATE TABLE stray (n INTEGER)")
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences: list[Any] = compare_metadata(context, Base.metadata)

    assert [each[0] for each in differences] == ["remove_table"]


def test_checks_that_alembic_cannot_compare_are_there(database: Database) -> None:
    with database.reading() as session:
        found = inspect(session.connection())
        names = {
            str(check["name"])
            for table in found.get_table_names()
            for check in found.get_check_constraints(table)
        }

    assert names >= {"ck_person_leaving_is_whole", "ck_programme_rule_ending_is_whole"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_can_be_undone_and_done_again_with_data_in_place(
    database: Database, revision: str
) -> None:
    """Every table is filled, then taken down to before this revision and brought up again."""
    assert revision not in ONE_WAY
    before = SCRIPTS.get_revision(revision).down_revision
    _fill(database)
    tables = _tables(database)

    with database.migrating() as connection:
        command.downgrade(schema.config(connection), str(before or "base"))
        left = set(inspect(connection).get_table_names())
        command.upgrade(schema.config(connection), "head")

    assert left < tables
    assert _tables(database) == tables
    assert schema.is_current(database)


def test_upgrading_again_changes_nothing(database: Database, database_url: str) -> None:
    with database.writing() as session:
        build.entry(session, about=build.person(session, id="p1"))
        root = ledger.root(session)

    before = schema.upgrade(database_url, council="ludlow")

    assert before == schema.newest()
    with database.reading() as session:
        assert session.scalars(select(Person.id)).all() == ["p1"]
        assert ledger.root(session) == root
        assert ledger.verify(session) == []


def test_a_current_database_may_be_used(database: Database) -> None:
    schema.check_current(database)

    assert schema.is_current(database)
    assert not schema.is_newer(database)


def test_a_newer_database_is_refused_and_left_alone(database: Database, database_url: str) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.SchemaRefused, match="newer version of this program"):
        schema.check_current(database)
    with pytest.raises(schema.SchemaRefused, match="newer version of this program"):
        schema.upgrade(database_url, council="ludlow")

    assert schema.revision_of(database) == "9999"


def test_an_older_database_is_refused_with_the_command_that_helps(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("DELETE FROM alembic_version"))

    with pytest.raises(schema.SchemaRefused, match="Run: lms upgrade ludlow"):
        schema.check_current(database)

    assert not schema.is_newer(database)


def test_a_migration_that_fails_leaves_the_tables_as_they_were(database: Database) -> None:
    tables = _tables(database)

    with pytest.raises(DBAPIError), database.migrating() as connection:
        for _ in range(2):
            connection.exec_driver_sql("CREATE TABLE half_done (n INTEGER)")

    assert _tables(database) == tables


def test_references_can_wait_for_the_commit_in_every_table() -> None:
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_key_constraints]

    assert keys
    assert {(key.deferrable, key.initially) for key in keys} == {(True, "DEFERRED")}


@pytest.mark.sqlite
def test_a_missing_database_is_not_current(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/none.sqlite3", council="ludlow")

    assert schema.revision_of(database) is None
    assert not schema.is_current(database)
    assert not schema.is_newer(database)


@pytest.mark.sqlite
def test_a_migration_that_breaks_a_reference_is_refused(database: Database) -> None:
    with database.writing() as session:
        build.assignment(session, build.person(session, audiences=[]))

    with pytest.raises(RuntimeError, match="1 rows refer"), database.migrating() as connection:
        connection.exec_driver_sql("DELETE FROM person")

    with database.reading() as session:
        assert session.scalar(select(Person.name)) == "Avery Quill"
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def _fill(database: Database) -> None:
    with database.writing() as session:
        for mapper in Base.registry.mappers:
            session.execute(insert(mapper.class_).values(**values_for(mapper.class_)))


def _tables(database: Database) -> set[str]:
    with database.reading() as session:
        return set(inspect(session.connection()).get_table_names())
