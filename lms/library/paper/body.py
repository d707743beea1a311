"""The body of a policy, read line by line into headings and printed clauses with their places on paper."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from lms.library.paper.facts import calm
from lms.library.paper.lines import (
    CONNECTIVES,
    Line,
    Mark,
    heading_key,
    is_heading_like,
    is_title_like,
    opens_low,
    read_mark,
)
from lms.library.paper.lists import Levels, letter
from lms.library.paper.modality import lays_down

LAYS_DOWN = re.compile(r"\b(?:must|shall|should|may|will)\b", re.IGNORECASE)
CLOSERS = "\"'”’)]"


@dataclass
class Heading:
    title: str
    number: str | None
    lines: list[int]


@dataclass
class Part:
    """A printed clause while it is being read. ``place`` is its id without the prefix.

    ``base`` names the numbered clause or the heading that it lies under; ``path`` counts down to it:
    the paragraph, or the bullet and the bullets within it, of the ``list_index``-th list.
    """

    place: str
    kind: Literal["number", "paragraph", "bullet"]
    base: str
    path: tuple[int, ...]
    heading: str | None
    parent: "Part | None"
    list_index: int = 0
    is_example: bool = False
    texts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    printed: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @property
    def ending(self) -> str:
        """The latest line of its wording: what the next line may carry on from."""
        return self.texts[-1] if self.texts else ""

    def add(self, line: Line, text: str) -> None:
        self.lines.append(line.number)
        self.printed = self.printed or line.text
        if text:
            self.texts.append(text)


class Body:
    """Reads lines in order; ``headings``, ``parts`` and ``notes`` then hold what was found.

    ``width`` is where the document breaks its lines by hand, None where it does not;
    ``has_sections`` says that some headings carry numbers of their own; ``titles`` are headings
    that are known: only one of these may read like a rule.
    """

    def __init__(self, *, width: int | None, has_sections: bool, titles: Collection[str] = ()) -> None:
        self.width = width
        self.has_sections = has_sections
        self._titles = {heading_key(title) for title in titles}
        self.headings: list[Heading] = []
        self.parts: list[Part] = []
        self.notes: list[str] = []
        self.numbers: list[str] = []
        self._section = ""
        self._key = "0"
        self._blocks = 0
        self._base = "Opening"
        self._untitled: Heading | None = None
        self._open: Part | None = None
        self._lead: Part | None = None
        self._levels: Levels[Part] = Levels()
        self._counts: Counter[str] = Counter()
        self._last: Line | None = None

    def read(self, line: Line, following: Line | None) -> None:
        mark = read_mark(line, section=self._section)
        if mark.kind == "section":
            self._read_section(line, mark, following)
        elif mark.kind == "number":
            self._numbered(line, mark)
        elif mark.kind == "item":
            self._item(line, mark)
        else:
            self._read_plain(line, following)
        self._last = line

    def _read_section(self, line: Line, mark: Mark, following: Line | None) -> None:
        if self._is_list_number(line, mark):
            self._item(line, Mark("item", f"digit {mark.value}", mark.rest))
        elif not mark.rest or self._is_section_title(mark, following):
            self._begin_heading(line, mark.rest, number=mark.value)
        else:
            self._numbered(line, mark)

    def _is_section_title(self, mark: Mark, following: Line | None) -> bool:
        """A short line after a number, unless it reads like a rule or no "4.1" follows its "may" or "will"."""
        if not is_title_like(mark.rest) or self._is_rule(mark.rest):
            return False
        next_mark = read_mark(following, section=mark.value) if following else None
        has_clauses = next_mark is not None and next_mark.value.startswith(f"{mark.value}.")
        return has_clauses or not LAYS_DOWN.search(mark.rest)

    def _is_rule(self, text: str) -> bool:
        """Whether a line tells somebody what to do, and so is no heading but one that is known."""
        return lays_down(text) and heading_key(text) not in self._titles

    def _is_list_number(self, line: Line, mark: Mark) -> bool:
        """Whether "2." counts the items of a list rather than the sections of the policy."""
        if not mark.value.isdigit() or not self._open:
            return False
        count = int(mark.value)
        current = int(self._section) if self._section.isdigit() else 0
        is_next_section = count == current + 1
        if self._levels.last_digit == count - 1 and count > 1:
            stands_alone = line.after_blank and line.before_blank and is_title_like(mark.rest)
            return not (is_next_section and stands_alone)
        if count == 1 and current and self._open.ending.endswith((":", ":-")):
            return True
        return bool(current) and count <= current and not is_title_like(mark.rest or "A")

    def _numbered(self, line: Line, mark: Mark) -> None:
        number = f"{self._section}.{mark.value}" if self._section.startswith("App") else mark.value
        self.numbers.append(number)
        place = self._unused(number)
        if place != number:
            self.notes.append(f"Line {line.number}: the number {number} is printed a second time.")
        if not self._section.startswith("App"):
            self._section = mark.value.split(".")[0]
        base = clause_name(number) if place == number else f"{clause_name(number)} (printed again)"
        self._lead = self._begin(Part(place, "number", base, (), self._heading(), None), line, mark.rest)

    def _begin_heading(self, line: Line, title: str, *, number: str | None) -> None:
        if number is not None:
            if any(heading.number == number for heading in self.headings):
                self.notes.append(
                    f"Line {line.number}: the section number {number} is printed a second time."
                )
            nested = self._section.startswith("App") and number.isdigit()
            self._section = f"{self._section.split('.')[0]}.{number}" if nested else number
            self._key, self._blocks = self._section, 0
        elif self.has_sections:
            self._blocks += 1
            self._key = f"{self._section or '0'}{letter(self._blocks).upper()}"
        else:
            self._section = self._key = str(len(self.headings) + 1)
        printed = number.replace("App", "Appendix ") if number else None
        heading = Heading(calm(title) if title else "", printed, [line.number])
        self.headings.append(heading)
        self._base = short_name(heading.title) or f"Section {number}"
        self._untitled = None if title else heading
        self._open = self._lead = None
        self._levels = Levels()

    def _heading(self) -> str | None:
        return self.headings[-1].title or self.headings[-1].number if self.headings else None

    def _list_home(self) -> tuple[str, str, Part | None]:
        """What the places in a list open with, what their labels open with, and the clause that leads in."""
        lead = self._lead
        if lead is not None and lead.kind == "number":
            return f"{lead.place}.", lead.base, lead
        leads = lead is not None and lead.ending.endswith((":", ":-"))
        return f"{self._key}-", self._base, lead if leads else None

    def _item(self, line: Line, mark: Mark) -> None:
        container, base, parent = self._list_home()
        if not self._levels:
            self._counts[f"{container}lists"] += 1
        index = self._counts[f"{container}lists"]
        level = self._levels.place(line, mark)
        within = level.within
        place = f"{within.place}.{level.count}" if within else f"{container}{letter(index + 1)}{level.count}"
        part = Part(
            self._unused(place),
            "bullet",
            base,
            (*(within.path if within else ()), level.count),
            self._heading(),
            within or parent,
            list_index=index,
            is_example=within is not None and "example" in within.text,
        )
        level.item = self._begin(part, line, mark.rest)

    def _read_plain(self, line: Line, following: Line | None) -> None:
        if self._untitled is not None and not self._is_rule(line.text):
            self._untitled.title = calm(line.text)
            self._untitled.lines.append(line.number)
            self._base = short_name(self._untitled.title)
            self._untitled = None
        elif self._open is not None and (not self._open.texts or self._continues(line)):
            self._open.add(line, line.text)
        elif self._is_subheading(line, following):
            self._begin_heading(line, line.text, number=None)
        elif self._has_lost_bullets(line):
            self._item(line, Mark("item", "lost", line.text))
        else:
            self._paragraph(line)

    def _paragraph(self, line: Line) -> None:
        self._counts[f"{self._key}-p"] += 1
        count = self._counts[f"{self._key}-p"]
        place = self._unused(f"{self._key}-p{count}")
        self._begin(
            Part(place, "paragraph", self._base, (count,), self._heading(), None),
            line,
            line.text,
        )
        self._lead = self._open

    def _is_apart(self, line: Line) -> bool:
        return line.after_blank or self._last is None or line.number != self._last.number + 1

    def _continues(self, line: Line) -> bool:
        """Whether ``line`` carries on the clause being read, across a broken line or a broken page."""
        text = self._open.ending.removesuffix("-").rstrip(CLOSERS) if self._open else ""
        ending = text[-1:]
        starts_low = opens_low(line.text) or (line.text[0].isdigit() and ending not in ".:;!?")
        breaks_off = ending == "," or CONNECTIVES.search(text) is not None
        if self._levels.has_lost_bullets and not self._is_apart(line):
            return breaks_off
        if self._is_apart(line):
            return (starts_low and ending not in ":;") or (ending not in ".:;!?" and breaks_off)
        if self.width and self._last and len(self._last.text) >= 0.75 * self.width:
            return True
        return (starts_low and (ending not in ":;" or bool(self.width))) or (
            ending not in ".:;!?" and breaks_off
        )

    def _is_subheading(self, line: Line, following: Line | None) -> bool:
        is_known = heading_key(line.text) in self._titles and is_title_like(line.text)
        if following is None or not (is_known or is_heading_like(line.text)) or self._is_rule(line.text):
            return False
        if self.width and not line.before_blank and len(line.text) >= 0.6 * self.width:
            return False
        opens = self._is_apart(line) or self._open is None or self._open.ending[-1:] in ".!?"
        leads_to_text = read_mark(following).kind != "plain" or not is_heading_like(following.text)
        leads_to_text = leads_to_text or bool(self.width and not following.before_blank)
        return opens and (leads_to_text or line.text.isupper())

    def _has_lost_bullets(self, line: Line) -> bool:
        """Lines straight after "for the purposes of:" are its bullets, though the copy lost their dots."""
        if self._is_apart(line) or self._open is None:
            return False
        return self._open.ending.endswith((":", ":-")) or self._levels.has_lost_bullets

    def _begin(self, part: Part, line: Line, text: str) -> Part:
        if part.kind != "bullet":
            self._levels = Levels()
        part.add(line, text)
        self.parts.append(part)
        self._open = part
        self._untitled = None
        return part

    def _unused(self, place: str) -> str:
        self._counts[f"place {place}"] += 1
        times = self._counts[f"place {place}"]
        return place if times == 1 else f"{place}-x{times}"


def clause_name(number: str) -> str:
    """How a numbered clause is cited; "AppB.2" is clause 2 of an appendix, which counts afresh."""
    found = re.match(r"App([^.]+)\.(.+)", number)
    return f"Appendix {found[1]}, clause {found[2]}" if found else f"Clause {number}"


def short_name(title: str) -> str:
    """How a label opens: a long heading is cut before its first "of" or "by"."""
    words = title.split()
    cut = next(
        (place for place, word in enumerate(words) if word in ("of", "by", "for")),
        len(words),
    )
    return " ".join(words[:cut]) if len(words) > 4 and cut else title
