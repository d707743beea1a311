"""Questions asked of the rows of a learner's way: assignments, runs, choices, attempts, answers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
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
)


@dataclass(frozen=True)
class Owed:
    """An assignment of a module with its completion, if any."""

    assignment: Assignment
    completion: Completion | None
    is_withdrawn: bool


def module_assignments(session: Session, person_id: str, module: str) -> list[Owed]:
    """This person's assignments of this module, oldest period first."""
    latest = (
        select(AssignmentChange.assignment_id, func.max(AssignmentChange.seq).label("seq"))
        .where(AssignmentChange.person_id == person_id, AssignmentChange.change != "moved")
        .group_by(AssignmentChange.assignment_id)
        .subquery()
    )
    rows = session.execute(
        select(Assignment, Completion, AssignmentChange.change)
        .outerjoin(Completion, Completion.assignment_id == Assignment.id)
        .outerjoin(latest, latest.c.assignment_id == Assignment.id)
        .outerjoin(AssignmentChange, AssignmentChange.seq == latest.c.seq)
        .where(
            Assignment.person_id == person_id,
            Assignment.kind == "module",
            Assignment.thing == module,
        )
        .order_by(Assignment.opens_on, Assignment.recorded_at)
    )
    return [Owed(assignment, completion, change == "withdrawn") for assignment, completion, change in rows]


def run_of(session: Session, person_id: str, assignment_id: str) -> ModuleRun | None:
    return session.scalar(
        select(ModuleRun).where(ModuleRun.person_id == person_id, ModuleRun.assignment_id == assignment_id)
    )


def choices_of(session: Session, run_id: str) -> tuple[Made, ...]:
    rows = session.execute(
        select(SceneChoice.scenario, SceneChoice.scene, SceneChoice.choice)
        .where(SceneChoice.run_id == run_id)
        .order_by(SceneChoice.at, SceneChoice.step)
    )
    return tuple(Made(*row) for row in rows)


@dataclass(frozen=True)
class Tried:
    """An attempt with its result (None while it is open) and whether its missed clauses were read again."""

    attempt: Attempt
    result: AttemptResult | None
    is_reread: bool


def attempts_of(session: Session, assignment_id: str) -> list[Tried]:
    """Every attempt of this assignment, first to last."""
    rows = session.execute(
        select(Attempt, AttemptResult, Reread.at)
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .outerjoin(Reread, Reread.attempt_id == Attempt.id)
        .where(Attempt.assignment_id == assignment_id)
        .order_by(Attempt.number)
    )
    return [Tried(attempt, result, at is not None) for attempt, result, at in rows]


def attempt_of(session: Session, attempt_id: str) -> Tried | None:
    row = session.execute(
        select(Attempt, AttemptResult, Reread.at)
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .outerjoin(Reread, Reread.attempt_id == Attempt.id)
        .where(Attempt.id == attempt_id)
    ).first()
    return Tried(row[0], row[1], row[2] is not None) if row else None


@dataclass(frozen=True)
class Saved:
    """The answer that counts for a question, when it was saved, and how many times it was."""

    answer: tuple[str, ...]
    saved_at: dt.datetime
    n: int


def answers_of(session: Session, attempt_id: str) -> dict[str, Saved]:
    """The latest answer to each question of an attempt."""
    rows = session.scalars(
        select(AttemptAnswer).where(AttemptAnswer.attempt_id == attempt_id).order_by(AttemptAnswer.n)
    )
    return {row.question: Saved(tuple(row.answer), row.saved_at, row.n) for row in rows}


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
    """How many people have completed this module, of how many who were ever asked to."""
    done = select(func.count(func.distinct(Completion.person_id))).where(Completion.module == module)
    asked = select(func.count(func.distinct(Assignment.person_id))).where(
        Assignment.kind == "module", Assignment.thing == module
    )
    return session.scalar(done) or 0, session.scalar(asked) or 0


def results_of(session: Session, person_id: str) -> list[tuple[Attempt, AttemptResult]]:
    """Every finished attempt of this person with its result, newest first."""
    rows = session.execute(
        select(Attempt, AttemptResult)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.person_id == person_id)
        .order_by(AttemptResult.seq.desc())
    )
    return [(attempt, result) for attempt, result in rows]
