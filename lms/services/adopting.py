"""The council's own wording of a policy, imported as a draft version."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.documents import document
from lms.domain.imported import ImportedPolicy
from lms.domain.policies import PolicyRegister
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.library.paper.file import open_bytes, read_bytes
from lms.library.paper.match import Matching, match_clauses, with_register_labels
from lms.library.paper.text import read_policy
from lms.library.snapshot import canonical
from lms.storage import ledger, snapshots
from lms.storage.queries import policies as queries
from lms.storage.rows import PolicyVersion

LONGEST_NAME = 200
SHORTEST_START = 4
# Beside a version's printed facts: the digest of the whole reading, with each source line's owner.
READ_AS = "read_as"
# Which lines something stood on, and our remarks on them, are no part of what was read.
NOT_READ: Any = {
    "clauses": {"__all__": {"lines"}},
    "headings": {"__all__": {"lines"}},
    "fact_lines": {"__all__": {"number"}},
    "unowned": {"__all__": {"number", "reason"}},
    "dropped": True,
    "notes": True,
    "stated_on": True,
}


@dataclass(frozen=True)
class Reading:
    """A document as it was read: where it came from, its clauses, and how they match the register's."""

    name: str
    source_digest: str
    register: PolicyRegister
    policy: ImportedPolicy
    matching: Matching


@dataclass(frozen=True)
class Draft:
    """The version that a reading became; ``is_new`` is False where just this was read before."""

    version: PolicyVersion
    is_new: bool


def read_document(path: Path, *, library: CouncilLibrary, policy: str) -> Reading:
    """Read a council's own document against the register of ``policy``; nothing is stored.

    Refused where most of the register's clauses are not in it: it is another policy.
    """
    register = library.policies.get(policy)
    if register is None:
        known = ", ".join(sorted(library.policies))
        raise Refused(f"There is no policy called {policy}. There is: {known}.", kind="not found")
    data = open_bytes(path)
    found = read_policy(read_bytes(data), prefix=register.prefix, titles=register.printed_headings)
    matching = match_clauses(found, register)
    check_is_this_policy(matching, council=library.council.name)
    return Reading(
        name=path.name,
        source_digest=hashlib.sha256(data).hexdigest(),
        register=register,
        policy=with_register_labels(found, register),
        matching=matching,
    )


def check_is_this_policy(matching: Matching, *, council: str) -> None:
    """Refuse a document in which fewer than half of the register's printed clauses were found."""
    found, printed = len(matching.matched), len(matching.matched) + len(matching.missing)
    if found * 2 < printed:
        raise Refused(
            f"This does not look like {council}’s policy: {found} of {printed} clauses were found. "
            "Is it another council’s?",
            kind="invalid",
        )


def import_policy(
    session: Session, actor: Actor, *, library: CouncilLibrary, reading: Reading, now: dt.datetime
) -> Draft:
    """Keep what was read as a draft version. The same reading over the same register changes nothing."""
    check_may(actor, Action.ACCEPT_POLICY)
    shown = document(
        reading.register,
        council=library.council.name,
        facts=reading.policy.facts,
        quotes={clause.id: clause.text for clause in reading.policy.clauses},
    )
    digest = snapshots.keep(session, kind="policy", text=canonical(shown), now=now)
    version_id = _id_of(reading.policy, document_digest=digest)
    present = queries.version(session, version_id)
    if present is not None:
        return Draft(present, is_new=False)
    read_as = snapshots.keep(session, kind="policy import", text=canonical(reading.policy), now=now)
    version = PolicyVersion(
        id=version_id,
        policy=shown.policy,
        edition=shown.edition,
        document_digest=digest,
        source_name=reading.name[-LONGEST_NAME:],
        source_digest=reading.source_digest,
        facts={**dict(shown.facts), READ_AS: read_as},
    )
    return Draft(ledger.add(session, version, now=now), is_new=True)


def _id_of(read: ImportedPolicy, *, document_digest: str) -> str:
    """What tells one import from another: all that was read, understood or not, and all that is displayed."""
    parts = [document_digest, read.model_dump(mode="json", exclude=NOT_READ)]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def version_named(session: Session, name: str, *, policy: str) -> PolicyVersion:
    """The imported version that an operator means by its id, the start of its id, or its printed number."""
    imported = queries.imported_versions(session, policy)
    by_id = [each for each in imported if each.id.startswith(name.lower()) and len(name) >= SHORTEST_START]
    found = by_id or [each for each in imported if each.facts.get("Number") == name]
    if not found:
        raise Refused(
            f"No imported version is called {name}. " + _those_there_are(imported), kind="not found"
        )
    if len(found) > 1:
        raise Refused(f"{name} could be several versions. " + _those_there_are(found), kind="conflict")
    return found[0]


def _those_there_are(versions: Sequence[PolicyVersion]) -> str:
    if not versions:
        return "Import the policy first: lms policy import FILE COUNCIL."
    ids = ", ".join(f"{each.id[:8]} ({each.source_name})" for each in versions)
    return f"There is: {ids}."
