"""The policy in force and what its page displays; importing and accepting wording stand in their own file."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.domain.documents import Document, Shown, document
from lms.domain.refusal import Refused
from lms.library.library import CouncilLibrary
from lms.library.snapshot import canonical
from lms.storage import ledger, snapshots
from lms.storage.queries import policies as queries
from lms.storage.rows import PolicyAcceptance, PolicyVersion

SYSTEM = "system"


@dataclass(frozen=True)
class Cited:
    """A clause as a learner's page shows it: label and date as printed, the council's words if accepted, in short."""

    id: str
    label: str
    policy_date: str | None
    quote: str | None
    plain: str


@dataclass(frozen=True)
class Change:
    """How one clause differs from the version acknowledged before."""

    label: str
    kind: str
    before: str | None
    after: str | None


def ensure_plain_edition(session: Session, *, library: CouncilLibrary, now: dt.datetime) -> None:
    """Put each policy's plain-English edition in force where the council has accepted nothing of its own.

    A changed plain sentence makes a new edition; the old one and who agreed to it stay. A sentence put back
    puts the old edition in force again. An edition counts from the day it was first shown, the first one
    from the start of the programme.
    """
    for slug, register in library.policies.items():
        present = queries.version_in_force(session, slug, today=dt.date.max)
        if present is not None and present.edition != "plain":
            continue
        shown = document(register, council=library.council.name, facts=register.facts, quotes=None)
        digest = snapshots.keep(session, kind="policy", text=canonical(shown), now=now)
        if present is not None and present.document_digest == digest:
            continue
        version = queries.version_with_document(session, slug, digest)
        if version is None:
            version = keep_version(session, shown, digest=digest, source=None, now=now)
        starts_on = min((rule.starts_on for rule in library.council.programme), default=day_of(now))
        in_force_on = starts_on if present is None else day_of(now)
        ledger.add(
            session,
            PolicyAcceptance(version_id=version.id, in_force_on=in_force_on, minute=None, by_id=SYSTEM),
            now=now,
        )


def keep_version(
    session: Session, shown: Document, *, digest: str, source: tuple[str, str] | None, now: dt.datetime
) -> PolicyVersion:
    """Keep a text of a policy; ``source`` is the imported file's name and the digest of its bytes."""
    version = PolicyVersion(
        policy=shown.policy,
        edition=shown.edition,
        document_digest=digest,
        source_name=source[0] if source else None,
        source_digest=source[1] if source else None,
        facts=dict(shown.facts),
    )
    ledger.add(session, version, now=now)
    return version


def version_in_force(
    session: Session,
    *,
    library: CouncilLibrary,
    policy: str,
    today: dt.date,
    known_by: dt.datetime | None = None,
) -> PolicyVersion:
    """The version everybody is asked about today, as far as it was known by then."""
    if policy not in library.policies:
        raise Refused("We cannot find that policy.", kind="not found")
    version = queries.version_in_force(session, policy, today=today, known_by=known_by)
    if version is None:
        raise Refused("No version of this policy is in force yet. Ask the Town Clerk.", kind="not found")
    return version


def version_then(session: Session, *, policy: str, at: dt.datetime) -> PolicyVersion | None:
    """The version in force at an instant as it was known then; None where there was none.

    It asks nothing of today's content, so that a record still shows when its policy is gone.
    """
    return queries.version_in_force(session, policy, today=day_of(at), known_by=at)


def document_of(session: Session, version: PolicyVersion) -> Document:
    """What this version's page displays, from the bytes that were kept."""
    kept = _known(version.document_digest)
    if kept.document is None:
        kept.document = Document.model_validate_json(snapshots.text_of(session, version.document_digest))
    return kept.document


class _Kept:
    """A document once read; its digest names its bytes, so it can never be out of date."""

    document: Document | None = None


@lru_cache(maxsize=64)
def _known(digest: str) -> _Kept:  # noqa: ARG001
    return _Kept()


def name_of(session: Session, version: PolicyVersion) -> str:
    """The version in one line, as a certificate prints it."""
    return document_of(session, version).name


def cite(
    session: Session, *, library: CouncilLibrary, policy: str, clauses: Iterable[str], today: dt.date
) -> list[Cited]:
    """These clauses of the version in force, in the order given."""
    version = version_in_force(session, library=library, policy=policy, today=today)
    return cited_from(document_of(session, version), clauses)


def cited_from(shown: Document, clauses: Iterable[str]) -> list[Cited]:
    """These clauses of a document, in the order given; what it does not hold is left out."""
    found = ((clause_id, shown.shows(clause_id)) for clause_id in dict.fromkeys(clauses))
    return [
        Cited(
            id=clause_id,
            label=point.label if point else clause.label,
            policy_date=shown.adopted,
            quote=clause.quote,
            plain=point.plain if point else clause.plain,
        )
        for clause_id, (clause, point) in ((each, pair) for each, pair in found if pair is not None)
    ]


def changes_since(session: Session, before: str, after: Document) -> list[Change]:
    """Clause by clause, what differs from a version acknowledged before."""
    version = queries.version(session, before)
    if version is None:
        return []
    old = document_of(session, version)
    was = {clause.id: clause for part in old.parts for clause in part.clauses}
    now = {clause.id: clause for part in after.parts for clause in part.clauses}
    changed = [_change(was.get(clause_id), now.get(clause_id)) for clause_id in dict.fromkeys([*was, *now])]
    return [change for change in changed if change is not None]


def _change(before: Shown | None, after: Shown | None) -> Change | None:
    old, new = _text(before), _text(after)
    if old == new:
        return None
    label = after.label if after else before.label if before else ""
    kind = "new" if before is None else "withdrawn" if after is None else "changed"
    return Change(label, kind, old, new)


def _text(clause: Shown | None) -> str | None:
    """The words that count: the council's own where there are any, else the plain English."""
    if clause is None:
        return None
    return clause.quote or " ".join([clause.plain, *(point.plain for point in clause.points)])
