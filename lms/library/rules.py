"""What a numbered rule across content is, and the walks that several rules share."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lms.library.faults import Fault
from lms.library.shelves import Read, Shelf
from lms.library.yaml12 import Loc

Place = tuple[int | str, ...]
Findings = Iterator[tuple[Loc, str]]
Find = Callable[[Any, Shelf], Findings]


@dataclass(frozen=True)
class Rule:
    """One rule. ``about`` is the kind of file it judges; "files" judges any, as it was read.

    ``find`` yields where in the file the rule is broken and the sentence for its author.
    """

    number: str
    title: str
    about: str
    find: Find

    @property
    def text(self) -> str:
        """The rule in full, as docs/content-rules.md prints it."""
        return " ".join((inspect.getdoc(self.find) or "").split())

    def faults(self, kind: str, read: Read[Any], *, shelf: Shelf) -> Iterator[Fault]:
        if self.about not in {kind, "files"}:
            return
        subject = read if self.about == "files" else read.model
        for loc, sentence in self.find(subject, shelf):
            yield Fault(read.file, read.line(loc), self.number, sentence)


def rule(number: str, title: str, *, about: str) -> Callable[[Find], Rule]:
    """Makes a rule of a function; its docstring is the rule in full."""

    def made(find: Find) -> Rule:
        return Rule(number, title, about, find)

    return made


def rules_in(namespace: dict[str, Any]) -> tuple[Rule, ...]:
    """The rules that a file of rules declares, in order of number."""
    return tuple(
        sorted((each for each in namespace.values() if isinstance(each, Rule)), key=lambda r: r.number)
    )


def words(text: str) -> int:
    return len(text.split())


def texts(model: BaseModel) -> Iterator[tuple[Loc, str]]:
    """Every piece of prose in a model with its place; ids and citations are not prose."""
    for loc, value in leaves(model.model_dump()):
        names = [step for step in loc if isinstance(step, str)]
        if isinstance(value, str) and names[-1] not in NOT_PROSE:
            yield loc, value


NOT_PROSE = {
    "id", "slug", "kind", "cell", "clauses", "council", "policy", "quiz", "then", "ends", "audiences", "side",
    "reason", "risk", "month", "parent", "heading", "binds", "prefix", "codes", "thing", "email",
}  # fmt: skip


def leaves(value: Any, loc: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    """Everything at the ends of a model's data with its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*loc, key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from leaves(each, (*loc, index))
    else:
        yield loc, value
