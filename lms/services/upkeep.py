"""What the operator does to a council's records as a whole: check the ledger, bring the tables up to date.

The operator has the command line and no role, so these ask no `may`.
"""

from dataclasses import dataclass

from lms.storage import ledger, schema
from lms.storage.engine import open_database
from lms.storage.ledger import LedgerFault
from lms.storage.schema import SchemaRefused
from lms.storage.sqlite import UnsafeDatabase
from lms.storage.troubles import AlreadyThere, StorageTrouble

TROUBLE = (SchemaRefused, StorageTrouble, UnsafeDatabase, AlreadyThere)


@dataclass(frozen=True)
class LedgerState:
    """How many entries the ledger has, its root hash in hex, and each entry that does not hold."""

    size: int
    root: str
    faults: tuple[LedgerFault, ...]


@dataclass(frozen=True)
class Upgrade:
    """The revisions before and after; ``before`` is None where there were no tables yet."""

    before: str | None
    after: str


def verify_ledger(url: str, *, council: str) -> LedgerState:
    """Walk the council's ledger, in one snapshot. Raises one of TROUBLE, such as for tables not like ours."""
    database = open_database(url, council=council)
    try:
        schema.check_current(database)
        with database.reading() as session:
            size, root = ledger.root(session)
            return LedgerState(size=size, root=root, faults=tuple(ledger.verify(session)))
    finally:
        database.dispose()


def upgrade_records(url: str, *, council: str) -> Upgrade:
    """Make or migrate the council's tables. Raises one of TROUBLE, such as for tables of a newer program."""
    before = schema.upgrade(url, council=council)
    return Upgrade(before=before, after=schema.newest())


def sentence_of(trouble: Exception) -> str:
    """What to tell the operator: what happened, in words, with what the database itself said."""
    if isinstance(trouble, StorageTrouble):
        return f"the database could not do this now ({trouble})."
    if isinstance(trouble, AlreadyThere):
        return f"somebody else did the same at this moment ({trouble}). Nothing was recorded."
    return str(trouble)
