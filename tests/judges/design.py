"""The design system's own examples of every component: what it says its markup is (a package that npm brings once)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from lms.settings import root
from tests.judges.missing import cannot_run

CACHE = root() / ".cache" / "judges" / "design"
PINNED = json.loads((root() / "package.json").read_text("utf-8"))["dependencies"]["govuk-frontend"]


@dataclass(frozen=True)
class Example:
    """One component with these options, and the markup that the design system makes of it."""

    component: str
    name: str
    options: dict[str, Any]
    html: str


@cache
def folder() -> Path:
    """The pinned version's components, fetched on first use; skips the test where npm cannot bring them."""
    package = CACHE / "node_modules" / "govuk-frontend"
    if _version(package) != PINNED:
        npm = shutil.which("npm")
        if npm is None:
            cannot_run("the design system's examples come by npm, which is not on this machine")
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = ["--prefix", str(CACHE), "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            [npm, "install", *wanted, f"govuk-frontend@{PINNED}"],
            capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        if done.returncode or _version(package) != PINNED:
            cannot_run(f"npm could not bring the design system's examples: {done.stderr.strip()[-300:]}")
    return package / "dist" / "govuk" / "components"


def _version(package: Path) -> str | None:
    file = package / "package.json"
    return str(json.loads(file.read_text("utf-8"))["version"]) if file.is_file() else None


def examples() -> Iterator[Example]:
    """Every example of every component."""
    for file in sorted(folder().glob("*/fixtures.json")):
        given = json.loads(file.read_text("utf-8"))
        for each in given["fixtures"]:
            yield Example(given["component"], each["name"], each["options"], each["html"])


def tree(html: str) -> Any:
    """The markup as a browser reads it, but for the spaces between its parts."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return [_plain(each) for each in parser.parseFragment(html)]


def _plain(element: Element) -> Any:
    attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
    words = [" ".join((text or "").split()) for text in (element.text, element.tail)]
    return str(element.tag), attributes, words, [_plain(each) for each in element]
