"""What one request stands on: its council, its clock, its one transaction, and whoever is signed in."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from lms.domain.councils import Council
from lms.domain.days import day_of
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import accounts, programme
from lms.services.accounts import SignedIn
from lms.settings import Settings
from lms.storage.engine import Database
from lms.storage.troubles import StorageTrouble, WroteWhileReading

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Installation:
    """All that the views of one council share."""

    settings: Settings
    library: CouncilLibrary
    database: Database
    clock: Clock


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login is not typed
    """Flask-Login's idea of somebody signed in; its id is the secret token of the sign-in."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.id = token
        self.signed_in = signed_in


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def hang(app: Flask, installation: Installation) -> None:
    """Give the application its installation, its sign-in and the end of each request's reading."""
    app.extensions["installation"] = installation
    manager = LoginManager()
    # The server-side row decides; the address and browser of a phone change on the way to work.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    app.after_request(_finish_reading)
    app.teardown_request(_end_reading)


def installation() -> Installation:
    found: Installation = current_app.extensions["installation"]
    return found


def database() -> Database:
    return installation().database


def library() -> CouncilLibrary:
    return installation().library


def council() -> Council:
    return installation().library.council


def now() -> dt.datetime:
    """The instant of this request, the same however often it is asked."""
    if "now" not in g:
        g.now = installation().clock()
    instant: dt.datetime = g.now
    return instant


def today() -> dt.date:
    """The day of this request in Europe/London."""
    return day_of(now())


def reading() -> Session:
    """The session this request reads from: one snapshot, which refuses to be changed."""
    if "reading" not in g:
        g.reading_ends = ExitStack()
        g.reading = g.reading_ends.enter_context(database().reading())
    session: Session = g.reading
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """The one transaction of a request that changes something: committed on leaving, before any answer."""
    if request.method in SAFE:
        raise WroteWhileReading(f"{request.method} {request.path} tried to write")
    _end_reading()
    with database().writing() as session:
        yield session


@contextmanager
def bookkeeping() -> Iterator[Session]:
    """A short transaction of its own, for what must be kept whatever becomes of the request, on GET too."""
    with database().writing() as session:
        yield session


def visitor() -> Actor | None:
    """Whoever is signed in, or None; None too on the page that says that the records cannot be reached."""
    if "is_unknown" in g:
        return None
    try:
        who: Actor | None = current_user.signed_in.actor if current_user.is_authenticated else None
    except StorageTrouble:
        g.is_unknown = True
        raise
    return who


def is_visitor_unknown() -> bool:
    """Whether the records could not be asked who is signed in."""
    return "is_unknown" in g


def actor() -> Actor:
    """Whoever is signed in; on pages whose door lets only them in."""
    who = visitor()
    if who is None:
        raise Refused("Sign in to see this page.", kind="signed out")
    return who


def sign_in(token: str) -> Actor:
    """Put a new sign-in's token in a fresh cookie; nothing of the old cookie is kept."""
    cookie.clear()
    g.pop("csrf_token", None)
    found = _load(token)
    if found is None:
        raise Refused("This account is closed.")
    login_user(found)
    who: Actor = found.signed_in.actor
    return who


def end_earlier(records: Session) -> None:
    """End the sign-in that this browser has had until now, before another takes its place."""
    token = cookie_token()
    if token is not None:
        accounts.end(records, token, now=now())


def catch_up(records: Session, token: str) -> None:
    """Write what today asks of whoever has just signed in, should the daily run be late."""
    person_id = accounts.person_behind(records, token)
    if person_id is not None:
        programme.catch_up(records, person_id, library=library(), now=now())


def sign_out() -> None:
    """End the sign-in in the records and empty the cookie."""
    token = cookie_token()
    if token is not None:
        with bookkeeping() as session:
            accounts.end(session, token, now=now())
    logout_user()
    cookie.clear()
    g.pop("csrf_token", None)


def cookie_token() -> str | None:
    """The token in the cookie, though its sign-in may have run out."""
    token = cookie.get("_user_id")
    return token if isinstance(token, str) else None


def _load(token: str) -> Visitor | None:
    signed_in = accounts.who(reading(), token, now=now())
    if signed_in is None:
        return None
    if signed_in.wants_touch(now()):
        # Reading goes on when the records cannot be written for the moment.
        with suppress(StorageTrouble), bookkeeping() as session:
            accounts.touch(session, signed_in.token_hash, now=now())
    return Visitor(token, signed_in)


def _finish_reading(response: Response) -> Response:
    """Whatever a page changed while it was reading is noticed while there is still time to say so."""
    if not response.is_streamed:
        _end_reading()
    return response


def _end_reading(_: BaseException | None = None) -> None:
    g.pop("reading", None)
    ends: ExitStack | None = g.pop("reading_ends", None)
    if ends is not None:
        ends.close()
