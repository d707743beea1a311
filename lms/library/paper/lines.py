"""A policy's text as numbered lines, each with the mark that it opens with and the space around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lms.library.paper.dates import full_date_match

MarkKind = Literal["section", "number", "item", "plain"]
WORDS_IN_A_HEADING = 12
# A line that ends with one of these is not the end of its sentence.
CONNECTIVES = re.compile(
    r"\b(?:a|an|and|as|at|be|been|but|by|for|from|has|have|in|into|is|its|may|must|no|not|of|on|or|our|shall|"
    r"should|than|that|the|their|this|to|under|was|were|which|who|will|with|your)$",
    re.IGNORECASE,
)

_spaces = re.compile(r"[^\S\n]+")
_unseen = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x1a]")
_bullet = re.compile(
    r"^(?:(?P<dash>[-–—−*·>])(?:\s+|$)|(?P<glyph>[•●▪■◦○‣➢➤✓\uf0b7\uf0a7\uf0d8])\s*|o\s{2,})"
)
_doubled = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=\1\.\d)")
_number = re.compile(
    r"^(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.:)]?\s+|[.:)]?$|\.?(?=[A-Z\"'“‘(\[]))(?P<rest>.*)$"
)
_single = re.compile(r"^(?P<n>\d{1,2})(?P<dot>[.)]?)(?:\s+|$|(?<=[.)])(?=[A-Z]))(?P<rest>.*)$")
_appendix = re.compile(
    r"^(?:appendix|annex|schedule)\s+(?P<n>[A-Z]|\d{1,2})\b[\s:.–—-]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_lettered = re.compile(
    r"^(?:\((?P<in>[a-z]|[ivx]{1,5}|[A-Z])\)|(?P<out>[a-z]|[ivx]{1,5}|[A-Z])[.)])\s+(?P<rest>\S.*)$"
)
_modal = re.compile(r"\b(?:must|shall|should|may|will|can|cannot|is|are|was|has|have)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line as printed. ``text`` has single spaces; ``raw`` keeps tabs, which part a label from its value."""

    number: int
    raw: str
    text: str
    indent: int
    after_blank: bool
    before_blank: bool

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Mark:
    """What a line opens with. ``value`` is the number or the kind of bullet; ``rest`` is the wording."""

    kind: MarkKind
    value: str
    rest: str


def split_lines(text: str) -> list[Line]:
    """The lines that hold something, numbered from 1 as an editor numbers them."""
    raws = [_unseen.sub("", raw).replace("\xa0", " ") for raw in re.split(r"\r\n|\r|\n", text)]
    texts = [_spaces.sub(" ", raw).strip() for raw in raws]
    lines = []
    for index, (raw, plain) in enumerate(zip(raws, texts, strict=True)):
        if plain:
            lines.append(
                Line(
                    number=index + 1,
                    raw=raw.strip("\f\v\r\n "),
                    text=plain,
                    indent=len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip()),
                    after_blank=index == 0 or not texts[index - 1] or "\f" in raw,
                    before_blank=index + 1 == len(texts) or not texts[index + 1] or "\f" in raw,
                )
            )
    return lines


def read_mark(line: Line, *, section: str = "") -> Mark:
    """The mark that ``line`` opens with, where ``section`` is the number of the section being read."""
    text = line.text
    if bullet := _bullet.match(line.raw.lstrip()):
        inner = _spaces.sub(" ", line.raw.lstrip()[bullet.end() :]).strip()
        # Some copies put a bullet before a printed number.
        numbered = _read_number(inner, section)
        return numbered or Mark("item", _bullet_kind(bullet), inner)
    if (found := _appendix.match(text)) and (is_heading_like(text) or not found["rest"]):
        return Mark("section", f"App{found['n'].upper()}", found["rest"] or text)
    if numbered := _read_number(text, section):
        return numbered
    if (found := _single.match(text)) and _is_single_number(found, text):
        return Mark("section", found["n"], found["rest"])
    if found := _lettered.match(text):
        return Mark("item", f"letter {found['in'] or found['out']}", found["rest"])
    return Mark("plain", "", text)


def _read_number(text: str, section: str) -> Mark | None:
    inner = _doubled.sub("", text)
    found = _number.match(inner)
    if not found:
        return None
    date = full_date_match(inner)
    if date and date.start() == 0:
        return None
    # "2.5 per cent" in a broken sentence is a quantity, unless we are in section 2.
    if found["rest"][:1].islower() and found["n"].split(".")[0] != section:
        return None
    return Mark("number", found["n"], found["rest"])


def _is_single_number(found: re.Match[str], text: str) -> bool:
    date = full_date_match(text)
    if date and date.start() == 0:
        return False
    if found["dot"]:
        return True
    return found["rest"][:1].isupper() and is_heading_like(found["rest"])


def _bullet_kind(found: re.Match[str]) -> str:
    if found["dash"]:
        return "-" if found["dash"] in "-–—−" else found["dash"]
    return found["glyph"] or "o"


def is_title_like(text: str) -> bool:
    """Short, opening with a capital and not ending as a sentence does; a question may be a title."""
    return (
        0 < len(text.split()) <= WORDS_IN_A_HEADING
        and (text[0].isupper() or text[0].isdigit())
        and text[-1] not in ".;:,!"
    )


def is_heading_like(text: str) -> bool:
    """Like a title, and saying nothing of anyone: what a heading without a number must be."""
    return is_title_like(text) and (text[-1] == "?" or not _modal.search(text))


def heading_key(title: str) -> str:
    """The words of a heading alone: what two printings of it share."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def opens_low(text: str) -> bool:
    """Whether the first letter is a small one, as in the middle of a sentence; a quotation mark is no letter."""
    return not text[:1].isdigit() and next((each for each in text if each.isalpha()), "A").islower()


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which every line was broken by hand, or None where a line is a whole paragraph."""
    widest = max((len(line.text) for line in lines), default=0)
    if widest > 130:
        return None
    broken = sum(
        len(first.text) >= 0.7 * widest and not second.after_blank and second.text[0].islower()
        for first, second in pairwise(lines)
    )
    return widest if broken >= 3 else None
