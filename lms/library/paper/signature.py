"""The names that close a policy: who signed it, as what and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.domain.imported import FactLine, SourceLine
from lms.library.paper.cover import labelled
from lms.library.paper.dates import full_date_match
from lms.library.paper.facts import SMALL_WORDS, Stated, fact_of, read_field
from lms.library.paper.lines import Line, read_mark
from lms.library.paper.modality import lays_down

WORDS_IN_A_SIGNATURE = 8
WORDS_IN_A_NAME = 5
LINES_IN_A_SIGNATURE = 8
_role = re.compile(
    r"^(?:the\s+)?(?:(?:deputy|acting|interim|parish|town|city|responsible|financial)\s+)*"
    r"(?:clerk|mayor|chair(?:man|woman|person)?|proper officer|leader)\b(?:\s+(?:of|to|and|&)\b(?P<whose>.*))?$",
    re.IGNORECASE,
)
_whose = {"council", "town", "parish", "city", "committee"}
_signed = re.compile(
    r"^(?:signed(?:\s+by)?|signature|name|position|dated?)\s*(?:[:._…–—-]|$)|^(?:signed(?:\s+by)?|dated)\s",
    re.IGNORECASE,
)
_blank = re.compile(r"^[\s:._…–—-]*$")
NO_NAME = "it stands among the names that close the document, and is neither a name, a post nor a date"


@dataclass
class Signature:
    """The last ``length`` lines of the policy: those that sign it as facts, others for the clerk to look at."""

    length: int = 0
    fact_lines: list[FactLine] = field(default_factory=list)
    unowned: list[SourceLine] = field(default_factory=list)


def read_signature(lines: Sequence[Line], stated: Stated) -> Signature:
    """The closing block where it is a signature: short lines, one of which is a post or says "Signed"."""
    block = _closing_block(lines)
    if not any(_signs(line) and (_says_who(line) or _is_labelled(line)) for line in block):
        return Signature()
    signature = Signature(length=len(block))
    named = _named(block)
    names: list[str] = []
    for line in block:
        if _signs(line) or line.number in named:
            names += _read(line, stated)
            signature.fact_lines.append(FactLine(number=line.number, text=line.text, states=_states(line)))
        else:
            signature.unowned.append(SourceLine(number=line.number, text=line.text, reason=NO_NAME))
    if names:
        stated.at = next(each.number for each in signature.fact_lines if "signatory" in each.states)
        stated.say("signatory", ", ".join(names))
    return signature


def _named(block: Sequence[Line]) -> set[int]:
    """The numbers of the lines that are names: one for each post, above or below it, and one for "Signed"."""
    named: set[int] = set()
    for place, line in enumerate(block):
        if _signs(line) and _says_who(line) and not _is_labelled(line):
            beside = [block[place - 1]] if place else []
            below = block[place + 1 : place + 2]
            order = (*below, *beside) if _signed.match(line.text) else (*beside, *below)
            name = next((each for each in order if _is_name(each) and each.number not in named), None)
            named |= {name.number} if name else set()
    return named


def _closing_block(lines: Sequence[Line]) -> Sequence[Line]:
    start = len(lines)
    while start and len(lines) - start < LINES_IN_A_SIGNATURE and _may_close(lines[start - 1]):
        start -= 1
    # A block begins after a blank line or a full stop; what is joined to the clause above belongs to it.
    while 0 < start < len(lines) and not (lines[start].after_blank or lines[start - 1].text.endswith(".")):
        start += 1
    return lines[start:] if start else ()


def _may_close(line: Line) -> bool:
    if _is_labelled(line):
        return True
    return (
        read_mark(line).kind == "plain" and line.words <= WORDS_IN_A_SIGNATURE and line.text[-1] not in ";:?."
    ) or _signed.match(line.text) is not None


def _is_labelled(line: Line) -> bool:
    """Whether each label on the line is that of a fact, as in "Review date: May 2028"."""
    fields = labelled(line)
    return bool(fields) and all(fact_of(label) for label, _ in fields) and not lays_down(line.text)


def _is_row(line: Line) -> bool:
    return not _signed.match(line.text) and ("\t" in line.raw.strip() or "|" in line.raw)


def _signs(line: Line) -> bool:
    """Whether a line says by itself that it belongs to a signature."""
    if _is_labelled(line):
        return True
    is_plain = not _is_row(line) and not lays_down(line.text)
    return is_plain and (_says_who(line) or _is_date(line.text))


def _says_who(line: Line) -> bool:
    """Whether a line is a post ("Town Clerk", "A. Name, Town Clerk") or a place to sign."""
    if found := _signed.match(line.text):
        rest = line.text[found.end() :].strip()
        return _blank.match(rest) is not None or _is_date(rest) or _is_named(rest) or _is_post(rest)
    name, _, post = line.text.rpartition(",")
    return _is_post(post) and (not name or _is_named(name))


def _is_post(text: str) -> bool:
    found = _role.match(text.strip())
    if found is None:
        return False
    whose = (found["whose"] or "").replace(",", " ").split()
    return all(word[0].isupper() or word.lower() in SMALL_WORDS | _whose for word in whose)


def _is_date(text: str) -> bool:
    found = full_date_match(text)
    return found is not None and len((text[: found.start()] + text[found.end() :]).split()) <= 1


def _is_named(text: str) -> bool:
    words = text.strip(" :._…–—-").split()
    return 0 < len(words) <= WORDS_IN_A_NAME and all(
        word[0].isupper() or word.lower() in {"de", "van", "von", "of", "the"} for word in words
    )


def _is_name(line: Line) -> bool:
    return _is_named(line.text) and not (_is_row(line) or lays_down(line.text) or _signs(line))


def _read(line: Line, stated: Stated) -> list[str]:
    """Take the facts that a line states by its labels; the names and posts on it otherwise."""
    if fields := _is_labelled(line) and labelled(line):
        stated.at = line.number
        for label, value in fields:
            read_field(stated, label, value)
        return []
    said = _signed.sub("", line.text).strip(" :._…–—-")
    return [said] if said and not _is_date(said) else []


def _states(line: Line) -> tuple[str, ...]:
    facts = [fact for label, _ in labelled(line) if (fact := fact_of(label))]
    return tuple(facts) or ("signatory",)
