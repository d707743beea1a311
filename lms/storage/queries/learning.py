"""Questions asked of the rows of a learner's way: assignments, runs, choices, attempts, answers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, case, exists, func, select
from sqlalchemy.orm import Session

from lms.domain.paths import Made
from lms.storage.rows import (
    Assignment,
    AssignmentChange,
    Attempt,
    AttemptAnswer,
    AttemptResult,
    Completion,
    FurtherAttempt,
    ModuleRun,
    Reread,
    SceneChoice,
    StandingDates,
)


@dataclass(frozen=True)
class Owed:
    """An assignment of a module with its completion, if any.

    ``window_on`` and ``valid_until`` are the module's in the index of dates: when the renewal of what was
    done last opens, and the last day on which that still counts. None where nothing of it is to be renewed.
    """

    assignment: Assignment
    completion: Completion | None
    is_withdrawn: bool
    window_on: dt.date | None = None
    valid_until: dt.date | None = None


# Statements that most pages ask are built once; a built one costs as much as its answer.
_latest = (
    select(AssignmentChange.assignment_id, func.max(AssignmentChange.seq).label("seq"))
    .where(AssignmentChange.person_id == bindparam("person"), AssignmentChange.change != "moved")
    .group_by(AssignmentChange.assignment_id)
    .subquery()
)
_ASSIGNED = (
    select(
        Assignment,
        Completion,
        AssignmentChange.change,
        StandingDates.window_on,
        StandingDates.valid_until,
    )
    .outerjoin(Completion, Completion.assignment_id == Assignment.id)
    .outerjoin(_latest, _latest.c.assignment_id == Assignment.id)
    .outerjoin(AssignmentChange, AssignmentChange.seq == _latest.c.seq)
    .outerjoin(
        StandingDates,
        (StandingDates.person_id == Assignment.person_id)
        & (StandingDates.kind == Assignment.kind)
        & (StandingDates.thing == Assignment.thing)
        & StandingDates.is_withdrawn.is_(False),
    )
    .where(
        Assignment.person_id == bindparam("person"),
        Assignment.kind == "module",
        Assignment.thing == bindparam("module"),
    )
    .order_by(Assignment.opens_on, Assignment.recorded_at)
)
_RUN = select(ModuleRun).where(
    ModuleRun.person_id == bindparam("person"), ModuleRun.assignment_id == bindparam("assignment")
)
_CHOICES = (
    select(SceneChoice.scenario, SceneChoice.scene, SceneChoice.choice)
    .where(SceneChoice.run_id == bindparam("run"))
    .order_by(SceneChoice.at, SceneChoice.step)
)
_BEGUN = (
    select(ModuleRun, SceneChoice.scenario, SceneChoice.scene, SceneChoice.choice)
    .outerjoin(SceneChoice, SceneChoice.run_id == ModuleRun.id)
    .where(
        ModuleRun.person_id == bindparam("person"),
        ModuleRun.assignment_id.in_(bindparam("assignments", expanding=True)),
        ~exists().where(Completion.assignment_id == ModuleRun.assignment_id),
    )
    .order_by(SceneChoice.at, SceneChoice.step)
)


def module_assignments(session: Session, person_id: str, module: str) -> list[Owed]:
    """This person's assignments of this module, oldest period first."""
    rows = session.execute(_ASSIGNED, {"person": person_id, "module": module})
    return [
        Owed(assignment, completion, change == "withdrawn", *dates)
        for assignment, completion, change, *dates in rows
    ]


def run_of(session: Session, person_id: str, assignment_id: str) -> ModuleRun | None:
    return session.scalar(_RUN, {"person": person_id, "assignment": assignment_id})


def choices_of(session: Session, run_id: str) -> tuple[Made, ...]:
    return tuple(Made(*row) for row in session.execute(_CHOICES, {"run": run_id}))


@dataclass(frozen=True)
class Begun:
    """A way begun for an assignment, with the choices made on it in their order."""

    run: ModuleRun
    made: tuple[Made, ...]


