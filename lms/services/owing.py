"""What one person owes and holds, by when, and why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.certificates import Words
from lms.domain.days import day_of, long_day, short_day
from lms.domain.modules import Module
from lms.domain.paths import Made, scenarios_done
from lms.domain.quizzes import Bank
from lms.domain.retakes import Next, Step
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Dates, Standing, sentence, standing_of
from lms.domain.timing import minutes, seconds_from
from lms.library.library import CouncilLibrary
from lms.services import attempts, learning, policies
from lms.storage.queries import certificates as certificate_queries
from lms.storage.queries import learning as learning_queries
from lms.storage.queries import owing as queries
from lms.storage.queries.learning import Begun
from lms.storage.rows import ProgrammeRule, StandingDates

URGENCY = (
    Standing.LAPSED,
    Standing.OVERDUE,
    Standing.REVOKED,
    Standing.FAILED,
    Standing.EXPIRING,
    Standing.DUE,
)


@dataclass(frozen=True)
class Reason:
    """Why something is owed: who set it, when, and the reason in law."""

    set_by: str
    set_on: str
    because: str
    law: str


@dataclass(frozen=True)
class Thing:
    """One thing owed or held; ``left`` is what there is still to do while it is open."""

    kind: str
    slug: str
    title: str
    dates: Dates
    standing: Standing
    words: str
    reasons: tuple[Reason, ...]
    certificate: str | None
    left: "Left | None"

    @property
    def is_open(self) -> bool:
        return self.standing in URGENCY

    @property
    def next_step(self) -> Step | None:
        """What comes next about the quiz, once the scenarios have ended."""
        if self.standing is Standing.FAILED:
            return Step.TALK
        return self.left.step.step if self.left and self.left.step else None


@dataclass(frozen=True)
class Left:
    """How much is still to do. ``step`` is the next about the quiz, once the scenarios have ended."""

    minutes: int
    scenarios: int = 0
    scenarios_done: int = 0
    is_begun: bool = False
    step: Next | None = None


def reasons(session: Session, assignment_id: str) -> tuple[Reason, ...]:
    """Why this is owed, by every rule that asks it."""
    return _reasons(queries.rules_behind(session, [assignment_id])[assignment_id])


def _reasons(rules: Sequence[ProgrammeRule]) -> tuple[Reason, ...]:
    return tuple(Reason(rule.set_by, short_day(rule.starts_on), rule.because, rule.law) for rule in rules)


def came_of(session: Session, assignment_id: str) -> tuple[dt.date | None, str | None]:
    """Until when what came of this assignment holds (None does not run out), and its certificate's number."""
    return certificate_queries.completion_with_certificate(session, assignment_id) or (None, None)


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
    rows: Sequence[StandingDates],
    now: dt.datetime,
) -> list[Thing]:
    """Everything in these rows of this person, the most urgent first; what is no longer owed is left out."""
    check_may(actor, Action.LEARN)
    today = day_of(now)
    mine = [row for row in rows if not row.is_withdrawn]
    behind = queries.rules_behind(session, [row.assignment_id for row in mine if row.assignment_id])
    teller = _Teller(session, library, now, _begun(session, actor, mine, today=today))
    found = [teller.thing(row, behind.get(row.assignment_id or "", [])) for row in mine]
    return sorted(found, key=_urgency)


def _begun(
    session: Session, actor: Actor, rows: Sequence[StandingDates], *, today: dt.date
) -> dict[str, Begun]:
    """How far this person has come with each module that is open."""
    open_ones = [
        row.assignment_id
        for row in rows
        if row.kind == "module" and row.assignment_id and standing_of(dates_of(row), today=today) in URGENCY
    ]
    return learning_queries.begun(session, actor.person_id, open_ones) if open_ones else {}


def _urgency(thing: Thing) -> tuple[int, dt.date, int, str]:
    place = URGENCY.index(thing.standing) if thing.is_open else len(URGENCY)
    by = thing.dates.due_on or dt.date.max
    # Training comes before the acknowledgement that it prepares for.
    return place, by, 0 if thing.kind == "module" else 1, thing.title


@dataclass(frozen=True)
class _Teller:
    """Says of each row of the index what it is about and what is left to do."""

    session: Session
    library: CouncilLibrary
    now: dt.datetime
    begun: Mapping[str, Begun]

    def thing(self, row: StandingDates, rules: Sequence[ProgrammeRule]) -> Thing:
        dates, today = dates_of(row), day_of(self.now)
        standing = standing_of(dates, today=today)
        begun = self.begun.get(row.assignment_id or "")
        return Thing(
            kind=row.kind,
            slug=row.thing,
            title=self._title(row, begun),
            dates=dates,
            standing=standing,
            words=sentence(dates, today=today),
            reasons=_reasons(rules),
            certificate=row.certificate,
            left=self._left(row, begun) if standing in URGENCY else None,
        )

    def _title(self, row: StandingDates, begun: Begun | None) -> str:
        if row.kind == "acknowledgement":
            return policy_title(self.library, row.thing)
        if row.thing in self.library.modules:
            return self.library.modules[row.thing].title
        if begun is not None:
            return learning.content_of(self.session, begun.run, library=self.library)[0].title
        issued = certificate_queries.certificate(self.session, row.certificate or "")
        return Words.from_data(issued.certificate.words).module if issued else row.thing.replace("-", " ")

    def _left(self, row: StandingDates, begun: Begun | None) -> Left | None:
        if row.kind == "acknowledgement":
            return self._to_read(row.thing)
        if begun is not None:
            module, bank = learning.content_of(self.session, begun.run, library=self.library)
            return self._to_learn(row.assignment_id or "", module, bank, begun.made)
        if row.thing not in self.library.modules:
            return None
        module = self.library.modules[row.thing]
        bank = self.library.bank_of(module)
        return Left(minutes(seconds_from(module, done=0, questions=bank.drawn)), len(module.scenarios))

    def _to_read(self, policy: str) -> Left | None:
        if policy not in self.library.policies:
            return None
        version = policies.version_in_force(
            self.session, library=self.library, policy=policy, today=day_of(self.now)
        )
        return Left(policies.document_of(self.session, version).minutes)

    def _to_learn(self, assignment_id: str, module: Module, bank: Bank, made: Sequence[Made]) -> Left:
        done, questions = scenarios_done(module, made), bank.drawn
        step = None
        if done == len(module.scenarios):
            ahead = attempts.ahead(self.session, assignment_id, now=self.now)
            step, questions = ahead.step, ahead.again or questions
        left = minutes(seconds_from(module, done=done, questions=questions))
        return Left(left, len(module.scenarios), done, is_begun=bool(made), step=step)


def policy_title(library: CouncilLibrary, policy: str) -> str:
    """What the policy calls itself."""
    register = library.policies.get(policy)
    return (register.facts.title or register.title) if register else policy.replace("-", " ")


def day_in_words(day: dt.date, *, today: dt.date) -> str:
    """``yesterday``, ``last Friday`` within the last week, else the day with its date."""
    ago = (today - day).days
    if ago in (0, 1):
        return "yesterday" if ago else "today"
    return f"last {day:%A}" if 0 < ago < 7 else f"on {long_day(day, today=today)}"
