"""What the council wrote, read from its files and not through the product, to hold the pages against."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from lms.settings import root

Data = dict[str, Any]

PLACES = ("First", "Second", "Third", "Fourth", "Fifth")


@cache
def read(name: str) -> Data:
    """A YAML file below the root of the project."""
    found: Data = YAML(typ="safe").load((root() / name).read_text("utf-8"))
    return found


def plain(text: str) -> str:
    """Words with single spaces, as a page shows them."""
    return " ".join(text.split())


def stem_of(question: Data) -> str:
    """The stem as its page shows it."""
    return bare(question["stem"])


def bare(stem: str) -> str:
    """A stem without how many to choose, which a question's page says in its hint."""
    return re.sub(r" Choose (two|three|four)\.$", "", plain(stem))


def today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Europe/London")).date()


def in_words(day: dt.date, *, year: int | None = None) -> str:
    """``Friday 11 December``, with the year when it is not this year's (or the one given)."""
    return f"{day:%A} {day.day} {day:%B}" + ("" if day.year == (year or today().year) else f" {day.year}")


def on_paper(day: dt.date) -> str:
    """``10 December 2027``."""
    return f"{day.day} {day:%B} {day.year}"


def years_on(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def wanted(question: Data, *, is_right: bool) -> list[str] | dict[str, str]:
    """The options to tick, or what to choose beside each line."""
    if question["kind"] == "order":
        steps = [plain(each["text"]) for each in question["steps"]]
        given = steps if is_right else [*steps[1:], steps[0]]
        return dict(zip(given, PLACES, strict=False))
    if question["kind"] == "match":
        pairs = {plain(each["text"]): plain(each["match"]) for each in question["pairs"]}
        if not is_right:
            first = next(iter(pairs))
            pairs[first] = next(match for match in pairs.values() if match != pairs[first])
        return pairs
    right = [plain(each["text"]) for each in question["options"] if each["right"]]
    wrong = [plain(each["text"]) for each in question["options"] if not each["right"]]
    return right if is_right else [*right[1:], wrong[0]]


@dataclass(frozen=True)
class Shelf:
    """One council's files."""

    slug: str

    @property
    def council(self) -> Data:
        return read(f"content/councils/{self.slug}.yaml")

    @property
    def name(self) -> str:
        return str(self.council["name"])

    @property
    def clerk(self) -> str:
        return str(self.council["clerk"]["name"])

    def member(self, key: str) -> Data:
        """One of the cast."""
        people = read(f"content/demo/{self.slug}.yaml")["people"]
        return next(each for each in people if each.get("key") == key)

    def module(self, slug: str) -> Data:
        return read(f"content/modules/{self.slug}/{slug}.yaml")

    def bank(self, slug: str) -> Data:
        return read(f"quizzes/{self.slug}/{self.module(slug)['quiz']}.yaml")

    def scene(self, module: str, title: str) -> Data:
        """The scene with this title."""
        scenes = [each for story in self.module(module)["scenarios"] for each in story["scenes"]]
        return next(each for each in scenes if plain(each["title"]) == title)

    def question(self, module: str, stem: str) -> Data:
        """The question with this stem; how many to choose is said once, beneath it."""
        asked = self.bank(module)["questions"]
        found = [each for each in asked if stem_of(each) == stem]
        assert len(found) == 1, f"{len(found)} questions ask {stem!r}"
        return found[0]

    def is_key(self, module: str, question: Data) -> bool:
        """Whether a question must be right."""
        cells = self.bank(module)["blueprint"]
        return any(cell["id"] == question["cell"] and cell.get("critical") for cell in cells)
