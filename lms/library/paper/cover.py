"""What stands before a policy's first clause: its title, its labelled details, who approved it and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.domain.imported import FactLine, ImportedClause, SourceLine
from lms.library.paper.facts import (
    Stated,
    fact_of,
    fields_of,
    read_cover_line,
    read_field,
)
from lms.library.paper.lines import CONNECTIVES, WORDS_IN_A_HEADING, Line, heading_key, opens_low, read_mark
from lms.library.paper.modality import lays_down

# A line as long as this may have been broken by hand.
WIDE = 60


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
    free = []
    while place < cover.length:
        rows = 1
        if labelled(lines[place]):
            while place + rows < cover.length and _carries_on(lines[place + rows], lines[place + rows - 1]):
                rows += 1
            _add_field(cover, lines[place : place + rows], stated)
        else:
            free.append(lines[place])
        place += rows
    # What stands beside a label is stated more plainly than what a line alone seems to say.
    for line in free:
        _add_free_line(cover, line, stated)
    return cover


def _cover_length(lines: Sequence[Line]) -> int:
    length = 0
    for place, line in enumerate(lines):
        is_cover = bool(labelled(line)) or _is_short(line)
        if read_mark(line).kind != "plain" or not is_cover:
            break
        length = place + 1
    # A rule after the last of the details opens the policy itself.
    while length and not labelled(lines[length - 1]) and lays_down(lines[length - 1].text):
        length -= 1
    return length - _is_first_heading(lines, length)


def _carries_on(line: Line, before: Line) -> bool:
    """Whether a line below a labelled one is the rest of its value, and no label, rule or fact of its own."""
    if line.after_blank or labelled(line) or lays_down(line.text):
        return False
    fields = labelled(before)
    is_broken = len(before.text) >= WIDE or before.text.endswith((",", "&", "-")) or opens_low(line.text)
    is_rest = is_broken or (fields and not fields[-1][1]) or CONNECTIVES.search(before.text)
    return bool(is_rest) and not read_cover_line(Stated(), line.text)


def _is_first_heading(lines: Sequence[Line], length: int) -> bool:
    """Whether the last short line is the heading of the sentence after it, and no part of the cover."""
    if not length or length == len(lines) or labelled(lines[length - 1]):
        return False
    said = read_cover_line(Stated(), lines[length - 1].text)
    first_title = not any(read_cover_line(Stated(), line.text) for line in lines[: length - 1])
    return not said and (length > 1 or not first_title or lines[length - 1].words <= WORDS_IN_A_HEADING)


def _is_short(line: Line) -> bool:
    return line.words <= WORDS_IN_A_HEADING + 6 and line.text[-1] not in ".;:,?!"


def labelled(line: Line) -> list[tuple[str, str]]:
    """The (label, value) pairs of a line; a label that is not known needs a tab, as a copied table has."""
    if read_mark(line).kind != "plain":
        return []
    fields = fields_of(line.raw)
    known = [label for label, _ in fields if fact_of(label)]
    is_row = "\t" in line.raw.strip() or "|" in line.raw
    return fields if known or (fields and is_row) else []


def _add_field(cover: Cover, lines: Sequence[Line], stated: Stated) -> None:
    """A labelled line with the lines that its value runs on over, as one clause."""
    fields = labelled(lines[0])
    rest = [line.text for line in lines[1:]]
    fields[-1] = (fields[-1][0], " ".join([fields[-1][1], *rest]).strip())
    stated.at = lines[0].number
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
    says = () if lays_down(line.text) else _facts_of(line, stated)
    if says:
        cover.fact_lines.append(FactLine(number=line.number, text=line.text, states=says))
    else:
        reason = "it stands before the first clause and is none of the facts that we know"
        cover.unowned.append(SourceLine(number=line.number, text=line.text, reason=reason))


def _facts_of(line: Line, stated: Stated) -> tuple[str, ...]:
    """The facts that a line states; none where another line stated one of them first, and otherwise."""
    alone = Stated()
    read_cover_line(alone, line.text)
    if not all(_agree(value, stated.values.get(fact, value)) for fact, value in alone.values.items()):
        return ()
    stated.at = line.number
    return read_cover_line(stated, line.text)


def _agree(one: object, other: object) -> bool:
    """Whether two statements of a fact are one: a title may be printed with more words, or with fewer."""
    if isinstance(one, str) and isinstance(other, str):
        return heading_key(one) in heading_key(other) or heading_key(other) in heading_key(one)
    return one == other
