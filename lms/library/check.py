"""Checks all content at once: every fault of every file, in one pass."""

from lms.library.faults import Fault
from lms.library.shelves import Places, fill


def check(places: Places) -> list[Fault]:
    """Every fault of every council, in order of file and line."""
    return sorted({fault for shelf in fill(places).values() for fault in shelf.faults})
