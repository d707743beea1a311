"""Who the council trains: adding a person, inviting them to set a password, recording that they left."""

import datetime as dt
import secrets
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from lms.domain.councils import Council
from lms.domain.days import day_of, short_day
from lms.domain.membership import is_active_member
from lms.domain.passwords import check_password
from lms.domain.periods import AUTHORISED
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, Role, check_may
from lms.services.accounts import hashed
from lms.storage import ledger
from lms.storage.queries import accounts as queries
from lms.storage.rows import Entry, Invitation, Person, PersonAudience, RoleGrant

OPERATOR = "operator"
INVITATION_HOLDS = dt.timedelta(days=5)
LONGEST_NAME = 200
LONGEST_REFERENCE = 60
EARLIEST = dt.date(1900, 1, 1)
AHEAD = dt.timedelta(days=366)
GIVEN_ROLES = frozenset(Role) - {Role.LEARNER}


def operator() -> Actor:
    """Whoever has the command line: not a person of the council, and able to do what a clerk can."""
    return Actor(OPERATOR, "The operator", frozenset({Role.CLERK}), "command line")


@dataclass(frozen=True)
class NewPerson:
    """What is told about somebody to be added. ``email`` may be None for people reached on paper."""

    name: str
    email: str | None
    joined_on: dt.date
    audiences: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    reference: str | None = None


def add_person(
    session: Session, actor: Actor, *, council: Council, new: NewPerson, now: dt.datetime
) -> Person:
    """Add a person with their audiences and roles, each with its entry in the ledger."""
    check_may(actor, Action.CHANGE_PEOPLE)
    email = _checked_email(session, new.email)
    _check_audiences(council, new.audiences)
    _check_joining(new.joined_on, today=day_of(now))
    audiences = list(dict.fromkeys(new.audiences))
    person = Person(
        id=secrets.token_hex(16),
        reference=_checked_reference(session, new.reference),
        name=_checked_name(new.name),
        email=email,
        joined_on=new.joined_on,
        left_on=None,
        left_by=None,
        recorded_at=now,
        password_hash=None,
    )
    session.add(person)
    session.flush()
    for audience in audiences:
        session.add(
            PersonAudience(
                id=secrets.token_hex(16),
                person_id=person.id,
                audience=audience,
                from_on=new.joined_on,
                until_on=None,
                recorded_at=now,
            )
        )
    detail: dict[str, object] = {"joined_on": new.joined_on.isoformat(), "audiences": audiences}
    _enter(session, actor, kind="joined", person=person, detail=detail, now=now)
    for role in dict.fromkeys(new.roles):
        grant_role(session, actor, person=person, role=role, now=now)
    return person


def grant_role(session: Session, actor: Actor, *, person: Person, role: Role, now: dt.datetime) -> None:
    """Give a role from today; nobody may give more than they hold."""
    check_may(actor, Action.CHANGE_PEOPLE)
    if role not in GIVEN_ROLES or Role.CLERK not in actor.roles:
        raise Refused(f"Your account may not give the role of {role.value}. Ask the Town Clerk.")
    session.add(
        RoleGrant(
            id=secrets.token_hex(16),
            person_id=person.id,
            role=role.value,
            from_on=day_of(now),
            until_on=None,
            granted_by=actor.person_id,
            recorded_at=now,
        )
    )
    _enter(session, actor, kind="role change", person=person, detail={"granted": role.value}, now=now)


def invite(session: Session, actor: Actor, *, person: Person, now: dt.datetime) -> str:
    """The secret of a new invitation to set a password; every older one of this person is closed."""
    check_may(actor, Action.CHANGE_PEOPLE)
    if not is_active_member(person.left_on, today=day_of(now)):
        raise Refused(f"{person.name} has left the Council and cannot be invited.")
    if person.email is None:
        raise Refused(f"{person.name} has no e-mail address to sign in with. Add one first.", kind="invalid")
    token = secrets.token_urlsafe(32)
    queries.close_invitations(session, person.id, now=now)
    session.add(
        Invitation(
            token_hash=hashed(token),
            person_id=person.id,
            created_by=actor.person_id,
            created_at=now,
            expires_at=now + INVITATION_HOLDS,
            used_at=None,
        )
    )
    _enter(session, actor, kind="invitation", person=person, detail={}, now=now)
    return token


def invited(session: Session, token: str, *, now: dt.datetime) -> Person:
    """The person whose open invitation this is; one refusal for whatever is wrong with it."""
    found = queries.invitation(session, hashed(token))
    if found is not None:
        invitation, person = found
        is_open = invitation.used_at is None and now < invitation.expires_at
        if is_open and is_active_member(person.left_on, today=day_of(now)):
            return person
    raise Refused(
        "This link does not work any more. It can be used once, within 5 days. Ask the Town Clerk for another.",
        kind="not found",
    )


