"""Turns the bytes of a content file into text, or says why they are none."""

import re

from lms.library.faults import Fault

MOST_BYTES = 2_000_000
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
EMPTY = "The file is empty: write its content or take the file away."


def text_of(raw: bytes, *, file: str) -> tuple[str | None, list[Fault]]:
    """The text, or None with the faults that R01, R02 and R13 find in it."""
    if len(raw) > MOST_BYTES:
        return None, [
            Fault(file, 1, "R01", "The file is larger than 2 MB: split it, or look whether it is YAML.")
        ]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Fault(file, line, "R01", "This is not UTF-8 text: save the file again as UTF-8.")]
    if not text.strip():
        return None, [Fault(file, 1, "R01", EMPTY)]
    faults = [Fault(file, number, *said) for number, line in _lines(text) if (said := _refused(line))]
    if text.startswith("%"):
        faults.append(
            Fault(file, 1, "R13", "Content is plain YAML 1.2: take the line that begins with '%' out.")
        )
    return (None, faults) if faults else (text, [])


def _lines(text: str) -> enumerate[str]:
    return enumerate(text.split("\n"), start=1)


def _refused(line: str) -> tuple[str, str] | None:
    """The rule that a line of any text breaks, and the cure."""
    if HIDDEN.search(line):
        return "R01", "This line has a character that does not show: delete it, or write the line again."
    return ("R02", "This line has a tab: use spaces instead.") if "\t" in line else None
