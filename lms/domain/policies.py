"""A council's policy as a register: its facts, and each clause in plain English under an unchanging id."""

import datetime as dt
from typing import Literal

from lms.domain.base import ClauseId, Content, Many, Slug, Some, Text

Modality = Literal["must", "must_not", "should", "may", "info", "lead_in"]


class PartialDate(Content):
    """A date as the council printed it ("December 2026", "Spring 2027"); the days bound what it can mean."""

    printed: Text
    earliest: dt.date
    latest: dt.date


def review_in_words(due: PartialDate, *, today: dt.date) -> str:
    """When a policy is to be reviewed, in the council's own words for the date and in days from today."""
    if today > due.latest:
        return f"Review was due {due.printed}. It is overdue."
    days = (due.earliest - today).days
    if days <= 0:
        return f"Review is due {due.printed}, which has begun."
    return f"Review is due {due.printed}, which begins in {'1 day' if days == 1 else f'{days:,} days'}."


class Supersedes(Content):
    printed: Text
    version: Text | None = None
    adopted_on: dt.date | None = None


class Facts(Content):
    """What the document says of itself; None is "not stated" and is never guessed."""

    title: Text | None
    number: Text | None
    version: Text | None
    approver: Text | None
    approved_on: dt.date | None
    minute: Text | None
    supersedes: Supersedes | None
    review_due: PartialDate | None
    audience: Text | None
    signatory: Text | None


class Heading(Content):
    """A part of the policy: clauses name it by ``id``; ``short`` is how a label opens ("Business use").

    ``printed`` are the headings above it on paper, where they are other than its title; empty for none.
    """

    id: Slug
    title: Text
    short: Text
    printed: Many[Text] | None = None

    @property
    def on_paper(self) -> tuple[str, ...]:
        return (self.title,) if self.printed is None else self.printed


class Clause(Content):
    """The smallest part that can be cited.

    ``label`` is what a reader finds on paper ("Clause 5.3", "Business use, paragraph 3").
    ``printed`` is False for an atomic rule split out of a compound clause; its ``parent`` is then
    the printed clause. A nested bullet's ``parent`` is the clause that leads into it.
    ``binds`` holds the register's audience codes (EMP, CON, AGT, MEM, YC, OFF, BIZ, MAY, DEP, AO,
    TC, AEM, INV, CNL); ALL is everybody the policy covers.
    """

    id: ClauseId
    heading: Slug
    label: Text
    parent: ClauseId | None = None
    printed: bool = True
    binds: Many[str] = ()
    modality: Modality
    risk: Literal["high", "medium", "low"] | None = None
    trigger: Text | None = None
    exception: Text | None = None
    authority: Text | None = None
    plain: Text


class PolicyRegister(Content):
    """One adopted text of a policy as the product knows it before the council's own wording is accepted."""

    council: Slug
    slug: Slug
    title: Text
    prefix: Text
    addressing: Literal["numbered", "positional"]
    facts: Facts
    headings: Some[Heading]
    clauses: Some[Clause]

    def clause(self, clause_id: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    @property
    def printed_headings(self) -> tuple[str, ...]:
        """Every heading that the document prints, in its order."""
        return tuple(title for heading in self.headings for title in heading.on_paper)

    def heading(self, heading_id: str) -> Heading | None:
        return next((each for each in self.headings if each.id == heading_id), None)
