"""When the daily run last finished, and whether it has stopped."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.storage.queries import report as queries
from lms.storage.rows import DailyRun


@dataclass(frozen=True)
class Ran:
    """The daily run that finished last; ``faults`` were found when it checked the records."""

    at: dt.datetime
    checked_at: dt.datetime | None
    faults: int


def last_run(session: Session) -> Ran | None:
    """The daily run that finished last."""
    run = queries.last_daily_run(session)
    return _ran(run) if run else None


def _ran(run: DailyRun) -> Ran:
    assert run.finished_at is not None, "only finished runs are looked up"
    checked = run.did.get("records_checked_at")
    return Ran(
        run.finished_at, dt.datetime.fromisoformat(checked) if checked else None, run.did.get("faults", 0)
    )


def is_late(ran: Ran | None, *, today: dt.date) -> bool:
    """Whether the daily run happened neither today nor yesterday."""
    return ran is None or day_of(ran.at) < today - dt.timedelta(days=1)
