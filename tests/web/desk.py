"""The small cast that the tests of the clerk's pages share."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from lms.library.library import CouncilLibrary
from lms.services import daily
from lms.storage.engine import Database
from lms.storage.rows import Assignment, Person, StandingDates
from tests import build
from tests.build import NOW

JOINED = dt.date(2026, 11, 2)


@dataclass(frozen=True)
class Desk:
    """Ids of the cast; Tom has time, Megan is late, Ann has done all, Priya has left."""

    clerk: str
    deputy: str
    auditor: str
    tom: str
    megan: str
    ann: str
    priya: str


def settle(database: Database, library: CouncilLibrary, *, now: dt.datetime = NOW) -> None:
    """What the daily run does."""
    with database.writing() as session:
        daily.run_whole(session, library=library, now=now)


_kept: list[tuple[bytes, Desk]] = []


def cast(database: Database, library: CouncilLibrary) -> Desk:
    """A council of seven in the middle of its work, made once and copied from then on."""
    path = Path(database.url.database)
    if not _kept:
        desk = _made(database, library)
        database.dispose()  # the last connection's end leaves all of it in the one file
        _kept.append((path.read_bytes(), desk))
        return desk
    file, desk = _kept[0]
    path.write_bytes(file)
    return desk


def _made(database: Database, library: CouncilLibrary) -> Desk:
    with database.writing() as session:
        desk = Desk(
            clerk=build.person(
                session, name="Ruth Prosser", roles=["clerk"], audiences=["employee"], joined_on=JOINED
            ).id,
            deputy=build.person(
                session, name="Owen Beddoes", roles=["deputy"], audiences=["employee"], joined_on=JOINED
            ).id,
            auditor=build.person(session, name="Ada Fenn", roles=["auditor"], audiences=[]).id,
            tom=build.person(
                session, name="Tom Hartley", email="tom@wick.example.gov.uk", joined_on=JOINED
            ).id,
            megan=build.person(session, name="Megan Pugh", joined_on=dt.date(2026, 10, 1)).id,
            ann=build.person(
                session, name="Ann Gough", audiences=["member"], joined_on=dt.date(2026, 9, 1)
            ).id,
            priya=build.person(session, name="Priya Nair", joined_on=JOINED).id,
        )
    settle(database, library)
    with database.writing() as session:
        priya = session.get_one(Person, desk.priya)
        priya.left_on, priya.left_by = dt.date(2026, 11, 16), desk.clerk
    settle(database, library)
    return desk


def assignment(database: Database, person_id: str, *, kind: str = "module") -> str:
    """What this person owes of this kind."""
    query = select(Assignment.id).where(Assignment.person_id == person_id, Assignment.kind == kind)
    with database.reading() as session:
        found = session.scalars(query).first()
    assert found is not None
    return found


def due_on(database: Database, person_id: str) -> dt.date | None:
    query = select(StandingDates.due_on).where(
        StandingDates.person_id == person_id, StandingDates.kind == "module"
    )
    with database.reading() as session:
        return session.scalars(query).first()
