"""What the tests of the policy importer share: the invented documents and a judge of losslessness."""

import re
from pathlib import Path

from lms.domain.imported import ImportedPolicy
from lms.library.paper.file import PolicyFile, open_policy
from lms.library.paper.lines import read_mark, split_lines
from lms.library.paper.modality import lays_down
from lms.library.paper.text import read_policy

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
    """The lines of ``text`` that no part holds in the document's own words, or that two parts hold.

    A rule is lost too where a heading, a fact or what was dropped holds it; a contents list says it again.
    """
    held = owners(policy)
    heard = {number for clause in policy.clauses for number in clause.lines}
    heard |= {line.number for line in policy.unowned}
    heard |= {line.number for line in policy.dropped if "contents" in line.reason}
    lost = []
    for line in split_lines(text):
        # In section 5 even "5.1 the clerk" is a number, small letter or not.
        number = re.search(r"\d+", line.text)
        marks = (read_mark(line), read_mark(line, section=number[0] if number else ""))
        words = {_plain(line.text), *(_plain(mark.rest) for mark in marks)}
        found = held.get(line.number, [])
        is_heard = line.number in heard or not lays_down(line.text)
        if len(found) != 1 or not is_heard or not any(each in _plain(found[0]) for each in words):
            lost.append(f"{line.number}: {line.text}")
    return lost


def owners(policy: ImportedPolicy) -> dict[int, list[str]]:
    """The words of each part that holds a line, by the line's number."""
    held: list[tuple[int, str]] = []
    for heading in policy.headings:
        held += [(number, f"{heading.number} {heading.title}") for number in heading.lines]
    for clause in policy.clauses:
        held += [(number, clause.text) for number in clause.lines]
    held += [(fact.number, fact.text) for fact in policy.fact_lines]
    held += [(aside.number, aside.text) for aside in (*policy.dropped, *policy.unowned)]
    found: dict[int, list[str]] = {}
    for number, words in held:
        found.setdefault(number, []).append(words)
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").casefold().split())
