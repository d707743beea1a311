"""Finds the content files of each council and reads them, keeping what cannot be read as faults."""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from lms.domain.councils import Council
from lms.domain.modules import Module
from lms.domain.policies import PolicyRegister
from lms.domain.quizzes import Bank
from lms.library import yaml12
from lms.library.faults import Fault
from lms.library.parse import parse

M = TypeVar("M", bound=BaseModel)
MODELS: dict[str, type[BaseModel]] = {
    "councils": Council,
    "policies": PolicyRegister,
    "modules": Module,
    "quizzes": Bank,
}


class Reader(Protocol):
    """How a file's bytes become its model; the parse cache is one of these too."""

    def __call__(self, raw: bytes, model: type[Any], *, file: str) -> tuple[Any | None, list[Fault]]: ...


@dataclass(frozen=True)
class Places:
    """The two folders that content is read from."""

    content: Path
    quizzes: Path

    @classmethod
    def around(cls, content: Path) -> "Places":
        """Quizzes stand inside an own content folder, or beside the one that the product brings."""
        inside = content / "quizzes"
        return cls(content, inside if inside.is_dir() else content.parent / "quizzes")

    def folder(self, kind: str) -> Path:
        return self.quizzes if kind == "quizzes" else self.content / kind


@dataclass(frozen=True)
class Read(Generic[M]):
    """A file that was read into its model; ``file`` is the name that faults show."""

    path: Path
    file: str
    raw: bytes = field(repr=False)
    model: M

    def line(self, loc: yaml12.Loc) -> int:
        """Where in the file a part of the model stands; the file is parsed again only when this is asked."""
        return yaml12.line_of(yaml12.read(self.raw, file=self.file)[0], loc)


@dataclass
class Shelf:
    """All that was found for one council. ``unread`` names files with faults, as (kind, stem)."""

    slug: str
    councils: list[Read[Council]] = field(default_factory=list)
    policies: list[Read[PolicyRegister]] = field(default_factory=list)
    modules: list[Read[Module]] = field(default_factory=list)
    quizzes: list[Read[Bank]] = field(default_factory=list)
    unread: set[tuple[str, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def council(self) -> Council | None:
        return self.councils[0].model if self.councils else None

    def register(self, slug: str) -> PolicyRegister | None:
        """The register of a policy; of several versions, the one adopted last."""
        versions = [each.model for each in self.policies if each.model.slug == slug]
        return max(versions, key=lambda each: each.facts.approved_on or dt.date.min, default=None)

    def has(self, kind: str, slug: str) -> bool:
        """Whether a thing is there; one whose file has faults counts, since it has been reported."""
        start = f"{self.slug}-{slug}"
        stems = {stem for each, stem in self.unread if each == kind}
        return any(each.model.slug == slug for each in getattr(self, kind)) or any(
            stem in {slug, start} or stem.startswith(f"{start}-") for stem in stems
        )

    def clause_ids(self, policy: str | None) -> set[str]:
        """Every clause id of a policy (the council's own where None); empty when it is not there."""
        slug = policy or (self.council.policy if self.council else "")
        register = self.register(slug)
        return {clause.id for clause in register.clauses} if register else set()

    def files(self) -> Iterator[tuple[str, Read[Any]]]:
        for kind in MODELS:
            for read in getattr(self, kind):
                yield kind, read


@dataclass
class Shelves:
    """All content: a shelf for each council that has a file, and the faults of files that are nobody's."""

    councils: dict[str, Shelf]
    strays: list[Fault] = field(default_factory=list)


def fill(places: Places, *, reader: Reader = parse) -> Shelves:
    """Reads every content file there is."""
    slugs = sorted(path.stem for path in places.folder("councils").glob("*.yaml"))
    shelves = Shelves({slug: Shelf(slug) for slug in slugs})
    for kind in MODELS:
        for path in sorted(places.folder(kind).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                _put(shelves, kind, path, within=path.relative_to(places.folder(kind)), reader=reader)
    return shelves


def _put(shelves: Shelves, kind: str, path: Path, *, within: Path, reader: Reader) -> None:
    shelf = _owner(shelves.councils, kind, within)
    file = shown(path)
    stray = _stray(kind, within, owner=shelf)
    if stray or shelf is None:
        (shelf.faults if shelf else shelves.strays).append(Fault(file, 1, "R15", stray or NOBODYS))
        return
    raw = path.read_bytes()
    model, faults = reader(raw, MODELS[kind], file=file)
    shelf.faults.extend(faults)
    if model is None:
        shelf.unread.add((kind, path.stem))
    else:
        getattr(shelf, kind).append(Read(path, file, raw, model))


def _owner(shelves: dict[str, Shelf], kind: str, within: Path) -> Shelf | None:
    """Whose file it is, told from where it stands, so that a file with faults stops its own council only."""
    if kind == "councils":
        name = within.stem
    elif kind == "policies" and len(within.parts) == 1:
        name = max((slug for slug in shelves if _named_for(slug, within.stem)), key=len, default="")
    else:
        name = within.parts[0]
    return shelves.get(name)


def _named_for(slug: str, stem: str) -> bool:
    return stem == slug or stem.startswith(f"{slug}-")


NOBODYS = "This is no council's: name the folder or file after a council that has a file in councils."
DEPTHS = {"councils": {1}, "policies": {1, 2}, "modules": {2}, "quizzes": {2}}


def _stray(kind: str, within: Path, *, owner: Shelf | None) -> str | None:
    if within.suffix != ".yaml":
        return "This file is not read: give it the ending .yaml or take it away."
    if len(within.parts) not in DEPTHS[kind]:
        return "This file is not where it is looked for: put it in the folder of its council."
    return None if owner else NOBODYS


def shown(path: Path) -> str:
    """A file's name as its author knows it: from the working folder where it lies below that."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
