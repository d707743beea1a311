"""A council's own document as text, read into an imported policy that loses no line."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from lms.domain.imported import (
    ImportedClause,
    ImportedHeading,
    ImportedPolicy,
    SourceLine,
    check_every_line_is_owned,
)
from lms.domain.policies import Modality
from lms.domain.refusal import Refused
from lms.library.paper.body import Body, Part
from lms.library.paper.cover import Cover, read_cover
from lms.library.paper.facts import Stated, next_review_in
from lms.library.paper.file import PolicyFile
from lms.library.paper.furniture import Aside, asides
from lms.library.paper.lines import (
    Line,
    read_mark,
    split_lines,
    wrap_width,
)
from lms.library.paper.modality import modality_of
from lms.library.paper.signature import Signature, read_signature

MOST_LINES = 20_000
MOST_IN_A_LINE = 20_000
NO_CLAUSES = (
    "No clauses were found in this file. Check that it holds the policy's text, with its headings, "
    "numbers and bullets on lines of their own."
)
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip


@dataclass
class Found:
    """What has been read so far, in the shapes that an imported policy keeps."""

    stated: Stated = field(default_factory=Stated)
    unowned: list[SourceLine] = field(default_factory=list)
    dropped: list[SourceLine] = field(default_factory=list)

    def put_aside(self, line: Line, aside: Aside) -> None:
        pile = self.dropped if aside.fate == "dropped" else self.unowned
        pile.append(SourceLine(number=line.number, text=line.text, reason=aside.reason))


def read_policy(file: PolicyFile, *, prefix: str, titles: Collection[str] = ()) -> ImportedPolicy:
    """Every clause of the document under ids that open with ``prefix``; Refused where it has none.

    ``titles`` are the headings that the policy is known to print. Each line that holds something is
    owned by exactly one clause, heading or fact, or is listed as dropped (with the reason) or as not
    understood.
    """
    lines = split_lines(file.text)
    check_is_of_a_size(lines)
    found = Found()
    kept_back = asides(lines)
    for line in lines:
        if aside := kept_back.get(line.number):
            found.put_aside(line, aside)
    kept = [line for line in lines if line.number not in kept_back]
    cover = read_cover(kept, found.stated)
    signature = read_signature(kept[cover.length :], found.stated)
    body = read_body(kept[cover.length : len(kept) - signature.length], titles=titles)
    policy = assemble(prefix, cover, signature, body, found, notes=file.notes)
    check_every_line_is_owned(policy, {line.number for line in lines})
    if not policy.clauses:
        raise Refused(NO_CLAUSES, kind="invalid")
    return policy


def check_is_of_a_size(lines: Sequence[Line]) -> None:
    if len(lines) > MOST_LINES:
        raise Refused(
            f"This file has {len(lines):,} lines. A policy has a few hundred, and up to {MOST_LINES:,} can be "
            "read: check that you chose the right file.",
            kind="invalid",
        )
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest and len(longest.text) > MOST_IN_A_LINE:
        raise Refused(
            f"Line {longest.number} of this file has {len(longest.text):,} characters, which is more than any "
            f"clause has; up to {MOST_IN_A_LINE:,} can be read. Put each clause on a line of its own.",
            kind="invalid",
        )


def read_body(lines: Sequence[Line], *, titles: Collection[str]) -> Body:
    marks = [read_mark(line) for line in lines]
    has_sections = any(mark.kind == "section" for mark in marks)
    body = Body(width=wrap_width(lines), has_sections=has_sections, titles=titles)
    for place, line in enumerate(lines):
        body.read(line, lines[place + 1] if place + 1 < len(lines) else None)
    return body


def assemble(
    prefix: str,
    cover: Cover,
    signature: Signature,
    body: Body,
    found: Found,
    *,
    notes: tuple[str, ...],
) -> ImportedPolicy:
    clauses = [clause.model_copy(update={"id": f"{prefix}-{clause.id}"}) for clause in cover.clauses]
    clauses += clauses_of(body.parts, prefix=prefix)
    if "review_due" not in found.stated.values:
        _read_next_review(found.stated, clauses)
    unowned = (*found.unowned, *cover.unowned, *signature.unowned, *_without_words(body.parts))
    remarks = (*found.stated.notes, *body.notes, *_gaps(body.numbers), *_run_together(body.parts))
    return ImportedPolicy(
        facts=found.stated.facts(),
        headings=tuple(
            ImportedHeading(
                title=each.title or each.number or "", number=each.number, lines=tuple(each.lines)
            )
            for each in body.headings
        ),
        clauses=tuple(clauses),
        fact_lines=(*cover.fact_lines, *signature.fact_lines),
        stated_on=tuple(found.stated.lines.items()),
        dropped=tuple(sorted(found.dropped, key=lambda line: line.number)),
        unowned=tuple(sorted(unowned, key=lambda line: line.number)),
        notes=(*notes, *remarks),
    )


def clauses_of(parts: Sequence[Part], *, prefix: str) -> list[ImportedClause]:
    """The parts that have words, with what each asks and the label a reader finds it by."""
    two_lists = {(part.heading, part.base) for part in parts if part.list_index > 1}
    return [
        _clause(prefix, part, modality, has_lists=(part.heading, part.base) in two_lists)
        for part, modality in zip(parts, modalities_of(parts), strict=True)
        if part.text
    ]


def _without_words(parts: Sequence[Part]) -> Iterator[SourceLine]:
    for part in parts:
        if not part.text:
            for number in part.lines:
                reason = "a number or bullet with nothing after it"
                yield SourceLine(number=number, text=part.printed, reason=reason)


def modalities_of(parts: Sequence[Part]) -> list[Modality]:
    """What each clause asks, in order: a bullet ends the sentence of the clause that leads into it."""
    known: dict[str, Modality] = {}
    for part in parts:
        lead = part.parent
        known[part.place] = modality_of(
            part.text,
            lead_in=lead.text if lead else "",
            leads=known[lead.place] if lead else "info",
        )
    return [known[part.place] for part in parts]


def _clause(prefix: str, part: Part, modality: Modality, *, has_lists: bool) -> ImportedClause:
    return ImportedClause(
        id=f"{prefix}-{part.place}",
        label=_label(part, has_lists=has_lists),
        kind=part.kind,
        heading=part.heading,
        parent=f"{prefix}-{part.parent.place}" if part.parent and part.parent.text else None,
        text=part.text,
        modality=modality,
        lines=tuple(part.lines),
    )


def _label(part: Part, *, has_lists: bool) -> str:
    """What a reader finds on paper: "Clause 7.4, second bullet", "Business use, paragraph 3"."""
    if part.kind == "number":
        return part.base
    if part.kind == "paragraph":
        return f"{part.base}, paragraph {part.path[0]}"
    which = f", {_ordinal(part.list_index)} list" if has_lists else ""
    first, *within = part.path
    numbered = part.base.startswith(("Clause ", "Appendix "))
    label = f"{part.base}{which}, " + (f"{_ordinal(first)} bullet" if numbered else f"bullet {first}")
    nested = "example" if part.is_example else "bullet within it"
    return ", ".join([label, *(f"{_ordinal(count)} {nested}" for count in within)])


def _ordinal(count: int) -> str:
    return ORDINALS[count - 1] if count <= len(ORDINALS) else f"number {count}"


def _read_next_review(stated: Stated, clauses: Sequence[ImportedClause]) -> None:
    """Take the review date that a sentence near the end gives: the last to say so stands."""
    for clause in reversed(clauses):
        for sentence in re.split(r"(?<=[.;])\s+", clause.text):
            if due := next_review_in(sentence):
                stated.at = clause.lines[0]
                stated.say("review_due", due)
                return


def _gaps(numbers: Sequence[str]) -> list[str]:
    """A note for each number that its neighbours show to be missing."""
    notes = []
    highest: dict[str, int] = {}
    for number in numbers:
        above, _, last = number.rpartition(".")
        count, before = int(last), highest.get(above, 0)
        if above and count > before + 1:
            missing = " and ".join({f"{above}.{before + 1}": None, f"{above}.{count - 1}": None})
            notes.append(f"There is no {missing} before {number}: check that no clause was left out.")
        highest[above] = max(before, count)
    return notes


def _run_together(parts: Sequence[Part]) -> list[str]:
    """A note where the next number stands in the middle of a clause: two clauses on one line."""
    notes = []
    for part in parts:
        above, _, last = part.place.rpartition(".")
        if part.kind == "number" and above and last.isdigit():
            following = f"{above}.{int(last) + 1}"
            if re.search(rf"[.;]\s+{re.escape(following)}\.?\s*[A-Z]", part.text):
                notes.append(
                    f"Line {part.lines[0]}: clause {following} seems to run on from clause {part.place}."
                )
    return notes
