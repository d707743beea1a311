"""What can go wrong between us and the database, in the few kinds that need different words."""

import re

# SQLite's primary result codes (the low byte of the extended one).
SQLITE_BUSY = {5, 6}  # BUSY, LOCKED
# PERM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
SQLITE_FAILED = {3, 8, 10, 11, 13, 14, 15, 26}
SQLITE_SURE_AT_COMMIT = {8, 13}  # the write itself was refused, so the commit record cannot be whole
SQLITE_UNIQUE = {2067, 1555, 2579}  # UNIQUE, PRIMARYKEY, ROWID
SQLITE_TRIGGER = 1811
SQLITE_READONLY = 8

# PostgreSQL's SQLSTATEs: lock not available, cancelled, serialization, deadlock, too many connections.
POSTGRES_BUSY = {"55P03", "57014", "40001", "40P01", "53300"}
POSTGRES_UNIQUE = "23505"
POSTGRES_READONLY = "25006"
POSTGRES_KEPT = "23E01"  # raised by our own triggers
POSTGRES_FAILED = ("08", "53", "57", "58", "XX", "25006")
POSTGRES_LOST = ("08", "57")  # the connection went, and with it the answer


class StorageTrouble(Exception):
    """The database could not do it now. ``sentence`` is what the person reads."""

    sentence = "The system could not reach its records. Try again in a minute."


class DatabaseBusy(StorageTrouble):
    """Somebody else held the write lock for more than five seconds. Nothing was saved."""

    sentence = "The system is busy. Nothing was recorded; your answers are still on this page. Try again."


class NothingSaved(StorageTrouble):
    """The disk is full, read-only or failing, or the server is away. Surely nothing was saved."""

    sentence = "Nothing was recorded; your answers are still on this page. Try again in a few minutes."


class OutcomeUnknown(StorageTrouble):
    """The answer to COMMIT was lost, so it may or may not have been saved."""

    sentence = "We could not confirm that this was saved. Press the button again; it will not count twice."


class AlreadyThere(Exception):
    """A unique key says that this row exists already. ``table`` names where."""

    def __init__(self, table: str) -> None:
        super().__init__(f"a row with this key is already in {table or 'the table'}")
        self.table = table


class EvidenceIsKept(Exception):
    """A trigger refused to change or delete evidence: a fault of the program, not of the person."""


class WroteWhileReading(Exception):
    """A session opened for reading was asked to write: a fault of the program, not of the person."""


def named(error: BaseException, *, at: str) -> Exception | None:
    """The driver's error as one of ours, or None where it is neither trouble nor a clash.

    ``at`` is "commit" while the answer to COMMIT was awaited, "reading" in a session that may not
    write, else "work".
    """
    if hasattr(error, "sqlite_errorcode"):
        return _of_sqlite(error, at=at)
    if hasattr(error, "sqlstate"):
        return _of_postgres(error, at=at)
    return None


def _of_sqlite(error: BaseException, *, at: str) -> Exception | None:
    code: int = getattr(error, "sqlite_errorcode", 0)
    if at == "reading" and code == SQLITE_READONLY:
        return WroteWhileReading(str(error))
    if code in SQLITE_UNIQUE:
        clash = re.search(r"failed: (\w+)\.", str(error))
        return AlreadyThere(clash.group(1) if clash else "")
    if code == SQLITE_TRIGGER:
        return EvidenceIsKept(str(error))
    if code & 0xFF in SQLITE_BUSY:
        return DatabaseBusy(str(error))
    if at == "commit" and code & 0xFF not in SQLITE_SURE_AT_COMMIT:
        return OutcomeUnknown(str(error)) if code & 0xFF in SQLITE_FAILED else None
    return NothingSaved(str(error)) if code & 0xFF in SQLITE_FAILED else None


def _is_lost(error: BaseException) -> bool:
    """The driver gives no SQLSTATE when the connection went; nor for values it cannot send."""
    return any(kind.__name__ in {"OperationalError", "InterfaceError"} for kind in type(error).__mro__)


def _of_postgres(error: BaseException, *, at: str) -> Exception | None:
    state: str = getattr(error, "sqlstate", None) or ("08000" if _is_lost(error) else "")
    if at == "reading" and state == POSTGRES_READONLY:
        return WroteWhileReading(str(error))
    if state == POSTGRES_UNIQUE:
        return AlreadyThere(getattr(getattr(error, "diag", None), "table_name", "") or "")
    if state == POSTGRES_KEPT:
        return EvidenceIsKept(str(error))
    if state in POSTGRES_BUSY:
        return DatabaseBusy(str(error))
    if at == "commit" and state.startswith(POSTGRES_LOST):
        return OutcomeUnknown(str(error))
    return NothingSaved(str(error)) if state.startswith(POSTGRES_FAILED) else None
