"""The database itself refuses to change evidence, whoever asks."""

from typing import Any

import pytest
from sqlalchemy import Executable, delete, insert, inspect, text, update
from sqlalchemy.orm import Session

from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import AttemptAnswer, Completion, ContentSnapshot, Erasure, LogLeaf
from lms.storage.troubles import EvidenceIsKept
from lms.storage.verification import kinds_of_evidence
from tests import build
from tests.storage.anyrow import values_for

# The column by which `erasure` may name a row, for what is kept without being evidence itself.
NAMED_BY: dict[type[Any], str] = {AttemptAnswer: "attempt_id", ContentSnapshot: "digest"}
ERASABLE: list[type[Any]] = [*kinds_of_evidence(), *NAMED_BY]
KEPT: list[type[Any]] = [*ERASABLE, LogLeaf, Erasure]


def test_no_column_of_any_of_them_can_be_changed(database: Database) -> None:
    changed = []
    with Session(database.writer) as session:
        for kind in KEPT:
            session.execute(insert(kind).values(**values_for(kind)))
            for column in inspect(kind).columns:
                change = update(kind).values({column.key: values_for(kind)[column.key]})
                if not _is_refused(session, change):
                    changed.append(f"{kind.__tablename__}.{column.key}")

    assert changed == []


def test_none_of_them_can_be_deleted(database: Database) -> None:
    with Session(database.writer) as session:
        for kind in KEPT:
            if kind is not Erasure:
                session.execute(insert(kind).values(**values_for(kind)))
        session.execute(insert(Erasure).values(**values_for(Erasure)))
        deleted = [kind.__tablename__ for kind in KEPT if not _is_refused(session, delete(kind))]

    assert deleted == []


def test_only_the_row_that_an_erasure_names_can_be_deleted(database: Database) -> None:
    opened_by_another, kept_shut = [], []
    with Session(database.writer) as session:
        for kind in ERASABLE:
            erasure = values_for(Erasure) | {"table_name": kind.__tablename__}
            session.execute(insert(kind).values(**values_for(kind)))
            session.execute(insert(Erasure).values(**erasure | {"row_id": "another", "seq": 2}))
            if not _is_refused(session, delete(kind)):
                opened_by_another.append(kind.__tablename__)
            row_id = values_for(kind)[NAMED_BY.get(kind, "id")]
            session.execute(insert(Erasure).values(**erasure | {"row_id": row_id}))
            if _is_refused(session, delete(kind)):
                kept_shut.append(kind.__tablename__)

    assert opened_by_another == []
    assert kept_shut == []


def test_the_ledger_itself_is_never_erased(database: Database) -> None:
    with Session(database.writer) as session:
        session.execute(insert(LogLeaf).values(**values_for(LogLeaf)))
        for name in ("log_leaf", "erasure"):
            session.execute(
                insert(Erasure).values(**values_for(Erasure) | {"table_name": name, "row_id": "1"})
            )

        assert _is_refused(session, delete(LogLeaf))
        assert _is_refused(session, delete(Erasure))


def test_an_erasure_of_one_table_opens_no_other(database: Database) -> None:
    with Session(database.writer) as session:
        session.execute(insert(Completion).values(**values_for(Completion)))
        session.execute(insert(Erasure).values(**values_for(Erasure) | {"table_name": "certificate"}))

        with pytest.raises(EvidenceIsKept):
            session.execute(delete(Completion))


@pytest.mark.sqlite
def test_replacing_a_row_counts_as_deleting_it(database: Database) -> None:
    with database.writing() as session:
        build.entry(session)

    with pytest.raises(EvidenceIsKept), database.writing() as session:
        session.execute(text("INSERT OR REPLACE INTO entry SELECT * FROM entry"))

    with database.reading() as session:
        assert ledger.verify(session) == []


def _is_refused(session: Session, statement: Executable) -> bool:
    try:
        with session.begin_nested():
            session.execute(statement)
    except EvidenceIsKept:
        return True
    return False
