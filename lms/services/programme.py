"""Makes the assignments that the rules ask for, and keeps the index of dates behind everybody's standing."""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.councils import Council, StartingRule
from lms.domain.days import day_of
from lms.domain.lives import Edition, Life, Period, Rule
from lms.domain.periods import Changes, Reckoned, changes, reckon
from lms.domain.renewals import strictest_valid_until
from lms.library.library import CouncilLibrary
from lms.storage import ledger
from lms.storage.queries import programme as queries
from lms.storage.queries.lives import lives as lives_of
from lms.storage.queries.programme import Held
from lms.storage.rows import Assignment, Entry, ProgrammeRule

AT_ONCE = 500
SYSTEM = "system"


@dataclass(frozen=True)
class Brought:
    """What bringing people up to date did: people looked at, assignments made, and records it changed."""

    people: int = 0
    assignments: int = 0
    changed: int = 0

    def __add__(self, other: "Brought") -> "Brought":
        return Brought(
            self.people + other.people, self.assignments + other.assignments, self.changed + other.changed
        )


def seed_rules(session: Session, *, council: Council, now: dt.datetime) -> int:
    """Add the council's starting rules that no dated rule has taken the place of yet; how many were added."""
    return _seed(session, queries.rules(session), council=council, now=now)


def _seed(session: Session, there: Sequence[ProgrammeRule], *, council: Council, now: dt.datetime) -> int:
    known = {rule.slug for rule in there}
    new = [rule for rule in council.programme if rule.slug not in known]
    for rule in new:
        row = _row(rule, now=now)
        session.add(row)
        session.flush()
        detail = {
            "rule": rule.slug,
            "starts_on": rule.starts_on.isoformat(),
            "from": "the council's starting rules",
        }
        ledger.add(session, Entry(kind="rule change", person_id=None, by_id=SYSTEM, detail=detail), now=now)
    return len(new)


def _row(rule: StartingRule, *, now: dt.datetime) -> ProgrammeRule:
    values = rule.model_dump()
    values["audiences"] = list(rule.audiences)
    return ProgrammeRule(id=secrets.token_hex(16), recorded_at=now, ended_on=None, ended_by=None, **values)


def bring_up_to_date(
    session: Session,
    *,
    library: CouncilLibrary,
    today: dt.date,
    now: dt.datetime,
    people: Sequence[str] | None = None,
) -> Brought:
    """Make what the rules ask of these people (None: of everybody) and rewrite their dates where they changed.

    Doing it twice, or late, changes nothing more. The caller may act on the people; this asks no `may`.
    """
    rules = queries.rules(session)
    if _seed(session, rules, council=library.council, now=now):
        rules = queries.rules(session)
    ruling = _Ruling(rules, queries.in_force(session, today=today), today)
    brought = Brought()
    for some in in_batches(queries.everybody(session) if people is None else people):
        brought += _bring(session, some, ruling, now=now)
    return brought


def catch_up(session: Session, person_id: str, *, library: CouncilLibrary, now: dt.datetime) -> Brought:
    """Bring one person up to date where the clock has opened something since it was last done for them.

    Nobody waits for the daily run to renew, or to be asked for a version that came into force. It looks
    before it works, since everybody's sign-in asks it.
    """
    today = day_of(now)
    in_force = queries.in_force(session, today=today)
    if not any(_has_moved_on(each, in_force, today) for each in queries.held(session, person_id)):
        return Brought()
    return bring_up_to_date(session, library=library, today=today, now=now, people=[person_id])


def _has_moved_on(held: Held, in_force: Mapping[str, Edition], today: dt.date) -> bool:
    """Whether the next period of this has begun, and nobody has written it down."""
    if held.kind == "acknowledgement":
        return held.thing in in_force and held.period != in_force[held.thing].version_id
    return held.is_completed and held.window_on is not None and held.window_on <= today


