"""Whose record somebody may open, and whose they may decide on."""

import datetime as dt

from sqlalchemy.orm import Session

from lms.domain.membership import roles_on
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, Role, check_may, may
from lms.storage.queries import accounts
from lms.storage.rows import Person


def person(session: Session, actor: Actor, person_id: str, *, today: dt.date) -> Person:
    """The person of this id, for whoever may open their page.

    Whoever sees the report opens anybody's. Somebody who only countersigns opens a clerk's and no other.
    """
    check_may(actor, Action.SEE_PERSON)
    found = session.get(Person, person_id)
    if not may(actor, Action.SEE_REPORT) and not (found and is_clerk(session, found, today=today)):
        raise Refused("You countersign for the Town Clerk, so you may open the Town Clerk’s record only.")
    if found is None:
        raise Refused("We cannot find that person.", kind="not found")
    return found


def may_open(session: Session, actor: Actor, person_id: str, *, today: dt.date) -> bool:
    """Whether this person may read that one's record: their own, or one whose page they may open."""
    if actor.person_id == person_id:
        return True
    try:
        person(session, actor, person_id, today=today)
    except Refused:
        return False
    return True


def check_may_decide(session: Session, actor: Actor, person_id: str, *, today: dt.date) -> Person:
    """The person of this id, for whoever may decide on their record; nobody decides on their own."""
    check_may(actor, Action.DECIDE)
    if actor.person_id == person_id:
        raise Refused(on_own(actor))
    return person(session, actor, person_id, today=today)


def on_own(actor: Actor) -> str:
    """Whom this person asks about their own record: the Town Clerk, unless they are the Town Clerk."""
    whom = "a deputy, or whoever countersigns for you" if Role.CLERK in actor.roles else "the Town Clerk"
    return f"Nobody decides on their own record. Ask {whom}."


def may_decide(session: Session, actor: Actor, person_id: str, *, today: dt.date) -> bool:
    """Whether this person may decide on that one's record."""
    try:
        check_may_decide(session, actor, person_id, today=today)
    except Refused:
        return False
    return True


def is_clerk(session: Session, person: Person, *, today: dt.date) -> bool:
    """Whether this person is a clerk on this day."""
    return Role.CLERK in roles_on(accounts.roles_of(session, person.id), today=today)


def countersigned(session: Session, actor: Actor, *, today: dt.date) -> list[Person]:
    """The clerks for whom this person only countersigns, by name; empty for everybody else."""
    if may(actor, Action.SEE_REPORT) or not may(actor, Action.SEE_PERSON):
        return []
    return list(accounts.live_holders(session, Role.CLERK, today=today))
