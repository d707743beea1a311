"""Certificates: issue one, show it to its owner, answer anybody who asks whether it holds."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.certificates import Validity, Words, as_typed, number_from, validity
from lms.domain.days import day_of
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.services import overseeing
from lms.storage import ledger
from lms.storage.queries import certificates as queries
from lms.storage.queries.certificates import Issued
from lms.storage.rows import Certificate, Completion


@dataclass(frozen=True)
class Proof:
    """A certificate as it may be shown: its number, frozen words, and what it amounts to today."""

    number: str
    words: Words
    validity: Validity
    withdrawn_on: dt.date | None
    reason: str | None


def issue(session: Session, completion: Completion, *, words: Words, now: dt.datetime) -> Certificate:
    """The certificate of a completion, with a number nobody can guess."""
    certificate = Certificate(
        id=number_from(secrets.token_bytes(18)),
        person_id=completion.person_id,
        completion_id=completion.id,
        words=words.as_data(),
    )
    ledger.add(session, certificate, now=now)
    return certificate


def shown_to(session: Session, actor: Actor, *, number: str, today: dt.date) -> Proof:
    """A certificate for its owner and whoever may open their page; others learn nothing of it."""
    check_may(actor, Action.SEE_OWN_RECORD)
    issued = queries.certificate(session, as_typed(number))
    if issued is None or not overseeing.may_open(session, actor, issued.certificate.person_id, today=today):
        raise Refused("We cannot find that certificate.", kind="not found")
    return proof(issued, today=today)


def held_by(session: Session, actor: Actor, *, today: dt.date) -> list[Proof]:
    """Every certificate the person acting was given, newest first."""
    check_may(actor, Action.SEE_OWN_RECORD)
    return [proof(issued, today=today) for issued in queries.certificates_of(session, actor.person_id)]


def check(session: Session, *, typed: str, today: dt.date) -> Proof:
    """What anybody may learn of a number: no more than is printed, and whether it holds. Public."""
    issued = queries.certificate(session, as_typed(typed))
    if issued is None:
        raise Refused("We do not know this number. Check each group.", kind="not found")
    return proof(issued, today=today)


def proof(issued: Issued, *, today: dt.date) -> Proof:
    """A certificate with its validity worked out for this day."""
    words = Words.from_data(issued.certificate.words)
    ended_on = day_of(issued.ending.happened_at) if issued.ending else None
    return Proof(
        number=issued.certificate.id,
        words=words,
        validity=validity(words, withdrawn_on=ended_on, today=today),
        withdrawn_on=ended_on,
        reason=issued.ending.reason if issued.ending else None,
    )
