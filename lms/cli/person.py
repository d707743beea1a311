"""The commands about one person: add, invite, record leaving."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from lms.cli.councils import chosen, refuse, settings_or_refuse
from lms.domain.days import day_of, short_day
from lms.domain.refusal import Refused
from lms.domain.roles import Role
from lms.library.library import CouncilLibrary
from lms.services import authorising, opening, people, programme, records, upkeep
from lms.settings import Settings

A_DAY = click.DateTime(["%Y-%m-%d"])
GIVEN = [role.value for role in Role if role in people.GIVEN_ROLES]


@click.group()
def person() -> None:
    """One person of a council."""


@person.command()
@click.argument("council")
@click.option("--name", required=True, help="The name as it stands on a certificate.")
@click.option("--email", help="What they sign in with; leave out for somebody reached on paper.")
@click.option("--role", "roles", multiple=True, type=click.Choice(GIVEN), help="A role beyond learner.")
@click.option("--audience", "audiences", multiple=True, help="An audience of the council, such as employee.")
@click.option("--joined-on", type=A_DAY, help="YYYY-MM-DD; today when left out.")
@click.option("--reference", help="The council's own number for this person.")
def add(
    council: str, name: str, email: str | None, roles: tuple[str, ...], audiences: tuple[str, ...],
    joined_on: dt.datetime | None, reference: str | None,
) -> None:  # fmt: skip
    """Add a person; with an e-mail address, print the link by which they choose a password."""
    now = dt.datetime.now(dt.UTC)
    with _council(council) as (settings, library, session):
        new = people.NewPerson(
            name=name,
            email=email,
            joined_on=joined_on.date() if joined_on else day_of(now),
            audiences=audiences,
            roles=tuple(map(Role, roles)),
            reference=reference,
        )
        added = people.add_person(session, people.operator(), council=library.council, new=new, now=now)
        _settle(session, library, added.id, now=now)
        token = people.invite(session, people.operator(), person=added, now=now) if email else None
    click.echo(f"{added.name} is added.")
    if token is not None:
        _print_link(settings, library, token)


@person.command()
@click.argument("council")
@click.argument("who", metavar="PERSON")
def invite(council: str, who: str) -> None:
    """Print a new invitation for PERSON (e-mail address or reference); older ones stop working."""
    now = dt.datetime.now(dt.UTC)
    with _council(council) as (settings, library, session):
        found = people.person_named(session, who)
        token = people.invite(session, people.operator(), person=found, now=now)
    _print_link(settings, library, token)


@person.command()
@click.argument("council")
@click.argument("who", metavar="PERSON")
@click.option(
    "--on", type=A_DAY, help="The first day they no longer belong, YYYY-MM-DD; today when left out."
)
def leave(council: str, who: str, on: dt.datetime | None) -> None:
    """Record that PERSON has left; from that day they cannot sign in, and their record stays."""
    now = dt.datetime.now(dt.UTC)
    day = on.date() if on else day_of(now)
    with _council(council) as (_, library, session):
        found = people.person_named(session, who)
        people.record_leaving(session, people.operator(), person=found, on=day, now=now)
        _settle(session, library, found.id, now=now)
    click.echo(f"{found.name} is recorded as having left on {short_day(day)}.")


@person.command()
@click.argument("council")
@click.argument("who", metavar="PERSON")
@click.option(
    "--channel", "channels", multiple=True, required=True, help="A channel of the council, such as facebook."
)
def authorise(council: str, who: str, channels: tuple[str, ...]) -> None:
    """Record that the Town Clerk lets PERSON speak for the council; they then owe the training for it."""
    now = dt.datetime.now(dt.UTC)
    with _council(council) as (_, library, session):
        found = people.person_named(session, who)
        authorising.grant(
            session, people.operator(), library=library, person_id=found.id, channels=channels, now=now
        )
        _settle(session, library, found.id, now=now)
        speaking = authorising.speaking_of(session, found.id, library=library, today=day_of(now))
    click.echo(f"{found.name} is authorised. {authorising.in_short(speaking) if speaking else ''}")


def _settle(session: Session, library: CouncilLibrary, person_id: str, *, now: dt.datetime) -> None:
    """Let what this person owes follow at once, as it would from the daily run."""
    opening.open_council(session, library=library, now=now)
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[person_id])


@contextmanager
def _council(slug: str) -> Iterator[tuple[Settings, CouncilLibrary, Session]]:
    """The council of a command, with the one transaction it works in; any refusal ends it with exit 1."""
    settings = settings_or_refuse()
    chosen(settings, slug, is_all=False)
    try:
        library = records.content_of(settings, slug)
        with records.opened(settings, slug) as database, database.writing() as session:
            yield settings, library, session
    except Refused as refusal:
        refuse(refusal.sentence)
    except upkeep.TROUBLE as trouble:
        refuse(f"{slug}: {upkeep.sentence_of(trouble)}")


def _print_link(settings: Settings, library: CouncilLibrary, token: str) -> None:
    """The link goes last, on a line of its own, so that it can be copied."""
    base = settings.address_of(library.slug, host=library.council.host) or "https://…"
    days = people.INVITATION_HOLDS.days
    click.echo(f"Give this link to them alone. It works once, for {days} days:")
    click.echo(f"{base}/invitation/{token}")
