"""A policy as its page displays it: the council's own words where they were accepted, plain English beside them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lms.domain.base import ClauseId, Content, Many, Some, Text
from lms.domain.days import short_day
from lms.domain.policies import Clause, Facts, PolicyRegister, Supersedes
from lms.domain.timing import WORDS_A_MINUTE

NOT_STATED = "not stated"


class Point(Content):
    """One rule out of a compound clause, in plain English."""

    id: ClauseId
    label: Text
    plain: Text


class Shown(Content):
    """A printed clause: ``quote`` is the council's own wording, None in the plain-English edition."""

    id: ClauseId
    label: Text
    quote: Text | None
    plain: Text
    points: Many[Point] = ()


class Part(Content):
    title: Text
    clauses: Some[Shown]

    @property
    def is_opening(self) -> bool:
        """Whether these are the lines above the first heading (section 0), which the facts say too."""
        return all(clause.id.split("-")[1:2] == ["0"] for clause in self.clauses)


Fact = Annotated[tuple[Text, Text], Field(strict=False)]


class Document(Content):
    """Everything a policy's page displays; its digest is what an acknowledgement names."""

    council: Text
    policy: Text
    edition: Literal["plain", "council"]
    title: Text
    name: Text
    adopted: Text | None
    facts: Some[Fact]
    parts: Some[Part]

    @property
    def is_plain_edition(self) -> bool:
        return self.edition == "plain"

    @cached_property
    def minutes(self) -> int:
        """How long it takes to read, in whole minutes; counted once, since home asks it each time."""
        return max(
            1, -(-sum(_words(clause) for part in self.parts for clause in part.clauses) // WORDS_A_MINUTE)
        )

    def clause(self, clause_id: str) -> Shown | None:
        return next((each for part in self.parts for each in part.clauses if each.id == clause_id), None)

    def shows(self, clause_id: str) -> tuple[Shown, Point | None] | None:
        """The printed clause that holds this id, with the point where it is one rule of a compound."""
        for part in self.parts:
            for clause in part.clauses:
                if clause.id == clause_id:
                    return clause, None
                point = next((each for each in clause.points if each.id == clause_id), None)
                if point is not None:
                    return clause, point
        return None


def _words(clause: Shown) -> int:
    texts = [clause.quote or "", clause.plain, *(point.plain for point in clause.points)]
    return sum(len(text.split()) for text in texts)


def document(
    register: PolicyRegister, *, council: str, facts: Facts, quotes: Mapping[str, str] | None
) -> Document:
    """The document of a register. ``quotes`` are the accepted words by clause id; None is the plain-English edition."""
    edition: Literal["plain", "council"] = "plain" if quotes is None else "council"
    adopted = short_day(facts.approved_on) if facts.approved_on else None
    title = facts.title or register.title
    return Document(
        council=council,
        policy=register.slug,
        edition=edition,
        title=title,
        name=_name(title, facts.number, adopted, edition),
        adopted=adopted,
        facts=_facts(facts, adopted, edition),
        parts=tuple(_parts(register, quotes or {})),
    )


def _name(title: str, printed_number: str | None, adopted: str | None, edition: str) -> str:
    """``Social Media Policy, SM / 23 / v.2, approved on 11 December 2023 (plain-English edition)``."""
    number = f", {printed_number}" if printed_number else ""
    approved = f", approved on {adopted}" if adopted else ""
    plain = " (plain-English edition)" if edition == "plain" else ""
    return f"{title}{number}{approved}{plain}"


def _facts(facts: Facts, adopted: str | None, edition: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Number", facts.number or NOT_STATED),
        ("Approved by", facts.approver or NOT_STATED),
        ("Approved on", adopted or NOT_STATED),
        ("Minute", facts.minute or NOT_STATED),
        ("Replaces", _replaced(facts.supersedes)),
        ("Review due", facts.review_due.printed if facts.review_due else NOT_STATED),
        ("Edition", "Plain-English edition" if edition == "plain" else "The Council’s own wording"),
    )


def _replaced(before: Supersedes | None) -> str:
    """The version before, by its number and day where the document gives both, else as it is printed."""
    if before is None:
        return NOT_STATED
    if before.version and before.adopted_on:
        return f"{before.version}, adopted on {short_day(before.adopted_on)}"
    return before.printed


def _parts(register: PolicyRegister, quotes: Mapping[str, str]) -> list[Part]:
    printed = [clause for clause in register.clauses if clause.printed]
    parts = []
    for heading in register.headings:
        clauses = tuple(
            _shown(register, clause, quotes) for clause in printed if clause.heading == heading.id
        )
        if clauses:
            parts.append(Part(title=heading.title, clauses=clauses))
    return parts


def _shown(register: PolicyRegister, clause: Clause, quotes: Mapping[str, str]) -> Shown:
    rules = (each for each in register.clauses if each.parent == clause.id and not each.printed)
    points = tuple(Point(id=rule.id, label=rule.label, plain=rule.plain) for rule in rules)
    return Shown(
        id=clause.id, label=clause.label, quote=quotes.get(clause.id), plain=clause.plain, points=points
    )
