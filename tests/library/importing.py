"""What the tests of the policy importer share: the invented documents and a judge of losslessness."""

from pathlib import Path

from lms.domain.imported import ImportedPolicy
from lms.library.policy_file import PolicyFile, open_policy
from lms.library.policy_lines import read_mark, split_lines
from lms.library.policy_text import read_policy

DOCUMENTS = Path(__file__).parent.parent / "fixtures" / "policies"


def imported(name: str, *, prefix: str = "XX") -> ImportedPolicy:
    """One of the invented documents, read."""
    return read_policy(open_policy(DOCUMENTS / f"{name}.txt"), prefix=prefix)


def read(text: str) -> ImportedPolicy:
    """A document typed into a test, read."""
    return read_policy(PolicyFile(text), prefix="XX")


def texts(policy: ImportedPolicy) -> dict[str, str]:
    """Each clause's words by its id, without the prefix."""
    return {clause.id.partition("-")[2]: clause.text for clause in policy.clauses}


def lost_lines(text: str, policy: ImportedPolicy) -> list[str]:
    """The lines of ``text`` that no part holds in the document's own words, or that two parts hold."""
    held: dict[int, list[str]] = {}
    for heading in policy.headings:
        for number in heading.lines:
            held.setdefault(number, []).append(f"{heading.number} {heading.title}")
    for clause in policy.clauses:
        for number in clause.lines:
            held.setdefault(number, []).append(clause.text)
    for fact in policy.fact_lines:
        held.setdefault(fact.number, []).append(fact.text)
    for aside in (*policy.dropped, *policy.unowned):
        held.setdefault(aside.number, []).append(aside.text)
    lost = []
    for line in split_lines(text):
        owners = held.get(line.number, [])
        words = {_plain(line.text), _plain(read_mark(line).rest)}
        if len(owners) != 1 or not any(each in _plain(owners[0]) for each in words):
            lost.append(f"{line.number}: {line.text}")
    return lost


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").casefold().split())
