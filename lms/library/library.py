"""Loads each council's content whole, or says why that council cannot start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lms.domain.councils import Council
from lms.domain.modules import Module
from lms.domain.policies import PolicyRegister
from lms.domain.quizzes import Bank
from lms.library import yaml12
from lms.library.cache import ParseCache
from lms.library.check import faults_of
from lms.library.faults import Fault
from lms.library.parse import parse
from lms.library.shelves import Places, Shelf, fill
from lms.library.snapshot import canonical, digest


@dataclass(frozen=True)
class CouncilLibrary:
    """One council's content, all of it without faults, by slug.

    A digest names the canonical text of a module, bank or policy register (``snapshot.canonical``). Of
    several versions of a policy, ``policies`` has the one adopted last.
    """

    council: Council
    policies: Mapping[str, PolicyRegister]
    modules: Mapping[str, Module]
    banks: Mapping[str, Bank]
    policy_digests: Mapping[str, str]
    module_digests: Mapping[str, str]
    bank_digests: Mapping[str, str]

    @property
    def slug(self) -> str:
        return self.council.slug

    @property
    def policy(self) -> PolicyRegister:
        """The register of the policy that the council trains on."""
        return self.policies[self.council.policy]

    def bank_of(self, module: Module) -> Bank:
        return self.banks[module.quiz]


@dataclass(frozen=True)
class FaultyCouncil:
    """A council that does not start. ``council`` is None where its own file cannot be read."""

    slug: str
    council: Council | None
    faults: tuple[Fault, ...]

    @property
    def name(self) -> str:
        return self.council.name if self.council else self.slug


Loaded = dict[str, CouncilLibrary | FaultyCouncil]


def load(content: Path, *, cache: Path | None = None) -> Loaded:
    """Every council with a file in ``content/councils``, by slug; ``cache`` is a folder that parsing may use."""
    reader = ParseCache(cache) if cache else parse
    shelves = fill(Places.around(content), reader=reader)
    made = {slug: _made(shelf) for slug, shelf in shelves.councils.items()}
    yaml12.read.cache_clear()
    return made


def _made(shelf: Shelf) -> CouncilLibrary | FaultyCouncil:
    faults = faults_of(shelf)
    council = shelf.council
    if faults or council is None:
        return FaultyCouncil(shelf.slug, council, tuple(faults))
    slugs = sorted({read.model.slug for read in shelf.policies})
    policies = {slug: register for slug in slugs if (register := shelf.register(slug))}
    modules = _by_slug(read.model for read in shelf.modules)
    banks = _by_slug(read.model for read in shelf.quizzes)
    shelved = (policies, modules, banks)
    return CouncilLibrary(council, *map(MappingProxyType, shelved), *map(_digests, shelved))


def _by_slug(models: Iterable[Any]) -> dict[str, Any]:
    return {model.slug: model for model in models}


def _digests(models: Mapping[str, Any]) -> Mapping[str, str]:
    return MappingProxyType({slug: digest(canonical(model)) for slug, model in models.items()})
