"""Which clause and heading of the register each printed one is, with the likeness of the words as a check."""

from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from lms.domain.imported import ImportedHeading, ImportedPolicy
from lms.domain.policies import PolicyRegister
from lms.library.paper.lines import heading_key

# Of 100. Ours are other words than the council's, so only a far likelier clause raises a doubt.
FAR_LIKELIER = 30.0


@dataclass(frozen=True)
class Doubt:
    """A clause whose words are much more like another of the register's than the one at its place."""

    clause_id: str
    likeness: int
    likelier_id: str
    likelier_likeness: int


@dataclass(frozen=True)
class Matching:
    """``matched`` ids are in both; ``missing`` only in the register; ``unknown`` only in the document.

    So too ``missing_headings``, by their titles, and ``unknown_headings``.
    """

    matched: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    missing_headings: tuple[str, ...] = ()
    unknown_headings: tuple[ImportedHeading, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Every printed clause and heading of each is one of the other."""
        return not (self.missing or self.unknown or self.missing_headings or self.unknown_headings)


def match_clauses(policy: ImportedPolicy, register: PolicyRegister) -> Matching:
    """Match by printed number or by position, as both spell it in the id, one to one."""
    printed = [clause.id for clause in register.clauses if clause.printed]
    imported = {clause.id for clause in policy.clauses}
    missing_headings, unknown_headings = _match_headings(policy, register)
    return Matching(
        matched=tuple(each for each in printed if each in imported),
        missing=tuple(each for each in printed if each not in imported),
        unknown=tuple(clause.id for clause in policy.clauses if clause.id not in set(printed)),
        doubts=doubts_of(policy, register),
        missing_headings=missing_headings,
        unknown_headings=unknown_headings,
    )


def _match_headings(
    policy: ImportedPolicy, register: PolicyRegister
) -> tuple[tuple[str, ...], tuple[ImportedHeading, ...]]:
    """The headings of one side only, by their words, each standing for one printing."""
    left = Counter(heading_key(title) for title in register.printed_headings)
    unknown = []
    for heading in policy.headings:
        key = heading_key(heading.title)
        if left[key]:
            left[key] -= 1
        else:
            unknown.append(heading)
    missing = [title for title in register.printed_headings if left[heading_key(title)]]
    return tuple(missing), tuple(unknown)


def with_register_labels(policy: ImportedPolicy, register: PolicyRegister) -> ImportedPolicy:
    """The same policy, with each matched clause labelled as the register says it stands on paper."""
    labels = {clause.id: clause.label for clause in register.clauses}
    clauses = tuple(
        clause.model_copy(update={"label": labels.get(clause.id, clause.label)}) for clause in policy.clauses
    )
    return policy.model_copy(update={"clauses": clauses})


def doubts_of(policy: ImportedPolicy, register: PolicyRegister) -> tuple[Doubt, ...]:
    ours = {clause.id: utils.default_process(clause.plain) for clause in register.clauses if clause.printed}
    doubts = []
    for clause in policy.clauses:
        if clause.id in ours:
            theirs = utils.default_process(clause.text)
            likeness = {each: fuzz.token_sort_ratio(theirs, plain) for each, plain in ours.items()}
            own, best = (
                likeness[clause.id],
                max(likeness, key=lambda each: likeness[each]),
            )
            if likeness[best] - own >= FAR_LIKELIER:
                doubts.append(Doubt(clause.id, round(own), best, round(likeness[best])))
    return tuple(doubts)
