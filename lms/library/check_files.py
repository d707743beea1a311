"""Rules that hold for every content file: where it stands, its ids, and the clauses it cites."""

import re
from collections.abc import Iterator
from typing import Any

from lms.library.rules import Findings, leaves, rule, rules_in, texts
from lms.library.shelves import Read, Shelf

Place = tuple[int | str, ...]


@rule("R14", "A file is named after what is in it", about="files")
def stands_in_its_place(read: Read[Any], shelf: Shelf) -> Findings:
    """The file of a council, module or bank is named after its slug; a policy file's name begins with the
    council and the slug of the policy. `council` in a file is the council whose folder or name it stands
    under."""
    model, stem = read.model, read.path.stem
    if getattr(model, "council", shelf.slug) != shelf.slug:
        yield (
            ("council",),
            f"This file stands under '{shelf.slug}': write 'council: {shelf.slug}', or move the file.",
        )
    elif hasattr(model, "clauses"):
        start = f"{shelf.slug}-{model.slug}"
        if read.path.parent.name != shelf.slug and stem != start and not stem.startswith(f"{start}-"):
            yield (
                ("slug",),
                f"The file's name must begin with '{start}': rename the file, or correct the slug.",
            )
    elif model.slug != stem:
        yield ("slug",), f"The slug '{model.slug}' is not the file's name '{stem}': make them the same."


@rule("R16", "An id is used once", about="files")
def ids_are_used_once(read: Read[Any], shelf: Shelf) -> Findings:
    """Things listed together have different ids, and so have all the scenes of a module (an address
    names one), the policies of a council that are the same text, and its audiences, channels and
    rules."""
    seen: dict[tuple[Any, ...], Place] = {}
    for loc, value in leaves(read.model.model_dump()):
        if len(loc) < 3 or loc[-1] not in {"id", "slug"} or not isinstance(loc[-2], int):
            continue
        scope = ("scenes",) if loc[-3] == "scenes" else loc[:-2]
        if (scope, value) in seen:
            first = read.line(seen[scope, value])
            yield loc, f"The id '{value}' is already used on line {first}: give this one an id of its own."
        seen.setdefault((scope, value), loc)


@rule("R18", "A clause that is cited exists", about="files")
def clauses_exist(read: Read[Any], shelf: Shelf) -> Findings:
    """Every clause cited is in the register of this council's policy, letter for letter: one council's
    rules never stand for another's."""
    if not hasattr(read.model, "scenarios") and not hasattr(read.model, "questions"):
        return
    known = shelf.clause_ids(getattr(read.model, "policy", None))
    for loc, clause in _cited(read.model) if known else ():
        if clause not in known:
            yield (
                loc,
                f"'{clause}' is not a clause of this council's policy: look it up in the policy's register.",
            )


@rule("R68", "Prose names no clause id", about="files")
def prose_names_no_ids(read: Read[Any], shelf: Shelf) -> Findings:
    """The text of modules and quizzes says "the policy" in plain words; the page prints the clause by
    itself."""
    prefixes = "|".join(sorted({re.escape(each.model.prefix) for each in shelf.policies}))
    if prefixes and (hasattr(read.model, "scenarios") or hasattr(read.model, "questions")):
        for loc, text in texts(read.model):
            named = re.search(rf"\b(?:{prefixes})-\d[\w.-]*", text)
            if named:
                yield (
                    loc,
                    f"The text names '{named[0]}': say 'the policy'; the clause is printed anyway.",
                )


STRAIGHT = r"(?<=\w)'(?=\w)|\""


@rule("R91", "Marks are curly", about="files")
def marks_are_curly(read: Read[Any], shelf: Shelf) -> Findings:
    """An apostrophe between letters is ’, and what is quoted stands in “ ”, as on the rest of the page."""
    for loc, text in texts(read.model):
        straight = re.search(STRAIGHT, text)
        if straight:
            yield loc, f"There is a straight {straight[0]} in this text: write ’ and “ ”."


def _cited(model: Any) -> Iterator[tuple[Place, str]]:
    for loc, value in leaves(model.model_dump()):
        if len(loc) > 1 and loc[-2] == "clauses" and isinstance(value, str):
            yield loc, value


RULES = rules_in(globals())
