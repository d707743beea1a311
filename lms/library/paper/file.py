"""A file that a clerk hands over as a policy, opened safely into text."""

from dataclasses import dataclass
from pathlib import Path

from lms.domain.refusal import Refused

MOST_BYTES = 5 * 1024 * 1024
# Beside these, English print has an accent here and there; another alphabet has little else.
ENGLISH_MARKS = "“”‘’–—£€…•·½¼¾©®™§°\xa0\xad"
MOST_UNUSUAL = 0.05

OTHER_FORMATS = (
    (
        b"%PDF",
        "This is a PDF. Open it, copy all of its text into a plain text file (.txt) and import that.",
    ),
    (
        b"PK\x03\x04",
        "This is a Word, OpenDocument or zip file. Open it, save it as plain text (.txt) and import that.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Word file. Open it, save it as plain text (.txt) and import that.",
    ),
    (
        b"{\\rtf",
        "This is a rich text file. Open it, save it as plain text (.txt) and import that.",
    ),
)
NOT_TEXT = (
    "This file is not text: it holds bytes that no text has. "
    "Open the policy in the program it was written with, save it as plain text (.txt) and import that."
)
NOT_READABLE = (
    "The letters in this file could not be read. "
    "Open it in a text editor, save it with the encoding UTF-8 and import that."
)
EMPTY = "This file is empty. Check that you chose the right one, and that the policy's text is in it."


@dataclass(frozen=True)
class PolicyFile:
    """The text of a document, and notes for the clerk on how it had to be read."""

    text: str
    notes: tuple[str, ...] = ()


def open_policy(path: Path) -> PolicyFile:
    """The text of the file at ``path``; Refused, with what to do, where it cannot be one."""
    return read_bytes(open_bytes(path))


def open_bytes(path: Path) -> bytes:
    """The bytes of the file at ``path``, unless it is missing, closed to us or too big to be a policy."""
    if not path.is_file():
        raise Refused(f"There is no file at {path}. Check the name and try again.", kind="invalid")
    if path.stat().st_size > MOST_BYTES:
        raise Refused(too_big(path.stat().st_size), kind="invalid")
    try:
        with path.open("rb") as file:
            # One byte past the limit tells a file that grew since it was measured.
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise Refused(
            f"The file could not be read ({fault.strerror}). Check that you may open it and try again.",
            kind="invalid",
        ) from fault


def read_bytes(data: bytes) -> PolicyFile:
    """The text in ``data``, whichever of the usual encodings it was saved with."""
    if len(data) > MOST_BYTES:
        raise Refused(too_big(len(data)), kind="invalid")
    check_is_not_another_format(data)
    decoded = decode(data)
    if not decoded.text.strip("\ufeff\u200b \t\r\n\f\v\x1a\xa0"):
        raise Refused(EMPTY, kind="invalid")
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\v\x1a" for letter in set(decoded.text)):
        raise Refused(NOT_TEXT, kind="invalid")
    return decoded


def too_big(size: int) -> str:
    megabytes = size / (1024 * 1024)
    return (
        f"This file is {megabytes:.1f} MB. A policy's text can be up to 5 MB: "
        "check that you chose the right file, and save it as plain text (.txt) without pictures."
    )


def check_is_not_another_format(data: bytes) -> None:
    for start, sentence in OTHER_FORMATS:
        if data.startswith(start):
            raise Refused(sentence, kind="invalid")
    opening = data[:200].lstrip().lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Refused(
            "This is a web page or XML, not plain text. Copy the policy's words into a plain text file "
            "(.txt) and import that.",
            kind="invalid",
        )


def decode(data: bytes) -> PolicyFile:
    """UTF-8 with or without a mark, UTF-16 with one, or Windows-1252 with a note; otherwise Refused."""
    try:
        if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
            raise Refused(NOT_READABLE, kind="invalid")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return PolicyFile(data.decode("utf-16"), ("The file was read as UTF-16.",))
        if b"\0" in data:
            raise Refused(NOT_TEXT, kind="invalid")
        return PolicyFile(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused(NOT_READABLE, kind="invalid") from fault
        return decode_windows(data)


def decode_windows(data: bytes) -> PolicyFile:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as fault:
        raise Refused(NOT_READABLE, kind="invalid") from fault
    unusual = sum(not letter.isascii() and letter not in ENGLISH_MARKS for letter in text)
    if unusual > MOST_UNUSUAL * len(text):
        raise Refused(NOT_READABLE, kind="invalid")
    note = "The file was read as Windows-1252. Check that its quotation marks and dashes look right."
    return PolicyFile(text, (note,))
