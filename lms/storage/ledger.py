"""The append-only ledger: the only way to add evidence, to erase it, and to check that it still holds."""

import datetime as dt
import secrets
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.canonical import columns_of, record, table_of
from lms.storage.merkle import commitment, leaf_hash, root_hash
from lms.storage.rows import Entry, Erasure, Evidence, LogLeaf
from lms.storage.verification import LedgerFault, verify

__all__ = ["LedgerFault", "add", "erase", "root", "verify"]

SALT_BYTES = 32

Row = TypeVar("Row", bound=Evidence)


def add(session: Session, row: Row, *, now: dt.datetime, happened_at: dt.datetime | None = None) -> Row:
    """Add an evidence row with its leaf, in one flush. Give ``id`` only where the row's number matters.

    ``recorded_at`` is the later of ``now`` and the last entry's, so the ledger never runs backwards;
    ``happened_at`` is the same unless it was done before it was recorded. The session must hold the
    council's write lock (`Database.writing`).
    """
    newest = select(LogLeaf.seq, LogLeaf.at).order_by(LogLeaf.seq.desc()).limit(1)
    last = session.execute(newest).first()
    row.seq = 0 if last is None else last.seq + 1
    row.recorded_at = now if last is None else max(now, last.at)
    row.happened_at = row.recorded_at if happened_at is None else happened_at
    row.id = row.id or secrets.token_hex(16)
    row.salt = secrets.token_bytes(SALT_BYTES)
    written = record(type(row), {name: getattr(row, name) for name in columns_of(type(row))})
    leaf = leaf_hash(commitment(row.salt, written))
    session.add_all([row, LogLeaf(seq=row.seq, leaf=leaf, kind=table_of(type(row)), at=row.recorded_at)])
    session.flush()
    return row


def erase(session: Session, row: Evidence, *, ground: str, by_id: str, now: dt.datetime) -> Entry:
    """Delete an evidence row with its salt. Its leaf stays, and an entry without a name says why it went."""
    seq, table = row.seq, table_of(type(row))
    detail = {"seq": seq, "table": table, "ground": ground}
    entry = add(session, Entry(kind="erasure", person_id=None, by_id=by_id, detail=detail), now=now)
    at = entry.recorded_at
    session.add(Erasure(seq=seq, table_name=table, row_id=row.id, ground=ground, by_id=by_id, at=at))
    session.flush()  # the trigger lets the row go only once it is named
    session.delete(row)
    session.flush()
    return entry


def root(session: Session) -> tuple[int, str]:
    """The size of the ledger and its root hash in hex."""
    leaves = session.scalars(select(LogLeaf.leaf).order_by(LogLeaf.seq)).all()
    return len(leaves), root_hash(leaves).hex()
