"""A bank of questions and the blueprint by which a quiz is drawn from it."""

from typing import Annotated, Literal

from pydantic import Field

from lms.domain.base import ClauseId, Content, Slug, Some, Text
from lms.domain.exhibits import Exhibit


class Option(Content):
    id: Slug
    text: Text
    right: bool
    why: Text
    clauses: Some[ClauseId]


class Step(Content):
    """One step of an ordered answer; the file lists the steps in their right order."""

    id: Slug
    text: Text
    why: Text
    clauses: Some[ClauseId]


class Pair(Content):
    """Something and what belongs to it; several may share the same ``match``."""

    id: Slug
    text: Text
    match: Text
    why: Text
    clauses: Some[ClauseId]


class _Asked(Content):
    id: Slug
    cell: Slug
    clauses: Some[ClauseId]
    stem: Text
    exhibit: Exhibit | None = None


class OneAnswer(_Asked):
    kind: Literal["one"]
    options: Annotated[tuple[Option, ...], Field(strict=False, min_length=3, max_length=4)]


class SeveralAnswers(_Asked):
    kind: Literal["several"]
    options: Annotated[tuple[Option, ...], Field(strict=False, min_length=4, max_length=6)]


class TrueFalse(_Asked):
    """The stem is a statement; the options are the words True and False."""

    kind: Literal["true_false"]
    options: Annotated[tuple[Option, ...], Field(strict=False, min_length=2, max_length=2)]


class PutInOrder(_Asked):
    """``look_again`` is said after an attempt that did not pass; it gives nothing away."""

    kind: Literal["order"]
    steps: Annotated[tuple[Step, ...], Field(strict=False, min_length=3, max_length=5)]
    look_again: Text


class MatchPairs(_Asked):
    kind: Literal["match"]
    pairs: Annotated[tuple[Pair, ...], Field(strict=False, min_length=3, max_length=5)]
    look_again: Text


Question = Annotated[
    OneAnswer | SeveralAnswers | TrueFalse | PutInOrder | MatchPairs, Field(discriminator="kind")
]


class Cell(Content):
    """A clause group at one level of risk: ``draw`` questions of it are in every form.

    Questions of a critical cell must each be answered rightly for a pass.
    """

    id: Slug
    title: Text
    risk: Literal["high", "medium", "low"]
    draw: Annotated[int, Field(ge=1)]
    critical: bool = False


class Bank(Content):
    """Everything that may be asked at the end of one module. ``pass_percent`` is a percentage of questions."""

    council: Slug
    slug: Slug
    title: Text
    pass_percent: Annotated[int, Field(ge=50, le=100)]
    blueprint: Some[Cell]
    questions: Some[Question]

    def cell(self, cell_id: str) -> Cell | None:
        return next((cell for cell in self.blueprint if cell.id == cell_id), None)

    def question(self, question_id: str) -> Question | None:
        return next((each for each in self.questions if each.id == question_id), None)

    @property
    def drawn(self) -> int:
        """How many questions a form has."""
        return sum(cell.draw for cell in self.blueprint)
