"""Signing in and out: who the person in front of us is, and how a stranger's guessing is slowed."""

import datetime as dt
import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from lms.domain.days import clock_of, day_of, whole_minute
from lms.domain.membership import REMEMBERED, is_active_member, is_fresh, may_try_from, roles_on
from lms.domain.passwords import tidy
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.storage.queries import accounts as queries
from lms.storage.rows import Person, SignIn, SignInFailure

BY_PASSWORD = "password"  # noqa: S105 - the name of a way to sign in
BY_DEMONSTRATION = "demonstration"
DEMONSTRATION = "demo:"
TOUCH_AFTER = dt.timedelta(minutes=1)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each check takes 19 MiB and a core; more at once than there are cores only makes everybody wait longer.
_at_once = threading.BoundedSemaphore(2)
_nobody = _hasher.hash(secrets.token_urlsafe(16))


class TooManyTries(Refused):
    """Sign-in for this address must wait; ``until`` says until when."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(
            f"There were too many tries for this address. Wait until {clock_of(whole_minute(until))}, then try again.",
            kind="invalid",
        )
        self.until = until


@dataclass(frozen=True)
class SignedIn:
    """A live sign-in: its actor, the name of its row, and when a page was last opened in it."""

    actor: Actor
    token_hash: str
    seen_at: dt.datetime

    def wants_touch(self, now: dt.datetime) -> bool:
        return now - self.seen_at >= TOUCH_AFTER


@dataclass(frozen=True)
class Candidate:
    """Whoever an address belongs to, before the password is known to fit; None where nobody."""

    account: str
    person_id: str | None
    password_hash: str | None


def hashed(token: str) -> str:
    """The name under which a secret token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def who(session: Session, token: str, *, now: dt.datetime) -> SignedIn | None:
    """The person behind this token if they still belong, hold their roles and have not been idle too long."""
    found = queries.sign_in_of(session, hashed(token))
    if found is None:
        return None
    row, person = found
    today = day_of(now)
    roles = roles_on(queries.roles_of(session, person.id), today=today)
    if not is_active_member(person.left_on, today=today):
        return None
    if not is_fresh(row.started_at, row.seen_at, roles=roles, now=now):
        return None
    return SignedIn(Actor(person.id, person.name, roles, row.method), row.token_hash, row.seen_at)


def person_behind(session: Session, token: str) -> str | None:
    """Whose sign-in this token names, though it may have run out."""
    found = queries.sign_in_of(session, hashed(token))
    return found[1].id if found else None


def touch(session: Session, token_hash: str, *, now: dt.datetime) -> None:
    """Note that a page was opened now; done at most once a minute, in a transaction of its own."""
    queries.touch(session, token_hash, now=now)


def count_try(session: Session, *, email: str, key: bytes, now: dt.datetime) -> Candidate:
    """Count a try for this address and say whose it is; raises TooManyTries.

    The try is counted before the password is looked at, so that many at once cannot outrun the count.
    ``key`` makes the kept address unreadable. Unknown addresses are counted alike.
    """
    email = email.strip().lower()
    account = hmac.new(key, email.encode(), hashlib.sha256).hexdigest()
    until = may_try_from(queries.tries_since(session, account, since=now - REMEMBERED))
    if until is not None and now < until:
        raise TooManyTries(until)
    session.add(SignInFailure(id=secrets.token_hex(16), account=account, at=now))
    person = queries.person_with_email(session, email)
    if person is None or not is_active_member(person.left_on, today=day_of(now)):
        return Candidate(account, None, None)
    return Candidate(account, person.id, person.password_hash)


def fits(candidate: Candidate, password: str) -> bool:
    """Whether this is the candidate's password; as slow for an unknown address as for a known one."""
    with _at_once:
        try:
            _hasher.verify(candidate.password_hash or _nobody, tidy(password))
        except (VerificationError, InvalidHashError):
            return False
    return candidate.password_hash is not None


def hash_of(password: str) -> str:
    """What is kept of a password."""
    with _at_once:
        return _hasher.hash(tidy(password))


def fresh_hash(candidate: Candidate, password: str) -> str | None:
    """A new hash where the kept one was made with weaker parameters than today's."""
    kept = candidate.password_hash
    return hash_of(password) if kept and _hasher.check_needs_rehash(kept) else None


def begin(session: Session, candidate: Candidate, *, new_hash: str | None, now: dt.datetime) -> str:
    """Sign the candidate in, forget the tries, and return the secret token of the new sign-in."""
    person = session.get_one(Person, candidate.person_id)
    if not is_active_member(person.left_on, today=day_of(now)):
        raise Refused("This account is closed.", kind="not allowed")
    queries.forget_tries(session, candidate.account)
    queries.forget_tries_before(session, before=now - REMEMBERED)
    if new_hash is not None:
        person.password_hash = new_hash
    return _begin(session, person, method=BY_PASSWORD, now=now)


def end(session: Session, token: str, *, now: dt.datetime) -> None:
    """Sign out: the token is worth nothing from now on."""
    queries.end_sign_in(session, hashed(token), now=now)


@dataclass(frozen=True)
class CastMember:
    """One of the invented people of a demonstration council, as its sign-in page lists them."""

    key: str
    person_id: str
    name: str
    audiences: tuple[str, ...]
    roles: frozenset[Role]
    left_on: dt.date | None


def cast(session: Session, *, today: dt.date) -> list[CastMember]:
    """The named cast: the people whose reference begins with ``demo:``."""
    people = queries.people_with_reference(session, DEMONSTRATION)
    audiences = queries.audiences_of(session, [person.id for person in people])
    return [
        CastMember(
            (person.reference or "").removeprefix(DEMONSTRATION),
            person.id,
            person.name,
            tuple(audiences[person.id]),
            roles_on(queries.roles_of(session, person.id), today=today),
            person.left_on,
        )
        for person in people
    ]


def begin_as_cast(session: Session, *, key: str, now: dt.datetime) -> str:
    """Sign in as one of the cast; the caller has made sure that this is a demonstration."""
    cast = queries.people_with_reference(session, DEMONSTRATION)
    person = next((each for each in cast if each.reference == DEMONSTRATION + key), None)
    if person is None:
        raise Refused("There is nobody of that name in the demonstration.", kind="not found")
    if not is_active_member(person.left_on, today=day_of(now)):
        raise Refused(f"{person.name} has left the Council, so this account is closed.")
    return _begin(session, person, method=BY_DEMONSTRATION, now=now)


def is_clerk_away(session: Session, *, today: dt.date) -> bool:
    """Whether the help line should name the stand-in."""
    return queries.is_clerk_away(session, today=today)


def is_reachable(session: Session) -> bool:
    """Whether the records answer; raises StorageTrouble where they do not."""
    return queries.answers(session)


def _begin(session: Session, person: Person, *, method: str, now: dt.datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hashed(token),
            person_id=person.id,
            method=method,
            started_at=now,
            seen_at=now,
            ended_at=None,
        )
    )
    return token