def in_batches(people: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many people at a time as one question of the database may name."""
    return (people[at : at + AT_ONCE] for at in range(0, len(people), AT_ONCE))


@dataclass(frozen=True)
class _Ruling:
    rules: Sequence[Rule]
    in_force: Mapping[str, Edition]
    today: dt.date

    def changes(self, life: Life) -> Changes:
        return changes(life, self.rules, in_force=self.in_force, today=self.today)

    def reckon(self, life: Life) -> list[Reckoned]:
        return reckon(life, self.rules, in_force=self.in_force, today=self.today)


def _bring(session: Session, people: Sequence[str], ruling: _Ruling, *, now: dt.datetime) -> Brought:
    assignments: list[dict[str, Any]] = []
    reasons: list[dict[str, Any]] = []
    new_index: dict[str, list[dict[str, Any]]] = {}
    for person, life in lives_of(session, people).items():
        made, given = _to_add(person, ruling.changes(life), now=now)
        assignments += made
        reasons += given
        whole = _with(life, made, given)
        new_index[person] = [index_row(person, each) for each in ruling.reckon(whole)]
    queries.add_assignments(session, assignments, reasons)
    changed = _changed(queries.index_of(session, people), new_index)
    queries.write_index(session, changed, [row for person in changed for row in new_index[person]])
    return Brought(len(new_index), len(assignments), len(changed))


Columns = list[dict[str, Any]]


def _to_add(person: str, what: Changes, *, now: dt.datetime) -> tuple[Columns, Columns]:
    made: Columns = []
    given: Columns = []
    for new in what.periods:
        key = secrets.token_hex(16)
        columns = {
            "id": key, "person_id": person, "kind": new.kind, "thing": new.thing, "period": new.number,
            "opens_on": new.opens_on, "due_on": new.due_on, "recorded_at": now,
        }  # fmt: skip
        made.append(columns)
        given += [_reason(key, rule, due_on, now) for rule, due_on in new.reasons.items()]
    given += [_reason(*each, now) for each in what.reasons]
    return made, given


def _reason(assignment: str, rule: str, due_on: dt.date, now: dt.datetime) -> dict[str, Any]:
    return {"assignment_id": assignment, "rule_id": rule, "due_on": due_on, "recorded_at": now}


def _with(life: Life, made: Columns, given: Columns) -> Life:
    """The life as it will read once these are added."""
    if not given:
        return life
    reasons: dict[str, dict[str, dt.date]] = {}
    for each in given:
        reasons.setdefault(each["assignment_id"], {})[each["rule_id"]] = each["due_on"]
    old = [replace(p, reasons={**p.reasons, **reasons.get(p.assignment_id, {})}) for p in life.periods]
    new = [
        Period(m["id"], m["kind"], m["thing"], m["period"], m["opens_on"], m["due_on"], reasons[m["id"]])
        for m in made
    ]
    return replace(life, periods=(*old, *new))


def index_row(person: str, found: Reckoned) -> dict[str, Any]:
    """The columns of one row of the index of dates."""
    dates = found.dates
    return {
        "person_id": person, "kind": found.kind, "thing": found.thing, "assignment_id": found.assignment_id,
        "opens_on": dates.opens_on, "due_on": dates.due_on, "done_on": dates.done_on,
        "window_on": dates.window_on, "valid_until": dates.valid_until, "revoked_on": dates.revoked_on,
        "failed_on": dates.failed_on, "is_withdrawn": dates.is_withdrawn, "certificate": found.certificate,
    }  # fmt: skip


def _changed(old: Mapping[str, Columns], new: Mapping[str, Columns]) -> list[str]:
    def keyed(rows: Columns) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["kind"], row["thing"]): row for row in rows}

    return [person for person, rows in new.items() if keyed(old.get(person, [])) != keyed(rows)]


def dates_as_at(session: Session, *, on: dt.date, known_by: dt.datetime) -> list[dict[str, Any]]:
    """The index of dates as it stood at the end of a past day, from what was recorded before ``known_by``."""
    in_force = queries.in_force(session, today=on, known_by=known_by)
    ruling = _Ruling(queries.rules(session, known_by=known_by), in_force, on)
    rows: Columns = []
    for some in in_batches(queries.everybody(session, known_by=known_by)):
        for person, life in lives_of(session, some, known_by=known_by).items():
            rows += [index_row(person, each) for each in ruling.reckon(life)]
    return rows


def lasts_until(session: Session, *, assignment_id: str, completed_on: dt.date) -> dt.date | None:
    """Until when a completion of this assignment will count; None where it does not run out."""
    assignment = session.get_one(Assignment, assignment_id)
    person = assignment.person_id
    periods = lives_of(session, [person])[person].periods
    mine = next(each for each in periods if each.assignment_id == assignment_id)
    rules = [rule for rule in queries.rules(session) if rule.id in mine.reasons]
    live = [rule for rule in rules if rule.ended_on is None or completed_on < rule.ended_on]
    earlier = [
        p.done for p in periods if (p.kind, p.thing) == (mine.kind, mine.thing) and p.done and p is not mine
    ]
    held = [done.valid_until for done in earlier if done.revoked_on is None and done.valid_until]
    return strictest_valid_until(live or rules, completed_on=completed_on, previous=max(held, default=None))
