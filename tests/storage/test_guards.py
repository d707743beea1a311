"""The database itself refuses to change evidence, whoever asks."""

import pytest
from sqlalchemy import delete, func, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import AttemptAnswer, Base, Completion, ContentSnapshot, Erasure, LogLeaf
from lms.storage.troubles import EvidenceIsKept
from lms.storage.verification import kinds_of_evidence
from tests import build
from tests.storage.anyrow import values_for

# The column by which `erasure` may name a row, for what is kept without being evidence itself.
NAMED_BY = {AttemptAnswer: "attempt_id", ContentSnapshot: "digest"}
ERASABLE = [*kinds_of_evidence(), *NAMED_BY]
KEPT = [*ERASABLE, LogLeaf, Erasure]


def _name(kind: type[Base]) -> str:
    return kind.__name__


@pytest.mark.parametrize("kind", KEPT, ids=_name)
def test_no_column_of_it_can_be_changed(database: Database, kind: type[Base]) -> None:
    with Session(database.writer) as session:
        session.execute(insert(kind).values(**values_for(kind)))

        for column in inspect(kind).columns:
            with pytest.raises(EvidenceIsKept, match="never changed"), session.begin_nested():
                session.execute(update(kind).values({column.key: values_for(kind)[column.key]}))


@pytest.mark.parametrize("kind", KEPT, ids=_name)
def test_it_cannot_be_deleted(database: Database, kind: type[Base]) -> None:
    with Session(database.writer) as session:
        session.execute(insert(kind).values(**values_for(kind)))

        with pytest.raises(EvidenceIsKept, match="never changed"), session.begin_nested():
            session.execute(delete(kind))


@pytest.mark.parametrize("kind", ERASABLE, ids=_name)
def test_only_the_row_that_an_erasure_names_can_be_deleted(database: Database, kind: type[Base]) -> None:
    erasure = values_for(Erasure) | {"table_name": kind.__tablename__}
    with Session(database.writer) as session:
        session.execute(insert(kind).values(**values_for(kind)))

        session.execute(insert(Erasure).values(**erasure | {"row_id": "another", "seq": 2}))
        with pytest.raises(EvidenceIsKept), session.begin_nested():
            session.execute(delete(kind))
        session.execute(insert(Erasure).values(**erasure | {"row_id": values_for(kind)[_named_by(kind)]}))
        session.execute(delete(kind))

        assert session.scalar(select(func.count()).select_from(kind)) == 0


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


def _named_by(kind: type[Base]) -> str:
    return NAMED_BY.get(kind, "id")
