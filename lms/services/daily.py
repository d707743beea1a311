"""The daily run: what the clock does to everybody's record, in parts that hold nobody up."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import day_of, long_day
from lms.domain.refusal import Refused
from lms.library.library import CouncilLibrary
from lms.services import opening, programme
from lms.services.programme import Brought
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries import programme as queries
from lms.storage.rows import DailyRun

Clock = Callable[[], dt.datetime]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Did:
    """What a run did, how many entries of the ledger it checked, and each that did not hold."""

    brought: Brought
    entries: int
    faults: tuple[str, ...]


def run(database: Database, *, library: CouncilLibrary, on: dt.date, clock: Clock, progress: Progress) -> Did:
    """Bring everybody up to date for ``on`` and check the records; doing it twice changes nothing more.

    Each part is a transaction of its own, so that nobody waits for the whole. A day that was missed is
    made good and then today's dates are written, since the index is always as at today.
    """
    started = clock()
    today = day_of(started)
    if on > today:
        raise Refused(f"{long_day(on, today=today)} has not come yet.", kind="invalid")
    with database.writing() as session:
        opening.open_council(session, library=library, now=clock())
        everybody = queries.everybody(session)
    brought = Brought()
    for part in programme.in_batches(everybody):
        with database.writing() as session:
            for day in sorted({on, today}):
                brought += programme.bring_up_to_date(
                    session, library=library, today=day, now=clock(), people=part
                )
        progress(len(part), len(everybody))
    return _checked(database, brought, on=on, started=started, clock=clock)


def run_whole(session: Session, *, library: CouncilLibrary, now: dt.datetime) -> Brought:
    """The same in the caller's one transaction, without the walk through the ledger: for small councils."""
    opening.open_council(session, library=library, now=now)
    brought = programme.bring_up_to_date(session, library=library, today=day_of(now), now=now)
    session.add(_row(brought, on=day_of(now), started=now, finished=now, checked={}))
    session.flush()
    return brought


def _checked(database: Database, brought: Brought, *, on: dt.date, started: dt.datetime, clock: Clock) -> Did:
    with database.reading() as session:
        entries, _ = ledger.root(session)
        faults = tuple(str(fault) for fault in ledger.verify(session))
    checked = {"records_checked_at": clock().isoformat(), "entries": entries, "faults": len(faults)}
    with database.writing() as session:
        session.add(_row(brought, on=on, started=started, finished=clock(), checked=checked))
    return Did(brought, entries, faults)


def _row(
    brought: Brought, *, on: dt.date, started: dt.datetime, finished: dt.datetime, checked: dict[str, object]
) -> DailyRun:
    did = {"people": brought.people, "assignments": brought.assignments, "changed": brought.changed}
    return DailyRun(
        id=secrets.token_hex(16), for_on=on, started_at=started, finished_at=finished, did=did | checked
    )
