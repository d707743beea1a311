"""The clerk's desk in a browser: the table of people as it is read, and the files that must say the same."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

from tests.browser.eye import Fold
from tests.browser.learner import Learner
from tests.judges.missing import cannot_run
from tests.shelf import on_paper, plain, stem_of

COLUMNS = ("Person", "Audience", "Module", "Standing", "Due")
# How far apart the lines of a table's head may stand, in points.
A_HEAD = 16
# What the files call a standing, and the word of the clerk's tag.
TAGS = {"not yet open": "Not yet open", "failed": "Needs a talk", "withdrawn": "No longer owed"}


class Row(NamedTuple):
    """One line of the table; ``standing`` without how many days."""

    person: str
    module: str
    standing: str
    until: str


class Desk(Learner):
    """Somebody with a desk."""

    def open_report(self, query: str = "") -> None:
        self.go(f"/clerk/completions{query}")

    def figures(self) -> dict[str, tuple[int, str]]:
        """The four figures: the word under each, its number and where it leads."""
        found = {}
        for link in self.main.locator(".app-figures a").all():
            number, word = (plain(each) for each in link.locator("span").all_inner_texts())
            found[word] = (int(number.replace(",", "")), link.get_attribute("href") or "")
        return found

    def rows(self) -> list[Row]:
        """The rows of this page of the table."""
        table = self.main.locator("table", has=self.page.get_by_role("columnheader", name="Person"))
        cells = table.locator("tbody tr").evaluate_all(
            "lines => lines.map(line => [...line.cells].map(cell => cell.textContent.trim()))"
        )
        return [Row(line[0], line[2], _without_days(line[3]), line[4]) for line in cells]

    def every_row(self) -> list[Row]:
        """The rows of all pages, from the one that is open."""
        found = self.rows()
        while (following := self.main.get_by_role("link", name="Next page")).count():
            self.follow(following)
            found += self.rows()
        return found

    def count(self) -> tuple[int, int]:
        """How many people and rows the page says there are."""
        said = re.search(r"([\d,]+) (?:person|people)\b[^\n]*?([\d,]+) rows?\b", self._line_above_the_table())
        assert said, self._line_above_the_table()
        return int(said[1].replace(",", "")), int(said[2].replace(",", ""))

    def _line_above_the_table(self) -> str:
        return plain(self.main.locator("form.app-filters + p").inner_text())

    def show(self, **filters: str) -> None:
        """Fill in the filters by their labels and press Show; the others are left as they are."""
        form = self.main.get_by_role("search")
        for label, value in filters.items():
            field = form.get_by_label(label, exact=True)
            if label == "Name":
                field.fill(value)
            else:
                field.select_option(label=value)
        self.follow(form.get_by_role("button", name="Show"))

    def open_person(self, name: str) -> None:
        """From the table, by the name."""
        self.follow(self.main.get_by_role("rowheader").get_by_role("link", name=name, exact=True).first)

    def read_answers(self, module: str, name: str) -> None:
        """From the story to the passed attempt and back: what was asked, answered and counted."""
        self.follow(
            self.main.get_by_role("link", name=re.compile(r"^Questions and answers\s*: Passed")).first
        )
        self.look(
            "somebody's questions and answers",
            title="Questions and answers",
            h1=r"Passed: \d+ of 10",
            fold=[Fold("who and how well", self.page.locator("h1"))],
        )
        assert self.words.startswith(f"{name}: {self.shelf.module(module)['title']}")
        asked = self.main.locator("section.app-review")
        assert asked.count() == 10
        for n, heading in enumerate(asked.locator("h2").all(), 1):
            number, stem = (plain(each) for each in heading.inner_text().strip().split("\n", 1))
            assert re.match(rf"Question {n} of 10\b", number), number
            assert stem_of(self.shelf.question(module, stem)) == stem
        counted = asked.get_by_text("Counted", exact=True).count()
        assert self.h1 == f"Passed: {counted} of 10"
        assert counted + asked.get_by_text("Did not count", exact=True).count() == 10
        self.follow(self.page.get_by_role("link", name=name, exact=True))

    def take(self, name: str) -> bytes:
        """The file behind one of the links of "Take it away"."""
        href = self.main.get_by_role("link", name=name, exact=True).get_attribute("href")
        assert href is not None
        return self.fetch(href)


def rows_of_csv(body: bytes) -> list[Row]:
    text = body.decode("utf-8-sig")
    return [_row(line) for line in csv.DictReader(io.StringIO(text))]


def rows_of_xlsx(body: bytes) -> list[Row]:
    table: list[list[Any]] = (
        CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    )
    head = [str(cell) for cell in table[0]]
    for line in table[1:]:
        for name, cell in zip(head, line, strict=True):
            assert not name.endswith(("_on", "_until")) or cell == "" or isinstance(cell, dt.date), (
                name,
                cell,
            )
    return [_row(dict(zip(head, map(_text, line), strict=True))) for line in table[1:]]


def _text(cell: Any) -> str:
    return cell.isoformat()[:10] if isinstance(cell, dt.date) else str(cell)


def _row(line: dict[str, str]) -> Row:
    day = line["valid_until"] if line["completed_on"] else line["due_on"]
    until = on_paper(dt.date.fromisoformat(day)) if day else ""
    standing = TAGS.get(line["standing"], line["standing"].capitalize())
    return Row(line["person"], line["module"], standing, until)


def _without_days(tag: str) -> str:
    return re.sub(r" \d+ days?$", "", tag)


def columns_of_pdf(body: bytes, folder: Path) -> dict[str, str]:
    """The words of each column of the table of people, down all its pages."""
    if shutil.which("pdftotext") is None:
        cannot_run("the words of a PDF are read by pdftotext: apt-get install poppler-utils")
    path = folder / "report.pdf"
    path.write_bytes(body)
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, timeout=60)
    found: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for page in ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/1999/xhtml}page"):
        words = [_Word(float(w.get("xMin", 0)), float(w.get("yMin", 0)), w.text or "") for w in page]
        _read_page(words, found, foot=float(page.get("height", 0)) - 60)
    return {name: " ".join(words) for name, words in found.items()}


class _Word(NamedTuple):
    x: float
    y: float
    text: str


def _read_page(words: list[_Word], found: dict[str, list[str]], *, foot: float) -> None:
    """Add each word below the table's head to its column, line by line."""
    heads = [word for word in words if word.text == "Person"]
    if not heads:
        return
    head = [word for word in words if abs(word.y - heads[-1].y) < A_HEAD]
    starts = sorted((word.x, word.text) for word in head if word.text in COLUMNS)
    top = max(word.y for word in head if word.text in (*COLUMNS, "or", "lasts", "until"))
    foot = min([foot, *(word.y - 1 for word in words if word.text == "Printed")])
    for word in sorted(words, key=lambda each: (round(each.y), each.x)):
        if top + 2 < word.y < foot:
            column = [name for x, name in starts if x <= word.x + 1][-1]
            found[column].append(word.text)
