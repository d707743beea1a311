"""Questions asked of certificates and what ended them."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.storage.rows import Certificate, CertificateEnding, Completion


@dataclass(frozen=True)
class Issued:
    """A certificate and, where it was withdrawn or superseded, what ended it."""

    certificate: Certificate
    ending: CertificateEnding | None


def certificate(session: Session, number: str) -> Issued | None:
    row = session.execute(
        select(Certificate, CertificateEnding)
        .outerjoin(CertificateEnding, CertificateEnding.certificate_id == Certificate.id)
        .where(Certificate.id == number)
    ).first()
    return Issued(row[0], row[1]) if row else None


def certificates_of(session: Session, person_id: str) -> list[Issued]:
    """Every certificate this person was given, newest first."""
    rows = session.execute(
        select(Certificate, CertificateEnding)
        .outerjoin(CertificateEnding, CertificateEnding.certificate_id == Certificate.id)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.seq.desc())
    )
    return [Issued(issued, ending) for issued, ending in rows]


def completion_with_certificate(
    session: Session, assignment_id: str
) -> tuple[dt.date | None, str | None] | None:
    """Until when this assignment's completion holds, with the number of its certificate."""
    row = session.execute(
        select(Completion.valid_until, Certificate.id)
        .outerjoin(Certificate, Certificate.completion_id == Completion.id)
        .where(Completion.assignment_id == assignment_id)
    ).first()
    return (row[0], row[1]) if row else None
