"""The ledger: every evidence row has a leaf in it, and no change to either goes unseen."""

from lms.storage import ledger
from lms.storage.engine import Database
from tests import build


def test_each_evidence_row_takes_the_next_place(database: Database) -> None:
    with database.writing() as session:
        person = build.person(session, roles=["clerk"])
        first = build.entry(session, about=person)
        second = build.completion(session, build.assignment(session, person))

    assert first.seq == 0
    assert second.seq == 2
    with database.reading() as session:
        assert ledger.root(session)[0] == 3
