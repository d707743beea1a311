"""The clerk's acceptance of imported wording: in force from a day, by a minute."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from lms.domain.days import day_of, short_day
from lms.domain.documents import Document
from lms.domain.imported import ImportedPolicy
from lms.domain.policies import PolicyRegister
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.library.paper.match import match_clauses
from lms.services import policies, programme
from lms.services.adopting import READ_AS
from lms.storage import ledger, snapshots
from lms.storage.queries import policies as queries
from lms.storage.rows import PolicyAcceptance, PolicyVersion

LONGEST_MINUTE = 200
# A council looks this far ahead at most; a day beyond it is a year mistyped.
MOST_DAYS_AHEAD = 366
MOST_NAMED = 5
LONGEST_OPENING = 60
NO_SUCH_CLAUSE = (
    "The document has no {}, which the register has. Correct the document or the register in "
    "content/policies, and import it again."
)
UNKNOWN_CLAUSE = (
    "The register does not know {} of the document. Add them to it in content/policies, with a "
    "plain-English sentence each, and import it again."
)
NO_SUCH_HEADING = (
    "The document has no heading {}, which the register has. Correct the document or the register in "
    "content/policies, and import it again."
)
UNKNOWN_HEADING = (
    "The register does not know the heading {} of the document. If it is a rule, end it with a full stop; "
    "if it is a heading, add it to the register in content/policies. Then import it again."
)
NOT_UNDERSTOOD = (
    "Not understood: line {}. What belongs to the policy must stand where a clause can hold it; take the "
    "rest out of the document. Then import it again."
)


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

    Saying the same twice gives the first acceptance again. A day still to come is corrected by accepting
    again, this version or another: what was decided last rules from its day on, and both are kept. Wording
    that does not match the register is a conflict.
    """
    check_may(actor, Action.ACCEPT_POLICY)
    minute = _checked_minute(minute)
    today = day_of(now)
    decided = queries.acceptances(session, version.policy)
    present = _said_before(decided, version, minute=minute, in_force_on=in_force_on, today=today)
    if present is not None:
        return present
    read = ImportedPolicy.model_validate_json(snapshots.text_of(session, version.facts[READ_AS]))
    check_is_whole(read, library.policies[version.policy])
    check_is_displayed(read, policies.document_of(session, version))
    check_day(in_force_on, approved_on=read.facts.approved_on, decided=decided, today=today)
    by_id = actor.person_id
    acceptance = PolicyAcceptance(version_id=version.id, in_force_on=in_force_on, minute=minute, by_id=by_id)
    ledger.add(session, acceptance, now=now)
    programme.bring_up_to_date(session, library=library, today=today, now=now)
    return acceptance


def gave_way(
    session: Session, accepted: PolicyAcceptance, *, policy: str, today: dt.date
) -> list[tuple[str, dt.date]]:
    """The versions still to come that this acceptance takes the place of, with the day each was meant for."""
    return [
        (each.version_id, each.in_force_on)
        for each in queries.acceptances(session, policy)
        if each.seq < accepted.seq and each.in_force_on > today and each.in_force_on >= accepted.in_force_on
    ]


def _said_before(
    decided: Sequence[PolicyAcceptance],
    version: PolicyVersion,
    *,
    minute: str,
    in_force_on: dt.date,
    today: dt.date,
) -> PolicyAcceptance | None:
    """The acceptance that says just this already; Refused where one in force says otherwise of this version."""
    last = next((each for each in reversed(decided) if each.version_id == version.id), None)
    if last is None:
        return None
    since = [each for each in decided if each.seq > last.seq]
    is_replaced = any(each.in_force_on <= last.in_force_on for each in since)
    has_begun = last.in_force_on <= today
    if (last.minute, last.in_force_on) == (minute, in_force_on):
        if not is_replaced:
            return last
        if has_begun:
            raise Refused(
                f"This version was accepted by minute {minute} and another took its place. "
                "Give the minute by which the Council went back to it.",
                kind="conflict",
            )
    if has_begun and not since:
        raise Refused(
            f"This version was accepted already, in force on {short_day(last.in_force_on)} by minute "
            f"{last.minute}. An acceptance is not changed: import a corrected document instead.",
            kind="conflict",
        )
    return None


def check_is_whole(read: ImportedPolicy, register: PolicyRegister) -> None:
    """Refuse wording unless it and the register hold the same clauses and headings, and each line was understood."""
    matching = match_clauses(read, register)
    faults = (
        (NO_SUCH_CLAUSE, matching.missing),
        (UNKNOWN_CLAUSE, matching.unknown),
        (NO_SUCH_HEADING, [f"“{each}”" for each in matching.missing_headings]),
        (UNKNOWN_HEADING, [f"“{each.title}” (line {each.lines[0]})" for each in matching.unknown_headings]),
        (NOT_UNDERSTOOD, [f"{each.number} (“{_opening(each.text)}”)" for each in read.unowned]),
    )
    for sentence, found in faults:
        if found:
            raise Refused(sentence.format(_some(found)), kind="conflict")


def check_is_displayed(read: ImportedPolicy, shown: Document) -> None:
    """Refuse a version whose page would lack words of the document: the register knew less when it was imported."""
    quoted = {clause.id: clause.quote for part in shown.parts for clause in part.clauses}
    if quoted != {clause.id: clause.text for clause in read.clauses}:
        raise Refused(
            "The register has changed since this version was imported. Import the document again, and accept "
            "the version that it makes.",
            kind="conflict",
        )


def _some(named: Sequence[str]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _opening(text: str) -> str:
    return text if len(text) <= LONGEST_OPENING else text[:LONGEST_OPENING].rstrip() + "…"


def check_day(
    in_force_on: dt.date, *, approved_on: dt.date | None, decided: Sequence[PolicyAcceptance], today: dt.date
) -> None:
    """Refuse a day too far ahead, before the document was approved, or before the version in force began."""
    if (in_force_on - today).days > MOST_DAYS_AHEAD:
        raise Refused(
            f"{short_day(in_force_on)} is more than a year ahead. Check the year, and give a day up to "
            f"{short_day(today + dt.timedelta(days=MOST_DAYS_AHEAD))}.",
            kind="invalid",
        )
    if approved_on is not None and in_force_on < approved_on:
        raise Refused(
            f"The document says that it was approved on {short_day(approved_on)}. Give that day or a later one.",
            kind="invalid",
        )
    begun = next((each for each in reversed(decided) if each.in_force_on <= today), None)
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
