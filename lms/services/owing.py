"""What one person owes and holds, by when, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import long_day, short_day
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Dates, Standing, sentence, standing_of
from lms.domain.timing import minutes, seconds_from
from lms.library.library import CouncilLibrary
from lms.services import learning
from lms.storage.queries import certificates as certificate_queries
from lms.storage.queries import learning as learning_queries
from lms.storage.queries import owing as queries
from lms.storage.rows import ProgrammeRule, StandingDates

URGENCY = (
    Standing.LAPSED,
    Standing.OVERDUE,
    Standing.REVOKED,
    Standing.FAILED,
    Standing.EXPIRING,
    Standing.DUE,
)
DONE = frozenset({Standing.CURRENT, Standing.EXPIRING, Standing.LAPSED, Standing.REVOKED})


@dataclass(frozen=True)
class Reason:
    """Why something is owed: who set it, when, and the reason in law."""

    set_by: str
    set_on: str
    because: str
    law: str


@dataclass(frozen=True)
class Thing:
    """One thing owed or held. ``minutes_left`` and ``scenarios_done`` are for a module still to do."""

    kind: str
    slug: str
    title: str
    dates: Dates
    standing: Standing
    words: str
    reasons: tuple[Reason, ...]
    certificate: str | None
    minutes_left: int
    scenarios: int
    scenarios_done: int

    @property
    def is_open(self) -> bool:
        return self.standing in URGENCY


def reasons(session: Session, assignment_id: str, *, today: dt.date) -> tuple[Reason, ...]:
    """Why this is owed, by every rule that asks it."""
    return _reasons(queries.rules_behind(session, [assignment_id])[assignment_id])


def _reasons(rules: Sequence[ProgrammeRule]) -> tuple[Reason, ...]:
    return tuple(Reason(rule.set_by, short_day(rule.starts_on), rule.because, rule.law) for rule in rules)


def lasts_until(session: Session, assignment_id: str) -> dt.date | None:
    """Until when what came of this assignment holds; None if it was not done or does not run out."""
    completion = queries.completion_of(session, assignment_id)
    return completion.valid_until if completion else None


def certificate_number(session: Session, assignment_id: str) -> str | None:
    """The number of the certificate that came of this assignment."""
    certificate = certificate_queries.certificate_for(session, assignment_id)
    return certificate.id if certificate else None


def everybody(session: Session, module: str) -> str | None:
    """One quiet line about the whole council, when it is five people or more."""
    done, asked = learning_queries.people_done(session, module)
    return f"{done} of {asked} people here have now done this." if asked >= 5 else None


def is_acknowledgement_owed(session: Session, actor: Actor, *, policy: str, today: dt.date) -> bool:
    """Whether this person has still to acknowledge this policy."""
    rows = queries.standing_rows(session, actor.person_id)
    mine = [row for row in rows if row.kind == "acknowledgement" and row.thing == policy]
    return any(standing_of(dates_of(row), today=today) in URGENCY for row in mine)


def dates_of(row: StandingDates) -> Dates:
    """The dates of an index row, as the rule of standing takes them."""
    return Dates(
        opens_on=row.opens_on,
        due_on=row.due_on,
        done_on=row.done_on,
        window_on=row.window_on,
        valid_until=row.valid_until,
        revoked_on=row.revoked_on,
        failed_on=row.failed_on,
        is_withdrawn=row.is_withdrawn,
    )


def things(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    now: dt.datetime,
    today: dt.date,
) -> list[Thing]:
    """Everything this person owes or holds, the most urgent first; what is no longer owed is left out."""
    check_may(actor, Action.LEARN)
    rows = queries.standing_rows(session, actor.person_id)
    behind = queries.rules_behind(session, [row.assignment_id for row in rows if row.assignment_id])
    found = [
        _thing(
            session,
            actor,
            row,
            behind.get(row.assignment_id or "", []),
            library=library,
            now=now,
            today=today,
        )
        for row in rows
        if not row.is_withdrawn
    ]
    return sorted(found, key=_urgency)


def _urgency(thing: Thing) -> tuple[int, dt.date, int, str]:
    place = URGENCY.index(thing.standing) if thing.is_open else len(URGENCY)
    by = thing.dates.due_on or dt.date.max
    # Training comes before the acknowledgement that it prepares for.
    return place, by, 0 if thing.kind == "module" else 1, thing.title


def _thing(
    session: Session,
    actor: Actor,
    row: StandingDates,
    rules: Sequence[ProgrammeRule],
    *,
    library: CouncilLibrary,
    now: dt.datetime,
    today: dt.date,
) -> Thing:
    dates = dates_of(row)
    standing = standing_of(dates, today=today)
    scenarios = done = left = 0
    module = library.modules.get(row.thing) if row.kind == "module" else None
    if module is not None:
        title = module.title
        if standing in URGENCY:
            way = learning.way(session, actor, library=library, module=row.thing, now=now)
            scenarios, done = len(way.module.scenarios), way.scenarios_done
            left = minutes(seconds_from(way.module, done=done, questions=way.bank.drawn))
    else:
        register = library.policies.get(row.thing)
        title = register.title if register else row.thing
        left = minutes(_reading_seconds(library, row.thing))
    words = sentence(dates, today=today)
    return Thing(
        row.kind,
        row.thing,
        title,
        dates,
        standing,
        words,
        _reasons(rules),
        row.certificate,
        left,
        scenarios,
        done,
    )


def _reading_seconds(library: CouncilLibrary, policy: str) -> int:
    register = library.policies.get(policy)
    words = sum(len(clause.plain.split()) for clause in register.clauses) if register else 0
    return words * 60 // 200


def day_in_words(day: dt.date, *, today: dt.date) -> str:
    """``last Friday`` within the last week, else the day with its date."""
    ago = (today - day).days
    return f"last {day:%A}" if 0 < ago < 7 else f"on {long_day(day, today=today)}"
