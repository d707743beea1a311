"""The triggers that keep evidence as it was added. Migrations name the tables; this text never changes.

SQLite forgets a table's triggers when a batch operation remakes it: such a migration guards it again.
"""

from alembic import op

WORDS = "evidence is added, never changed"

POSTGRES_KEEP = f"""
CREATE FUNCTION keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: {WORDS}', TG_TABLE_NAME USING ERRCODE = '23E01';
END $$
"""

POSTGRES_KEEP_UNLESS_ERASED = f"""
CREATE FUNCTION keep_evidence_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM erasure WHERE table_name = TG_TABLE_NAME AND row_id = to_jsonb(OLD) ->> TG_ARGV[0]) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '%: {WORDS}', TG_TABLE_NAME USING ERRCODE = '23E01';
END $$
"""


def prepare() -> None:
    """What the guards stand on; once, in the first migration."""
    if _is_postgres():
        op.execute(POSTGRES_KEEP)
        op.execute(POSTGRES_KEEP_UNLESS_ERASED)


def unprepare() -> None:
    """Take away what `prepare` made, when no table is guarded any more."""
    if _is_postgres():
        op.execute("DROP FUNCTION keep_evidence")
        op.execute("DROP FUNCTION keep_evidence_unless_erased")


def keep(table: str, *, erased_by: str | None) -> None:
    """Refuse UPDATE, and DELETE of rows that `erasure` does not name by their ``erased_by`` column.

    With ``erased_by`` None no row may ever be deleted.
    """
    for statement in _postgres(table, erased_by) if _is_postgres() else _sqlite(table, erased_by):
        op.execute(statement)


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(table: str, erased_by: str | None) -> list[str]:
    unless = (
        f"WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE table_name = '{table}' AND row_id = OLD.{erased_by})"
        if erased_by
        else ""
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {WORDS}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless} {refuse}",
    ]


def _postgres(table: str, erased_by: str | None) -> list[str]:
    keep, deleted = "EXECUTE FUNCTION keep_evidence()", "EXECUTE FUNCTION keep_evidence()"
    if erased_by:
        deleted = f"EXECUTE FUNCTION keep_evidence_unless_erased('{erased_by}')"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {keep}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {deleted}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {keep}",
    ]
