"""Questions asked of accounts: who is signed in, which roles they hold, and which invitations are open."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from lms.storage.rows import Away, Invitation, Person, PersonAudience, RoleGrant, SignIn, SignInFailure

# Asked by every page, so built once; a built statement costs as much as its answer.
_SIGN_IN = (
    select(SignIn, Person)
    .join(Person, Person.id == SignIn.person_id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
)
_ROLES = select(RoleGrant).where(RoleGrant.person_id == bindparam("person"))


def sign_in_of(session: Session, token_hash: str) -> tuple[SignIn, Person] | None:
    """A sign-in that was not ended, with its person."""
    row = session.execute(_SIGN_IN, {"token_hash": token_hash}).first()
    return (row[0], row[1]) if row else None


def answers(session: Session) -> bool:
    """Whether the database can be asked at all."""
    return session.scalar(select(func.count()).select_from(select(Person.id).limit(1).subquery())) is not None


def roles_of(session: Session, person_id: str) -> Sequence[RoleGrant]:
    """Every role this person was ever granted."""
    return session.scalars(_ROLES, {"person": person_id}).all()


def person_with_email(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email))


def people_with_reference(session: Session, prefix: str) -> Sequence[Person]:
    """People whose reference begins with this, by reference."""
    return session.scalars(
        select(Person).where(Person.reference.startswith(prefix, autoescape=True)).order_by(Person.reference)
    ).all()


def audiences_of(session: Session, people: Sequence[str]) -> dict[str, list[str]]:
    """The audiences each of these people has now or had, oldest first."""
    found: dict[str, list[str]] = {person_id: [] for person_id in people}
    rows = session.execute(
        select(PersonAudience.person_id, PersonAudience.audience)
        .where(PersonAudience.person_id.in_(people))
        .order_by(PersonAudience.from_on, PersonAudience.audience)
    )
    for person_id, audience in rows:
        found[person_id].append(audience)
    return found


def touch(session: Session, token_hash: str, *, now: dt.datetime) -> None:
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(seen_at=now))


def end_sign_in(session: Session, token_hash: str, *, now: dt.datetime) -> None:
    session.execute(
        update(SignIn).where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end_sign_ins(session: Session, person_id: str, *, now: dt.datetime) -> None:
    """End every sign-in of this person."""
    session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def tries_since(session: Session, account: str, *, since: dt.datetime) -> Sequence[dt.datetime]:
    return session.scalars(
        select(SignInFailure.at).where(SignInFailure.account == account, SignInFailure.at > since)
    ).all()


def forget_tries(session: Session, account: str) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.account == account))


def forget_tries_before(session: Session, *, before: dt.datetime) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.at < before))


def invitation(session: Session, token_hash: str) -> tuple[Invitation, Person] | None:
    row = session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.token_hash == token_hash)
    ).first()
    return (row[0], row[1]) if row else None


def close_invitations(session: Session, person_id: str, *, now: dt.datetime) -> None:
    """Every invitation of this person that is still open is used up."""
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )


def is_clerk_away(session: Session, *, today: dt.date) -> bool:
    """Whether somebody who is the clerk today is recorded as away today."""
    return (
        session.scalar(
            select(Away.id)
            .join(RoleGrant, RoleGrant.person_id == Away.person_id)
            .where(
                RoleGrant.role == "clerk",
                RoleGrant.from_on <= today,
                or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= today),
                Away.from_on <= today,
                Away.until_on >= today,
            )
            .limit(1)
        )
        is not None
    )


def live_holders(session: Session, role: str, *, today: dt.date) -> Sequence[Person]:
    """The people who hold this role today and have not left, by name."""
    return session.scalars(
        select(Person)
        .where(
            Person.id == RoleGrant.person_id,
            RoleGrant.role == role,
            RoleGrant.from_on <= today,
            or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= today),
            or_(Person.left_on.is_(None), Person.left_on > today),
        )
        .distinct()
        .order_by(Person.sort_name, Person.id)
    ).all()


def person_called(session: Session, given: str) -> Person | None:
    """The person with this e-mail address, reference or id."""
    return session.scalar(
        select(Person).where(
            or_(Person.email == given.strip().lower(), Person.reference == given, Person.id == given)
        )
    )
