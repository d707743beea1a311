"""The content that somebody's work is pinned to: the library's while unchanged, else the text that was kept."""

from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.modules import Module
from lms.domain.quizzes import Bank
from lms.library.library import CouncilLibrary
from lms.library.snapshot import bank_from, module_from
from lms.storage import snapshots


def module_of(session: Session, *, slug: str, digest: str, library: CouncilLibrary) -> Module:
    """The module of this digest, though the library may have changed it since or have it no longer."""
    if library.module_digests.get(slug) == digest:
        return library.modules[slug]
    shelf = _shelf(digest)
    if not shelf:
        shelf.append(module_from(snapshots.text_of(session, digest)))
    module: Module = shelf[0]
    return module


def bank_of(session: Session, *, slug: str, digest: str, library: CouncilLibrary) -> Bank:
    """The bank of this digest, likewise."""
    if library.bank_digests.get(slug) == digest:
        return library.banks[slug]
    shelf = _shelf(digest)
    if not shelf:
        shelf.append(bank_from(snapshots.text_of(session, digest)))
    bank: Bank = shelf[0]
    return bank


@lru_cache(maxsize=64)
def _shelf(digest: str) -> list[Any]:  # noqa: ARG001
    """Where a text once read is kept; a digest names its bytes, so it can never be out of date."""
    return []
