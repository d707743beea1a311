"""Checks all content at once: every fault of every file, in one pass."""

from lms.library import (
    check_banks,
    check_councils,
    check_files,
    check_modules,
    check_policies,
    check_questions,
    check_scenarios,
    check_words,
)
from lms.library.faults import Fault
from lms.library.parse import parse
from lms.library.rules import Rule
from lms.library.shelves import Places, Reader, Shelf, fill

PARTS = (
    check_files, check_councils, check_policies, check_modules,
    check_scenarios, check_words, check_banks, check_questions,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(
    sorted((each for part in PARTS for each in part.RULES), key=lambda each: each.number)
)


def check(places: Places, *, reader: Reader = parse) -> list[Fault]:
    """Every fault of every council, and of files that are no council's, in order of file and line."""
    shelves = fill(places, reader=reader)
    found = {fault for shelf in shelves.councils.values() for fault in faults_of(shelf)}
    return sorted(found | set(shelves.strays))


def faults_of(shelf: Shelf) -> list[Fault]:
    """Every fault of one council: what could not be read, then what breaks a rule."""
    broken = {
        fault
        for kind, read in shelf.files()
        for each in RULES
        for fault in each.faults(kind, read, shelf=shelf)
    }
    return sorted({*shelf.faults, *broken})
