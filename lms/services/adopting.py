"""The council's own wording of a policy: imported as a draft, then accepted with date and minute."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from lms.domain.days import day_of, short_day
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
from lms.services import programme
from lms.storage import ledger, snapshots
from lms.storage.queries import policies as queries
from lms.storage.rows import PolicyAcceptance, PolicyVersion

LONGEST_MINUTE = 200
LONGEST_NAME = 200
SHORTEST_START = 4
# Beside a version's printed facts: the digest of the whole reading, with each source line's owner.
READ_AS = "read_as"
CLAUSES_NAMED = 5


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
    """The version that a reading became; ``is_new`` is False where the same was imported before."""

    version: PolicyVersion
    is_new: bool


def read_document(path: Path, *, library: CouncilLibrary, policy: str) -> Reading:
    """Read a council's own document against the register of ``policy``; nothing is stored."""
    register = library.policies.get(policy)
    if register is None:
        known = ", ".join(sorted(library.policies))
        raise Refused(f"There is no policy called {policy}. There is: {known}.", kind="not found")
    data = open_bytes(path)
    found = read_policy(read_bytes(data), prefix=register.prefix)
    return Reading(
        name=path.name,
        source_digest=hashlib.sha256(data).hexdigest(),
        register=register,
        policy=with_register_labels(found, register),
        matching=match_clauses(found, register),
    )


def import_policy(
    session: Session, actor: Actor, *, library: CouncilLibrary, reading: Reading, now: dt.datetime
) -> Draft:
    """Keep what was read as a draft version. The same file over the same register changes nothing."""
    check_may(actor, Action.ACCEPT_POLICY)
    shown = document(
        reading.register,
        council=library.council.name,
        facts=reading.policy.facts,
        quotes={clause.id: clause.text for clause in reading.policy.clauses},
    )
    digest = snapshots.keep(session, kind="policy", text=canonical(shown), now=now)
    present = queries.version_with_document(session, reading.register.slug, digest)
    if present is not None:
        return Draft(present, is_new=False)
    read_as = snapshots.keep(session, kind="policy import", text=canonical(reading.policy), now=now)
    version = PolicyVersion(
        policy=shown.policy,
        edition=shown.edition,
        document_digest=digest,
        source_name=reading.name[-LONGEST_NAME:],
        source_digest=reading.source_digest,
        facts={**dict(shown.facts), READ_AS: read_as},
    )
    return Draft(ledger.add(session, version, now=now), is_new=True)


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


def accept_version(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    version: PolicyVersion,
    minute: str,
    in_force_on: dt.date,
    now: dt.datetime,
) -> PolicyAcceptance:
    """Put an imported version in force from a day, by a minute; everybody bound then owes its acknowledgement.

    Saying the same twice gives the first acceptance again; accepting it otherwise the second time is a
    conflict, as are wording that does not match the register and a day before the version in force.
    """
    check_may(actor, Action.ACCEPT_POLICY)
    minute = _checked_minute(minute)
    present = queries.acceptance_of(session, version.id)
    if present is not None:
        return _the_same(present, minute=minute, in_force_on=in_force_on)
    check_is_whole(session, version, register=library.policies[version.policy])
    check_follows(session, version, in_force_on=in_force_on)
    by_id = actor.person_id
    acceptance = PolicyAcceptance(version_id=version.id, in_force_on=in_force_on, minute=minute, by_id=by_id)
    ledger.add(session, acceptance, now=now)
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now)
    return acceptance


def check_is_whole(session: Session, version: PolicyVersion, *, register: PolicyRegister) -> None:
    """Refuse wording that lacks a clause of the register, or has one that the register does not know."""
    read_as = snapshots.text_of(session, version.facts[READ_AS])
    matching = match_clauses(ImportedPolicy.model_validate_json(read_as), register)
    if matching.missing:
        raise Refused(
            f"The document has no {_some(matching.missing)}, which the register has. Correct the document "
            "or the register in content/policies, and import it again.",
            kind="conflict",
        )
    if matching.unknown:
        raise Refused(
            f"The register does not know {_some(matching.unknown)} of the document. Add them to it in "
            "content/policies, with a plain-English sentence each, and import it again.",
            kind="conflict",
        )


def _some(clauses: Sequence[str]) -> str:
    more = len(clauses) - CLAUSES_NAMED
    return ", ".join(clauses[:CLAUSES_NAMED]) + (f" and {more} more" if more > 0 else "")


def check_follows(session: Session, version: PolicyVersion, *, in_force_on: dt.date) -> None:
    """Refuse a day before the version in force began: what people read since then is not rewritten."""
    present = queries.version_in_force(session, version.policy, today=dt.date.max)
    begun = queries.acceptance_of(session, present.id) if present else None
    if begun is not None and in_force_on < begun.in_force_on:
        raise Refused(
            f"The version before it has been in force since {short_day(begun.in_force_on)}. "
            "Give that day or a later one.",
            kind="conflict",
        )


def _checked_minute(minute: str) -> str:
    text = " ".join(minute.split())
    if not text:
        raise Refused("Give the minute by which the Council adopted this wording.", kind="invalid")
    if len(text) > LONGEST_MINUTE:
        raise Refused(f"Give the minute in {LONGEST_MINUTE} characters or fewer.", kind="invalid")
    return text


def _the_same(present: PolicyAcceptance, *, minute: str, in_force_on: dt.date) -> PolicyAcceptance:
    if (present.minute, present.in_force_on) == (minute, in_force_on):
        return present
    raise Refused(
        f"This version was accepted already, in force on {short_day(present.in_force_on)} by minute "
        f"{present.minute}. An acceptance is not changed: import a corrected document instead.",
        kind="conflict",
    )
