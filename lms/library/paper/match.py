"""Which clause of the register each printed clause is, by its place, with the likeness of the words as a check."""

from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from lms.domain.imported import ImportedPolicy
from lms.domain.policies import PolicyRegister

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
    """``matched`` ids are in both; ``missing`` only in the register; ``unknown`` only in the document."""

    matched: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubts: tuple[Doubt, ...]

    @property
    def is_whole(self) -> bool:
        """Every printed clause of each is a clause of the other."""
        return not self.missing and not self.unknown


def match_clauses(policy: ImportedPolicy, register: PolicyRegister) -> Matching:
    """Match by printed number or by position, as both spell it in the id, one to one."""
    printed = [clause.id for clause in register.clauses if clause.printed]
    imported = {clause.id for clause in policy.clauses}
    return Matching(
        matched=tuple(each for each in printed if each in imported),
        missing=tuple(each for each in printed if each not in imported),
        unknown=tuple(clause.id for clause in policy.clauses if clause.id not in set(printed)),
        doubts=doubts_of(policy, register),
    )


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
