"""The same document, copied out of other programs, gives the same clauses at the same places."""

import re
import textwrap
from collections.abc import Callable

import pytest

from tests.library.importing import DOCUMENTS, lost_lines, read, texts


def wrapped(text: str) -> str:
    lines = (textwrap.wrap(line, 80) or [""] for line in text.split("\n"))
    return "\n".join(part for parts in lines for part in parts)


def paged(text: str) -> str:
    pages = [text.split("\n")[at : at + 25] for at in range(0, text.count("\n") + 1, 25)]
    footers = [["", f"Page {count} of {len(pages)}", ""] for count in range(1, len(pages) + 1)]
    return "\n".join("\n".join(page + footer) for page, footer in zip(pages, footers, strict=True))


def other_bullets(text: str) -> str:
    return re.sub(r"(?m)^( ?)- (?!\d)", "\\1\u2022\t", text)


def dotted_numbers(text: str) -> str:
    return re.sub(r"(?m)^(- )?(\d+\.\d+) ", r"\g<2>. ", text)


def with_contents(text: str) -> str:
    headings = "\n".join(re.findall(r"(?m)^\d+\. .*$", text))
    return text.replace("\n1. ", f"\nContents\n{headings}\n\n1. ", 1)


COPIES: dict[str, Callable[[str], str]] = {
    "broken by hand at 80 columns": wrapped,
    "with page footers": paged,
    "with bullets of another kind": other_bullets,
    "with dots after numbers": dotted_numbers,
    "with a contents list": with_contents,
    "with a blank line after each line": lambda text: text.replace("\n", "\n\n"),
    "with spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "with tabs turned to spaces": lambda text: text.replace("\t", " "),
    "with capital headings": lambda text: re.sub(r"(?m)^\d+\. .*$", lambda found: found[0].upper(), text),
    "without blank lines": lambda text: re.sub(r"\n\n+", "\n", text),
}


@pytest.mark.parametrize("name", ["wyemouth-numbered", "temeford-positional"])
@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_gives_the_same_clauses(name: str, copied: str) -> None:
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")

    copy = COPIES[copied](text)
    policy = read(copy)

    assert texts(policy) == texts(read(text))
    assert lost_lines(copy, policy) == []
