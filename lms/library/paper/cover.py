"""What stands before a policy's first clause, and the names that close it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.domain.imported import FactLine, ImportedClause, SourceLine
from lms.library.paper.dates import full_date
from lms.library.paper.facts import (
    Stated,
    fact_of,
    fields_of,
    read_cover_line,
    read_field,
)
from lms.library.paper.lines import WORDS_IN_A_HEADING, Line, read_mark

WORDS_IN_A_SIGNATURE = 8
LINES_IN_A_SIGNATURE = 8
_role = re.compile(
    r"^(?:the\s+)?(?:deputy\s+|acting\s+|interim\s+|parish\s+|town\s+|city\s+)*"
    r"(?:clerk|mayor|chair(?:man|woman|person)?|proper officer|leader)\b(?:\s+(?:of|to|and|&)\b.*)?$",
    re.IGNORECASE,
)
_signed = re.compile(r"^(?:signed(?: by)?|signature|name|position|dated?)\b", re.IGNORECASE)


@dataclass
class Cover:
    """The first ``length`` kept lines: labelled ones as clauses (their ids without prefix), others as facts."""

    length: int = 0
    clauses: list[ImportedClause] = field(default_factory=list)
    fact_lines: list[FactLine] = field(default_factory=list)
    unowned: list[SourceLine] = field(default_factory=list)


def read_cover(lines: Sequence[Line], stated: Stated) -> Cover:
    """Read the title, the labelled block and the approval, up to the first heading, clause or sentence."""
    cover = Cover(length=_cover_length(lines))
    place = 0
    while place < cover.length:
        rows = 1
        if _fields(lines[place]):
            while place + rows < cover.length and _carries_on(lines[place + rows]):
                rows += 1
            _add_field(cover, lines[place : place + rows], stated)
        else:
            _add_free_line(cover, lines[place], stated)
        place += rows
    return cover


def _cover_length(lines: Sequence[Line]) -> int:
    length = 0
    for place, line in enumerate(lines):
        is_cover = bool(_fields(line)) or _is_short(line)
        if read_mark(line).kind != "plain" or not is_cover:
            break
        length = place + 1
    return length - _is_first_heading(lines, length)


def _carries_on(line: Line) -> bool:
    """Whether a line below a labelled one is the rest of its value, and no label or fact of its own."""
    return not line.after_blank and not _fields(line) and not read_cover_line(Stated(), line.text)


def _is_first_heading(lines: Sequence[Line], length: int) -> bool:
    """Whether the last short line is the heading of the sentence after it, and no part of the cover."""
    if not length or length == len(lines) or _fields(lines[length - 1]):
        return False
    said = read_cover_line(Stated(), lines[length - 1].text)
    first_title = not any(read_cover_line(Stated(), line.text) for line in lines[: length - 1])
    return not said and (length > 1 or not first_title or lines[length - 1].words <= WORDS_IN_A_HEADING)


def _is_short(line: Line) -> bool:
    return line.words <= WORDS_IN_A_HEADING + 6 and line.text[-1] not in ".;:,?!"


def _fields(line: Line) -> list[tuple[str, str]]:
    """The labelled values of a line; a label that is not known needs a tab, as a copied table has."""
    if read_mark(line).kind != "plain":
        return []
    fields = fields_of(line.raw)
    known = [label for label, _ in fields if fact_of(label)]
    is_row = "\t" in line.raw.strip() or "|" in line.raw
    return fields if known or (fields and is_row) else []


def _add_field(cover: Cover, lines: Sequence[Line], stated: Stated) -> None:
    """A labelled line with the lines that its value runs on over, as one clause."""
    fields = _fields(lines[0])
    rest = [line.text for line in lines[1:]]
    fields[-1] = (fields[-1][0], " ".join([fields[-1][1], *rest]).strip())
    for label, value in fields:
        read_field(stated, label, value)
    count = len(cover.clauses) + 1
    cover.clauses.append(
        ImportedClause(
            id=f"0-m{count}",
            label=f"Opening details, line {count}",
            kind="front matter",
            heading=None,
            parent=None,
            text=" ".join(" ".join([lines[0].text.replace("|", " "), *rest]).split()),
            modality="info",
            lines=tuple(line.number for line in lines),
        )
    )


def _add_free_line(cover: Cover, line: Line, stated: Stated) -> None:
    if says := read_cover_line(stated, line.text):
        cover.fact_lines.append(FactLine(number=line.number, text=line.text, states=says))
    else:
        reason = "it stands before the first clause and is none of the facts that we know"
        cover.unowned.append(SourceLine(number=line.number, text=line.text, reason=reason))


def read_signature(lines: Sequence[Line], stated: Stated) -> list[FactLine]:
    """The closing block where it is a signature: short lines, one of which is a role or says "Signed"."""
    start = len(lines)
    while start and len(lines) - start < LINES_IN_A_SIGNATURE and _may_sign(lines[start - 1]):
        start -= 1
    # A block begins after a blank line or a full stop; what is joined to the clause above belongs to it.
    while 0 < start < len(lines) and not (lines[start].after_blank or lines[start - 1].text.endswith(".")):
        start += 1
    block = list(lines[start:])
    if start == 0 or not any(
        _role.match(line.text) or _signed.match(line.text) or _fields(line) for line in block
    ):
        return []
    said = [_signed.sub("", line.text).strip(" :._…") for line in block if not _fields(line)]
    names = [name for name in said if name and not full_date(name)]
    for line in block:
        for label, value in _fields(line):
            read_field(stated, label, value)
    if names:
        stated.say("signatory", ", ".join(names))
    return [FactLine(number=line.number, text=line.text, states=_states(line)) for line in block]


def _states(line: Line) -> tuple[str, ...]:
    facts = [fact for label, _ in _fields(line) if (fact := fact_of(label))]
    return tuple(facts) or ("signatory",)


def _may_sign(line: Line) -> bool:
    if _fields(line):
        return True
    return (
        read_mark(line).kind == "plain" and line.words <= WORDS_IN_A_SIGNATURE and line.text[-1] not in ";:?."
    )
