"""What the operator does to a council's records as a whole: check the ledger, bring the tables up to date.

The operator has the command line and no role, so these ask no `may`.
"""

from dataclasses import dataclass

from lms.storage import ledger, schema
from lms.storage.engine import Database
from lms.storage.ledger import LedgerFault


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


def verify_ledger(database: Database) -> LedgerState:
    """Walk the council's ledger, in one snapshot. Raises `schema.SchemaRefused` on other tables than ours."""
    schema.check_current(database)
    with database.reading() as session:
        size, root = ledger.root(session)
        return LedgerState(size=size, root=root, faults=tuple(ledger.verify(session)))


def upgrade_records(url: str, *, council: str) -> Upgrade:
    """Make or migrate the council's tables. Raises `schema.SchemaRefused` when they are of a newer program."""
    before = schema.upgrade(url, council=council)
    return Upgrade(before=before, after=schema.newest())
