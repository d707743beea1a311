"""Walks the ledger: rebuilds every record from its table's own columns, and names each entry that fails."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Row, Select, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.storage import enclosures
from lms.storage.canonical import columns_of, record, table_of
from lms.storage.merkle import commitment, leaf_hash
from lms.storage.rows import Base, Entry, Erasure, Evidence, LogLeaf

CHUNK = 1000

Kind = Literal[
    "gap", "backwards", "changed", "unreadable", "missing", "unlogged", "erased", "text", "answers"
]

SENTENCES: dict[Kind, str] = {
    "gap": "is not there: an entry was taken out of the ledger",
    "backwards": "is dated before the entry in front of it",
    "changed": "is not as it was recorded",
    "unreadable": "cannot be read",
    "missing": "is in the ledger and its record is gone, without an erasure",
    "unlogged": "has a record that the ledger does not know",
    "erased": "is said to be erased, without an entry that says who erased it and why",
    "text": "is about a text that is no longer as it was shown",
    "answers": "is the mark of answers that are no longer as they were given",
}


@dataclass(frozen=True, order=True)
class LedgerFault:
    """One entry that does not hold: its number in the ledger, its table, its row where known, and how."""

    seq: int
    table: str
    row_id: str | None
    kind: Kind

    def __str__(self) -> str:
        where = f"{self.table} {self.row_id}" if self.row_id else self.table
        return f"Entry {self.seq} ({where}) {SENTENCES[self.kind]}."


@dataclass(frozen=True)
class _Found:
    """A row of evidence as the table holds it now; ``values`` None where it cannot be read."""

    kind: type[Evidence]
    id: str
    seq: int
    values: Mapping[str, Any] | None


@dataclass(frozen=True)
class _Leaf:
    leaf: bytes
    kind: str
    at: dt.datetime


def kinds_of_evidence() -> list[type[Evidence]]:
    """Every kind of row that is evidence."""
    kinds = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Evidence)]
    return sorted(kinds, key=table_of)


def verify(session: Session) -> list[LedgerFault]:
    """Everything that does not hold, by place in the ledger; empty when all does.

    What was taken off the end, leaf and row together, only a root kept elsewhere can show.
    """
    leaves, faults = _leaves(session)
    faults += _of_order(leaves)
    seen: set[int] = set()
    spoken_for: set[tuple[Any, Any]] = set()
    for found in _rows(session):
        seen.add(found.seq)
        kind = _fault_of_row(found, leaves.get(found.seq))
        if kind:
            faults.append(LedgerFault(found.seq, table_of(found.kind), found.id, kind))
        elif found.kind is Entry and found.values and found.values["kind"] == "erasure":
            spoken_for.add((found.values["detail"].get("seq"), found.values["detail"].get("table")))
    erasures = session.execute(select(Erasure.seq, Erasure.table_name, Erasure.row_id)).all()
    erased = {(seq, table) for seq, table, _ in erasures}
    for seq in leaves.keys() - seen:
        if (seq, leaves[seq].kind) not in erased:
            faults.append(LedgerFault(seq, leaves[seq].kind, None, "missing"))
    tables = {table_of(kind) for kind in kinds_of_evidence()}
    for seq, table, row_id in erasures:
        if (seq, table) not in spoken_for or (table in tables and seq in seen):
            faults.append(LedgerFault(seq, table, row_id, "erased"))
    faults += _of_enclosures(session)
    return sorted(faults, key=lambda fault: (fault.seq, fault.table, fault.kind))


def _of_enclosures(session: Session) -> Iterator[LedgerFault]:
    """What the entries name only by a digest is read as well."""
    for kind, seq, row_id in enclosures.with_another_text(session, kinds_of_evidence()):
        yield LedgerFault(seq, table_of(kind), row_id, "text")
    for kind, seq, row_id in enclosures.with_other_answers(session):
        yield LedgerFault(seq, table_of(kind), row_id, "answers")


def _leaves(session: Session) -> tuple[dict[int, _Leaf], list[LedgerFault]]:
    leaves: dict[int, _Leaf] = {}
    faults: list[LedgerFault] = []
    query = select(LogLeaf.seq, LogLeaf.leaf, LogLeaf.kind, LogLeaf.at)
    for seq, row in _readable(session, query, LogLeaf.seq, list(session.scalars(select(LogLeaf.seq)))):
        if row is None:
            faults.append(LedgerFault(seq, "log_leaf", None, "unreadable"))
        else:
            leaves[seq] = _Leaf(row.leaf, row.kind, row.at)
    return leaves, faults


def _of_order(leaves: Mapping[int, _Leaf]) -> Iterator[LedgerFault]:
    """Numbers run from 0 without a gap, and time does not run backwards."""
    for seq in sorted(set(range(max(leaves, default=-1) + 1)) - leaves.keys()):
        yield LedgerFault(seq, "log_leaf", None, "gap")
    for before, seq in pairwise(sorted(leaves)):
        if leaves[seq].at < leaves[before].at:
            yield LedgerFault(seq, leaves[seq].kind, None, "backwards")


def _fault_of_row(found: _Found, leaf: _Leaf | None) -> Kind | None:
    if leaf is None:
        return "unlogged"
    if found.values is None:
        return "unreadable"
    try:
        now = leaf_hash(commitment(found.values["salt"], record(found.kind, found.values)))
    except (TypeError, ValueError):
        return "unreadable"
    has_same_date = found.values["recorded_at"] == leaf.at
    return None if now == leaf.leaf and has_same_date and leaf.kind == table_of(found.kind) else "changed"


def _rows(session: Session) -> Iterator[_Found]:
    """Every row of evidence there is, by table."""
    for kind in kinds_of_evidence():
        ids = {seq: row_id for row_id, seq in session.execute(select(kind.id, kind.seq))}
        query = select(*(inspect(kind).columns[name].label(name) for name in columns_of(kind)))
        for seq, row in _readable(session, query, kind.seq, list(ids)):
            yield _Found(kind, ids[seq], seq, None if row is None else row._asdict())


def _readable(
    session: Session, query: Select[*tuple[Any, ...]], place: InstrumentedAttribute[int], seqs: list[int]
) -> Iterator[tuple[int, Row[Any] | None]]:
    """The row at each place; None for one that cannot be read, which does not hide the others."""
    seqs = sorted(seqs)
    waiting = [seqs[start : start + CHUNK] for start in range(0, len(seqs), CHUNK)]
    while waiting:
        some = waiting.pop()
        try:
            rows = session.execute(query.where(place.in_(some))).all()
        except (TypeError, ValueError):  # a value that is not of its column's type, such as broken JSON
            middle = len(some) // 2
            if middle:
                waiting += [some[:middle], some[middle:]]
            else:
                yield some[0], None
        else:
            yield from ((row.seq, row) for row in rows)