def check_new_password(person: Person, password: str, *, council: Council) -> None:
    """Raise `Refused` with a cure unless this password is good enough for this person."""
    own = (
        person.name,
        person.email or "",
        council.name,
        council.place,
        council.short_name,
        *council.common_words,
    )
    check_password(password, known_words=own)


def accept_invitation(session: Session, token: str, *, new_hash: str, now: dt.datetime) -> Person:
    """Set the invited person's password, use the invitation up and end every sign-in they had."""
    person = invited(session, token, now=now)
    person.password_hash = new_hash
    queries.close_invitations(session, person.id, now=now)
    queries.end_sign_ins(session, person.id, now=now)
    return person


def record_leaving(session: Session, actor: Actor, *, person: Person, on: dt.date, now: dt.datetime) -> None:
    """Record the first day on which somebody is no longer with the council; from it they cannot sign in."""
    check_may(actor, Action.DECIDE)
    if person.left_on is not None:
        raise Refused(
            f"{person.name} is already recorded as having left on {short_day(person.left_on)}.",
            kind="conflict",
        )
    if on < person.joined_on:
        raise Refused(
            f"{person.name} joined on {short_day(person.joined_on)}; give a later day.", kind="invalid"
        )
    if on > day_of(now) + AHEAD:
        raise Refused("Give a leaving date up to a year ahead.", kind="invalid")
    _check_not_last_clerk(session, person, on=on)
    person.left_on = on
    person.left_by = actor.person_id
    queries.close_invitations(session, person.id, now=now)
    if not is_active_member(on, today=day_of(now)):
        queries.end_sign_ins(session, person.id, now=now)
    _enter(session, actor, kind="left", person=person, detail={"left_on": on.isoformat()}, now=now)


def person_named(session: Session, given: str) -> Person:
    """The person with this e-mail address, reference or id."""
    person = queries.person_called(session, given)
    if person is None:
        raise Refused(f"Nobody here has the e-mail address or reference {given}.", kind="not found")
    return person


def _check_not_last_clerk(session: Session, person: Person, *, on: dt.date) -> None:
    clerks = queries.live_holders(session, Role.CLERK, today=on)
    if [clerk.id for clerk in clerks] == [person.id]:
        raise Refused(f"{person.name} is the only clerk. Give somebody else the role first.", kind="conflict")


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"Give a name of at most {LONGEST_NAME} characters, on one line.", kind="invalid")
    return name


def _checked_email(session: Session, email: str | None) -> str | None:
    if email is None:
        return None
    try:
        email = validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as fault:
        raise Refused(f"{email} is not an e-mail address.", kind="invalid") from fault
    if queries.person_with_email(session, email) is not None:
        raise Refused(f"Somebody here already has the e-mail address {email}.", kind="conflict")
    return email


def _checked_reference(session: Session, reference: str | None) -> str | None:
    """The council's own number, as somebody would type it to name this person."""
    if reference is None:
        return None
    reference = reference.strip()
    if not reference or len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise Refused(
            f"Give a reference of at most {LONGEST_REFERENCE} characters, on one line, or none.",
            kind="invalid",
        )
    if queries.person_called(session, reference) is not None:
        raise Refused(f"Somebody here already has the reference {reference}.", kind="conflict")
    return reference


def _check_joining(on: dt.date, *, today: dt.date) -> None:
    if not EARLIEST <= on <= today + AHEAD:
        raise Refused(
            f"{on.isoformat()} cannot be the day they joined. Give a day from 1900 to a year ahead.",
            kind="invalid",
        )


def _check_audiences(council: Council, audiences: tuple[str, ...]) -> None:
    if AUTHORISED in audiences:
        raise Refused(
            f"{AUTHORISED} is never given by hand: it follows from being authorised. Add the person without it, "
            "then record what the Town Clerk decides with: lms person authorise.",
            kind="invalid",
        )
    for slug in audiences:
        if council.audience(slug) is None:
            known = ", ".join(each.slug for each in council.audiences if each.slug != AUTHORISED)
            raise Refused(f"{slug} is not an audience of {council.name}. There are: {known}.", kind="invalid")


def _enter(
    session: Session, actor: Actor, *, kind: str, person: Person, detail: dict[str, object], now: dt.datetime
) -> None:
    ledger.add(session, Entry(kind=kind, person_id=person.id, by_id=actor.person_id, detail=detail), now=now)
