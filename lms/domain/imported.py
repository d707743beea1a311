"""What a council's own document turns out to hold when it is read as a policy, line by line."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from lms.domain.base import Content, Text
from lms.domain.policies import Facts, Modality

LineNumbers = tuple[int, ...]


class SourceLine(Content):
    """A line of the document that no clause holds, with the reason in words for the clerk."""

    number: int
    text: Text
    reason: Text


class FactLine(Content):
    """A line outside the clauses that states facts of the policy, such as who approved it and when."""

    number: int
    text: Text
    states: tuple[str, ...]


class ImportedHeading(Content):
    """A printed heading; ``number`` is None where the paper prints none."""

    title: Text
    number: Text | None
    lines: LineNumbers


class ImportedClause(Content):
    """One printed clause in the council's own words, without its number or bullet.

    ``id`` is the register's prefix and the place on paper; ``kind`` is how the place was found.
    ``lines`` are the source lines it owns, counted from 1. ``modality`` is what its words say.
    """

    id: Text
    label: Text
    kind: Literal["front matter", "number", "paragraph", "bullet"]
    heading: Text | None
    parent: Text | None
    text: Text
    modality: Modality
    lines: LineNumbers


class ImportedPolicy(Content):
    """A whole document: every line that is not blank belongs to exactly one of its parts.

    ``stated_on`` is the line on which each fact was first stated.
    """

    facts: Facts
    headings: tuple[ImportedHeading, ...]
    clauses: tuple[ImportedClause, ...]
    fact_lines: tuple[FactLine, ...]
    dropped: tuple[SourceLine, ...]
    unowned: tuple[SourceLine, ...]
    notes: tuple[Text, ...]
    stated_on: tuple[tuple[Text, int], ...] = ()

    def clause(self, clause_id: str) -> ImportedClause | None:
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def owned_lines(self) -> Iterator[int]:
        """Every line number that some part holds, as often as parts hold it."""
        for heading in self.headings:
            yield from heading.lines
        for clause in self.clauses:
            yield from clause.lines
        yield from (line.number for line in self.fact_lines)
        yield from (line.number for line in (*self.dropped, *self.unowned))


def check_every_line_is_owned(policy: ImportedPolicy, printed: set[int]) -> None:
    """Raise ValueError unless each printed line number is owned once, and nothing else is."""
    owners = Counter(policy.owned_lines())
    lost = sorted(printed - owners.keys())
    doubled = sorted(number for number, times in owners.items() if times > 1)
    invented = sorted(owners.keys() - printed)
    if lost or doubled or invented:
        raise ValueError(f"lines lost {lost}, owned twice {doubled}, not in the document {invented}")