def begun(session: Session, person_id: str, assignment_ids: Sequence[str]) -> dict[str, Begun]:
    """Those of these assignments that the person has begun and not completed, each with how far they have come."""
    runs: dict[str, ModuleRun] = {}
    made: dict[str, list[Made]] = {}
    for run, *choice in session.execute(_BEGUN, {"person": person_id, "assignments": assignment_ids}):
        runs[run.assignment_id] = run
        made.setdefault(run.assignment_id, []).extend([Made(*choice)] if choice[0] is not None else [])
    return {assignment: Begun(run, tuple(made[assignment])) for assignment, run in runs.items()}


@dataclass(frozen=True)
class Tried:
    """An attempt with its result (None while it is open) and whether its missed clauses were read again."""

    attempt: Attempt
    result: AttemptResult | None
    is_reread: bool


_TRIED = (
    select(Attempt, AttemptResult, Reread.at)
    .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
    .outerjoin(Reread, Reread.attempt_id == Attempt.id)
)
_TRIED_FOR = _TRIED.where(Attempt.assignment_id == bindparam("assignment")).order_by(Attempt.number)
_TRIED_ONCE = _TRIED.where(Attempt.id == bindparam("attempt"))


def attempts_of(session: Session, assignment_id: str) -> list[Tried]:
    """Every attempt of this assignment, first to last."""
    rows = session.execute(_TRIED_FOR, {"assignment": assignment_id})
    return [Tried(attempt, result, at is not None) for attempt, result, at in rows]


def attempt_of(session: Session, attempt_id: str) -> Tried | None:
    row = session.execute(_TRIED_ONCE, {"attempt": attempt_id}).first()
    return Tried(row[0], row[1], row[2] is not None) if row else None


@dataclass(frozen=True)
class Saved:
    """The answer that counts for a question, when it was saved, and how many times it was."""

    answer: tuple[str, ...]
    saved_at: dt.datetime
    n: int


_ANSWERS = (
    select(AttemptAnswer.question, AttemptAnswer.answer, AttemptAnswer.saved_at, AttemptAnswer.n)
    .where(AttemptAnswer.attempt_id == bindparam("attempt"))
    .order_by(AttemptAnswer.n)
)


def answers_of(session: Session, attempt_id: str) -> dict[str, Saved]:
    """The latest answer to each question of an attempt."""
    rows = session.execute(_ANSWERS, {"attempt": attempt_id})
    return {question: Saved(tuple(answer), saved_at, n) for question, answer, saved_at, n in rows}


def questions_seen(session: Session, person_id: str, module: str) -> set[str]:
    """The ids of every question this person was ever asked at the end of this module."""
    forms: Sequence[dict[str, list[dict[str, str]]]] = session.scalars(
        select(Attempt.form).where(Attempt.person_id == person_id, Attempt.module == module)
    ).all()
    return {asked["question"] for form in forms for asked in form["asked"]}


def attempts_granted(session: Session, assignment_id: str) -> int:
    """How many further attempts the clerk has granted for this assignment."""
    query = select(func.count()).select_from(FurtherAttempt)
    return session.scalar(query.where(FurtherAttempt.assignment_id == assignment_id)) or 0


def people_done(session: Session, module: str) -> tuple[int, int]:
    """How many people have done this module, of how many it is asked of today; leavers are not among them."""
    row = session.execute(
        select(
            func.count(case((StandingDates.revoked_on.is_(None), StandingDates.done_on))), func.count()
        ).where(
            StandingDates.kind == "module",
            StandingDates.thing == module,
            StandingDates.is_withdrawn.is_(False),
        )
    ).one()
    return row[0], row[1]


def results_of(session: Session, person_id: str) -> list[tuple[Attempt, AttemptResult]]:
    """Every finished attempt of this person with its result, newest first."""
    rows = session.execute(
        select(Attempt, AttemptResult)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.person_id == person_id)
        .order_by(AttemptResult.seq.desc())
    )
    return [(attempt, result) for attempt, result in rows]
