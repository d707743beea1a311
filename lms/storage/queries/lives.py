"""Reads what the records say of people's lives with the council, for many people at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Result, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.domain.lives import Absence, Done, Life, Period, Span
from lms.domain.periods import AUTHORISED
from lms.domain.retakes import FREE_ATTEMPTS
from lms.storage.queries.programme import is_known, known
from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    AssignmentChange,
    AssignmentReason,
    Attempt,
    AttemptResult,
    Authorisation,
    AuthorisationEnding,
    Away,
    Certificate,
    CertificateEnding,
    Completion,
    Entry,
    FurtherAttempt,
    Instant,
    Person,
    PersonAudience,
)

Lists = defaultdict[str, list[Any]]


def lives(session: Session, people: Sequence[str], *, known_by: dt.datetime | None = None) -> dict[str, Life]:
    """What the records say of these people; ``known_by`` leaves out what was recorded from then on."""
    reader = _Reader(session, people, known_by)
    memberships, granted = reader.memberships()
    absences, periods, left = reader.absences(), reader.periods(), reader.leaving_not_yet_known()
    return {
        person: Life(
            joined_on=joined_on,
            left_on=None if person in left else left_on,
            memberships=memberships[person],
            absences=absences[person],
            first_granted_on=granted.get(person),
            periods=periods[person],
        )
        for person, joined_on, left_on in reader.ask(reader.questions.people)
    }


PEOPLE: Any = bindparam("people", expanding=True)
KNOWN_BY: Any = bindparam("known_by", type_=Instant())


class _Questions:
    """The statements behind `lives`, built once and not with each submit.

    ``known_by`` is the place for an instant that leaves out what was recorded from then on, or None.
    """

    def __init__(self, known_by: Any) -> None:
        self.known_by = known_by
        self.people = self._these(
            Person.id, Person.joined_on, Person.left_on, of=Person.id, recorded=Person.recorded_at
        )
        row: Any = PersonAudience
        self.audiences = self._of(row, row.person_id, row.audience, row.from_on, row.until_on)
        self.absences = self._of(Away, Away.person_id, Away.from_on, Away.until_on, Away.recorded_at)
        row = Assignment
        self.assignments = self._of(
            row, row.person_id, row.id, row.kind, row.thing, row.period, row.opens_on, row.due_on
        )
        row = AssignmentReason
        self.reasons = self._these(
            row.assignment_id, row.rule_id, row.due_on, of=Assignment.person_id, recorded=row.recorded_at
        ).join(Assignment, Assignment.id == row.assignment_id)
        row = AssignmentChange
        changes = self._of(row, row.assignment_id, row.change, row.due_on, row.recorded_at)
        self.changes = changes.order_by(row.seq)
        row = Acknowledgement
        self.acknowledgements = self._of(row, row.person_id, row.version_id, row.happened_at)
        row = FurtherAttempt
        self.granted = self._of(row, row.assignment_id, func.count()).group_by(row.assignment_id)
        self.left = (
            select(Entry.person_id)
            .where(Entry.kind == "left", Entry.person_id.in_(PEOPLE))
            .group_by(Entry.person_id)
            .having(func.min(Entry.recorded_at) >= KNOWN_BY)
        )
        self.authorisations = self._authorisations()
        self.completions = self._completions()
        self.tried = self._tried()

    def _these(self, *columns: Any, of: Any, recorded: Any) -> Select[*tuple[Any, ...]]:
        """These columns of these people's rows, as far as they were known."""
        return known(select(*columns).where(of.in_(PEOPLE)), recorded, self.known_by)

    def _of(self, row: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
        """The same, for a row that names its person and its recording."""
        return self._these(*columns, of=row.person_id, recorded=row.recorded_at)

    def _authorisations(self) -> Select[*tuple[Any, ...]]:
        ended = (AuthorisationEnding.authorisation_id == Authorisation.id) & is_known(
            AuthorisationEnding.recorded_at, self.known_by
        )
        return self._of(
            Authorisation, Authorisation.person_id, Authorisation.granted_on, AuthorisationEnding.ended_on
        ).outerjoin(AuthorisationEnding, ended)

    def _completions(self) -> Select[*tuple[Any, ...]]:
        row = Completion
        ended = (CertificateEnding.certificate_id == Certificate.id) & (
            CertificateEnding.ending == "withdrawn"
        )
        columns = (row.person_id, row.assignment_id, row.completed_on, row.valid_until)
        return (
            self._of(row, *columns, CertificateEnding.happened_at, Certificate.id)
            .outerjoin(Certificate, Certificate.completion_id == row.id)
            .outerjoin(CertificateEnding, ended & is_known(CertificateEnding.recorded_at, self.known_by))
        )

    def _tried(self) -> Select[*tuple[Any, ...]]:
        """Assignments with so many attempts that they may be used up, none of them passed."""
        row, result = Attempt, AttemptResult
        last = func.max(result.happened_at)
        return (
            self._of(row, row.assignment_id, func.count(), func.count(result.id), last)
            .outerjoin(result, (result.attempt_id == row.id) & is_known(result.recorded_at, self.known_by))
            .outerjoin(Completion, Completion.assignment_id == row.assignment_id)
            .where(or_(Completion.id.is_(None), ~is_known(Completion.recorded_at, self.known_by)))
            .group_by(row.assignment_id)
            .having(func.count() >= FREE_ATTEMPTS)
        )


class _Reader:
    """Asks each question once for all the people, and puts the answers together."""

    def __init__(self, session: Session, people: Sequence[str], known_by: dt.datetime | None) -> None:
        if session.autoflush:
            session.flush()
        self.connection = session.connection()  # its rows are plain, and cost half of what a session's do
        self.known_by = known_by
        self.values = {"people": people} if known_by is None else {"people": people, "known_by": known_by}
        self.questions = _questions(None if known_by is None else KNOWN_BY)

    def ask(self, question: Select[*tuple[Any, ...]]) -> Result[*tuple[Any, ...]]:
        return self.connection.execute(question, self.values)

    def leaving_not_yet_known(self) -> set[str]:
        """Who is recorded as having left, but only since ``known_by``."""
        if self.known_by is None:
            return set()
        return {each for (each,) in self.ask(self.questions.left) if each is not None}

    def memberships(self) -> tuple[dict[str, dict[str, list[Span]]], dict[str, dt.date]]:
        """Each person's audiences, the officers' derived from authorisations too, and the first of those."""
        found: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for person, audience, from_on, until_on in self.ask(self.questions.audiences):
            found[person][audience].append(Span(from_on, until_on))
        first: dict[str, dt.date] = {}
        for person, granted_on, ended_on in self.ask(self.questions.authorisations):
            first[person] = min(granted_on, first.get(person, granted_on))
            if ended_on is None or ended_on > granted_on:
                until_on = ended_on - dt.timedelta(days=1) if ended_on else None
                found[person][AUTHORISED].append(Span(granted_on, until_on))
        return found, first

    def absences(self) -> Lists:
        found: Lists = defaultdict(list)
        for person, *span in self.ask(self.questions.absences):
            found[person].append(Absence(*span))
        return found

    def periods(self) -> Lists:
        """Every assignment with what came of it."""
        reasons, changes, done = self._reasons(), self._changes(), self._done()
        failed = self._failed()
        found: Lists = defaultdict(list)
        for person, key, kind, thing, number, opens_on, due_on in self.ask(self.questions.assignments):
            moved_to, moved_at, is_withdrawn = changes.get(key, (None, None, False))
            period = Period(
                assignment_id=key, kind=kind, thing=thing, number=number, opens_on=opens_on, due_on=due_on,
                reasons=reasons[key], moved_to=moved_to, moved_at=moved_at, is_withdrawn=is_withdrawn,
                done=done.get((person, number) if kind == "acknowledgement" else (person, key)),
                failed_on=failed.get(key),
            )  # fmt: skip
            found[person].append(period)
        return found

    def _reasons(self) -> dict[str, dict[str, dt.date]]:
        found: dict[str, dict[str, dt.date]] = defaultdict(dict)
        for assignment, rule, due_on in self.ask(self.questions.reasons):
            found[assignment][rule] = due_on
        return found

    def _changes(self) -> dict[str, tuple[dt.date | None, dt.datetime | None, bool]]:
        """For each assignment changed: the clerk's latest date, when it was set, and whether it is withdrawn."""
        found: dict[str, tuple[dt.date | None, dt.datetime | None, bool]] = {}
        for assignment, change, due_on, recorded_at in self.ask(self.questions.changes):
            before = found.get(assignment, (None, None, False))
            if change == "moved":
                found[assignment] = (due_on, recorded_at, before[2])
            else:
                found[assignment] = (before[0], before[1], change == "withdrawn")
        return found

    def _done(self) -> dict[tuple[str, str], Done]:
        """Completions by person and assignment, acknowledgements by person and version."""
        found: dict[tuple[str, str], Done] = {}
        for person, assignment, on, until, revoked_at, certificate in self.ask(self.questions.completions):
            revoked_on = day_of(revoked_at) if revoked_at else None
            found[person, assignment] = Done(on, until, revoked_on, certificate)
        for person, version, at in self.ask(self.questions.acknowledgements):
            found[person, version] = Done(day_of(at))
        return found

    def _failed(self) -> dict[str, dt.date]:
        """When the attempts of an assignment were used up, none of them passed."""
        tried = self.ask(self.questions.tried).all()
        further = self.ask(self.questions.granted).all() if tried else ()
        granted = {assignment: int(count) for assignment, count in further}
        return {
            assignment: day_of(last)
            for assignment, attempts, results, last in tried
            if attempts == results and attempts >= FREE_ATTEMPTS + granted.get(assignment, 0)
        }


@cache
def _questions(known_by: Any) -> _Questions:
    return _Questions(known_by)
