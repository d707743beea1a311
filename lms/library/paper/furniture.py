"""The lines of a document that are not the policy: page numbers, running headers, contents lists, notes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lms.library.paper.lines import Line, read_mark
from lms.library.paper.modality import lays_down

_page_number = re.compile(
    r"^(?:page\s*)?\d{1,3}\s*(?:of|/)\s*\d{1,3}$|^page\s*\d{1,3}$|^[-–—]\s*\d{1,3}\s*[-–—]$",
    re.IGNORECASE,
)
_footer = re.compile(r"\bpage\s+(?P<page>\d{1,3})(?:\s*(?:of|/)\s*(?P<pages>\d{1,3})\b|$)", re.IGNORECASE)
_bare_number = re.compile(r"^\d{1,3}$")
_picture = re.compile(
    r"^(?:page\s*\d+\s*image\s*\d+|\[image\].*|image\d+(?:\.\w{3,4})?|!\[.*\]\(.*\))$", re.IGNORECASE
)
_rule = re.compile(r"^[-–—_=.*·\s]{3,}$")
_contents = re.compile(r"^(?:table of )?contents(?: page)?:?$", re.IGNORECASE)
_leader = re.compile(r"(?:[\s.…·_]{2,}|\t|\s)(?:page\s*)?\d{1,3}$", re.IGNORECASE)
_note = re.compile(r"^\[.*\]$|^(?:drafting|template) note\b.*$", re.IGNORECASE)
FOOTER_WORDS = 14
# How often words beside a page number must come again to be a footer: "page 2 of 3" says it more plainly.
FOOTERS = 3
FOOTERS_OF_ALL = 2
RUNNING_WORDS = 12
CONTENTS_WORDS = 14


@dataclass(frozen=True)
class Aside:
    """Why a line is not read as the policy: dropped for good, or left for the clerk to look at."""

    number: int
    fate: Literal["dropped", "unowned"]
    reason: str


def asides(lines: Sequence[Line]) -> dict[int, Aside]:
    """Every line to keep out of the clauses, by its number. A line is named once, for its first reason."""
    found: dict[int, Aside] = {}
    for aside in (*_page_marks(lines), *_left_for_the_clerk(lines)):
        found.setdefault(aside.number, aside)
    for aside in _running_headers(lines, set(found)):
        found.setdefault(aside.number, aside)
    for aside in _contents_list([line for line in lines if line.number not in found]):
        found.setdefault(aside.number, aside)
    return found


def _page_marks(lines: Sequence[Line]) -> Iterator[Aside]:
    footers = _footers(lines)
    for line in lines:
        if _is_page_number(line) or line.number in footers:
            yield Aside(line.number, "dropped", "page number")
        elif _picture.match(line.text):
            yield Aside(line.number, "dropped", "what is left of a picture")
        elif _rule.match(line.text):
            yield Aside(line.number, "dropped", "a ruled line")


def _is_page_number(line: Line) -> bool:
    if _bare_number.match(line.text):
        return line.after_blank and line.before_blank
    return _page_number.match(line.text) is not None


def _footers(lines: Sequence[Line]) -> set[int]:
    """Lines with a page number and other words, which come again with the next page's number each time."""
    pages: dict[str, list[tuple[int, Line]]] = {}
    for line in lines:
        found = _footer.search(line.text)
        if found and _may_run(line) and line.words <= FOOTER_WORDS:
            key = f"{_running_key(line)} {found['pages']}"
            pages.setdefault(key, []).append((int(found["page"]), line))
    return {
        line.number
        for key, run in pages.items()
        if len(run) >= (FOOTERS if key.endswith(" None") else FOOTERS_OF_ALL)
        and all(after == before + 1 for (before, _), (after, _) in pairwise(run))
        for _, line in run
    }


def _may_run(line: Line) -> bool:
    """Whether a line could be printed on every page: no number or bullet, no sentence and no rule."""
    return read_mark(line).kind == "plain" and line.text[-1] not in ".;:," and not lays_down(line.text)


def _left_for_the_clerk(lines: Sequence[Line]) -> Iterator[Aside]:
    for line in lines:
        if _note.match(line.text):
            yield Aside(line.number, "unowned", "a note to whoever prepares the policy")
        elif line.text.strip("| ").count("|") >= 2:
            yield Aside(line.number, "unowned", "a row of a table")


def _running_headers(lines: Sequence[Line], page_marks: set[int]) -> Iterator[Aside]:
    """Lines printed on every page: the same three times or more, and never a numbered or bulleted one."""
    plain = [line for line in lines if line.number not in page_marks and line.words <= RUNNING_WORDS]
    plain = [line for line in plain if _may_run(line)]
    times = Counter(_running_key(line) for line in plain)
    by_page = _beside(lines, page_marks)
    seen: set[str] = set()
    for line in plain:
        key = _running_key(line)
        is_named = re.search(r"\b(?:policy|council)\b", key) is not None
        if times[key] >= 3 and (is_named or line.number in by_page):
            # The title may also be the running header: on the first page it is the title.
            if key in seen or line.number in by_page:
                yield Aside(line.number, "dropped", "a header or footer printed on each page")
            seen.add(key)


def _running_key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _beside(lines: Sequence[Line], page_marks: set[int]) -> set[int]:
    pairs = [(first.number, second.number) for first, second in pairwise(lines)]
    after = {second for first, second in pairs if first in page_marks}
    return after | {first for first, second in pairs if second in page_marks}


def _contents_list(lines: Sequence[Line]) -> Iterator[Aside]:
    """The first run of three or more short lines that all come again, in the same words, as headings."""
    last = {_contents_key(line): place for place, line in enumerate(lines) if line.words <= CONTENTS_WORDS}
    titled = next((place for place, line in enumerate(lines) if _contents.match(line.text)), None)
    if titled is not None:
        yield Aside(lines[titled].number, "dropped", "the title of a contents list")
    start = 0 if titled is None else titled + 1
    while start < len(lines):
        run = _run(lines, last, start)
        if len(run) >= 3 or (titled is not None and start == titled + 1 and run):
            for place in run:
                again = lines[last[_contents_key(lines[place])]].number
                yield Aside(
                    lines[place].number,
                    "dropped",
                    f"a line of the contents list; see line {again}",
                )
            return
        if titled is not None:
            return
        start += max(1, len(run))


def _run(lines: Sequence[Line], last: dict[str, int], start: int) -> list[int]:
    """From ``start``, the places of lines whose later twin lies beyond the run, until one has none."""
    run: list[int] = []
    first_twin = len(lines)
    for place in range(start, len(lines)):
        if place >= first_twin:
            break
        twin = last.get(_contents_key(lines[place]), place)
        if twin == place or not _opens_like_a_heading(lines[place]):
            break
        first_twin = min(first_twin, twin)
        run.append(place)
    return run


def _opens_like_a_heading(line: Line) -> bool:
    is_rule = lays_down(line.text) and not _leader.search(line.text)
    return line.words <= CONTENTS_WORDS and line.text[-1] not in ".;,?!" and not is_rule


def _contents_key(line: Line) -> str:
    """The words of a heading without its number, bullet, dots and page."""
    words = _leader.sub("", line.text)
    mark = re.sub(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]+)?[.)]?\s+", "", words.lower())
    return re.sub(r"\W+", " ", mark).strip()
