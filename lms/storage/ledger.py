"""The append-only ledger: the only way to add evidence or to erase it."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.canonical import record
from lms.storage.rows import Evidence, LogLeaf

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
    leaf = LogLeaf(seq=row.seq, leaf=leaf_of(row), kind=_table(row), at=row.recorded_at)
    session.add_all([row, leaf])
    session.flush()
    return row


def leaf_of(row: Evidence) -> bytes:
    """SHA-256(0x00 || HMAC-SHA-256(salt, the row's canonical JSON)): RFC 6962 over a salted commitment."""
    return leaf_hash(hmac.digest(row.salt, record(row), "sha256"))


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962's hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962's Merkle tree hash, from leaf hashes in order."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def root(session: Session) -> tuple[int, str]:
    """The size of the ledger and its root hash in hex."""
    leaves = session.scalars(select(LogLeaf.leaf).order_by(LogLeaf.seq)).all()
    return len(leaves), root_hash(leaves).hex()


def _table(row: Evidence) -> str:
    return str(row.__tablename__)  # type: ignore[attr-defined]  # every evidence row is mapped
