"""What a person did in a module: their path through it, their attempts, and what came of them."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.storage.rows.base import Base, Evidence


class ContentSnapshot(Base):
    """The stored bytes of what was shown (module, bank, policy document), named by their SHA-256."""

    __tablename__ = "content_snapshot"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    schema: Mapped[int]
    text: Mapped[str]
    recorded_at: Mapped[dt.datetime]


class ModuleRun(Base):
    """One person's way through one module for one assignment, on the content it started with."""

    __tablename__ = "module_run"
    __table_args__ = (UniqueConstraint("person_id", "assignment_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    module: Mapped[str] = mapped_column(String(60))
    module_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    quiz_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    started_at: Mapped[dt.datetime]


class SceneChoice(Base):
    """The choice made at the ``step``-th decision (from 1) of a scenario. Private to the person."""

    __tablename__ = "scene_choice"
    __table_args__ = (
        UniqueConstraint("run_id", "scenario", "step"),
        UniqueConstraint("run_id", "scenario", "scene"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("module_run.id"))
    scenario: Mapped[str] = mapped_column(String(60))
    scene: Mapped[str] = mapped_column(String(60))
    choice: Mapped[str] = mapped_column(String(60))
    step: Mapped[int]
    at: Mapped[dt.datetime]


class Attempt(Evidence, Base):
    """One go at a quiz: the drawn form and the content it was drawn from.

    ``form`` is `lms.domain.drawing.Form` as data. ``repeats`` names the attempt whose missed
    critical questions alone are asked again. ``number`` counts from 1 within the assignment.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "assignment_id", "number"),
        Index("ix_attempt_person_module", "person_id", "module"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    module: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    form: Mapped[dict[str, Any]]
    repeats: Mapped[str | None] = mapped_column(ForeignKey("attempt.id"))
    module_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    quiz_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    method: Mapped[str] = mapped_column(String(40))


class AttemptAnswer(Base):
    """An answer as it was saved; the highest ``n`` of a question is the one that counts."""

    __tablename__ = "attempt_answer"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(60), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[list[str]]
    saved_at: Mapped[dt.datetime]


class AnswerSalt(Base):
    """What lets an attempt's answers be deleted by retention while its result still verifies."""

    __tablename__ = "answer_salt"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    salt: Mapped[bytes]


class AttemptResult(Evidence, Base):
    """The mark of a finished attempt: questions right, of how many, and the critical ones missed.

    ``answers_commitment`` is HMAC-SHA-256 of the answers under `AnswerSalt`.
    """

    __tablename__ = "attempt_result"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    right: Mapped[int]
    of: Mapped[int]
    pass_percent: Mapped[int]
    critical_missed: Mapped[list[str]]
    is_passed: Mapped[bool]
    answers_commitment: Mapped[str] = mapped_column(String(64))


class Reread(Base):
    """The person says they have read the clauses missed in this attempt."""

    __tablename__ = "reread"

    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    at: Mapped[dt.datetime]


class FurtherAttempt(Evidence, Base):
    """The clerk talked to the person and grants one more attempt."""

    __tablename__ = "further_attempt"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    reason: Mapped[str]
    by_id: Mapped[str] = mapped_column(String(64))


class Completion(Evidence, Base):
    """A module was completed. One per assignment; ``valid_until`` None does not run out."""

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("person_id", "assignment_id"),
        Index("ix_completion_person_module", "person_id", "module"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id"))
    module: Mapped[str] = mapped_column(String(60))
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempt.id"), unique=True)
    method: Mapped[str] = mapped_column(String(40))
    completed_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    policy_version_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))


class Certificate(Evidence, Base):
    """The proof handed to the person. ``id`` is its number; ``words`` are frozen at issue."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_person", "person_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    completion_id: Mapped[str] = mapped_column(ForeignKey("completion.id"), unique=True)
    words: Mapped[dict[str, Any]]


class CertificateEnding(Evidence, Base):
    """A certificate was withdrawn or superseded, by whom and why."""

    __tablename__ = "certificate_ending"

    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ending: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    by_id: Mapped[str] = mapped_column(String(64))
