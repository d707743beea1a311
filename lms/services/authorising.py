"""Who may speak for the council today, and what stops those who may not."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.authorisations import Need, Speaking, speaking
from lms.domain.days import day_of, short_day
from lms.domain.periods import AUTHORISED
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Dates, Standing, falls_on, standing_of
from lms.library.library import CouncilLibrary
from lms.services.owing import dates_of, policy_title
from lms.storage import ledger
from lms.storage.queries import officers as queries
from lms.storage.queries.owing import standing_rows_of
from lms.storage.queries.policies import version_in_force
from lms.storage.rows import Authorisation, Entry, PersonAudience, StandingDates


@dataclass(frozen=True)
class Officer:
    """Somebody whom the Town Clerk let speak for the council, and whether they may today."""

    person_id: str
    name: str
    speaking: Speaking


def officers(session: Session, actor: Actor, *, library: CouncilLibrary, today: dt.date) -> list[Officer]:
    """Everybody with a grant, by name, with what it amounts to today."""
    check_may(actor, Action.SEE_REPORT)
    people = queries.granted_people(session, today=today)
    found = _speaking(session, [person.id for person in people], library=library, today=today)
    return [Officer(person.id, person.name, found[person.id]) for person in people]


def speaking_of(
    session: Session,
    person_id: str,
    *,
    library: CouncilLibrary,
    today: dt.date,
    rows: Sequence[StandingDates] | None = None,
) -> Speaking | None:
    """One person's authorisation as it stands today; None where nothing was granted.

    ``rows`` are the dates behind what the person owes and holds, where the caller has read them already.
    """
    return _speaking(session, [person_id], library=library, today=today, rows=rows).get(person_id)


@dataclass(frozen=True)
class _Asked:
    """What an authorisation rests on in this council today."""

    modules: Mapping[str, str]
    policy: str
    version_id: str | None
    acknowledged: Set[tuple[str, str]]
    title: str


def _speaking(
    session: Session,
    people: Sequence[str],
    *,
    library: CouncilLibrary,
    today: dt.date,
    rows: Sequence[StandingDates] | None = None,
) -> dict[str, Speaking]:
    """The authorisations of those of these people who have one, in a fixed number of questions."""
    grants = queries.live_grants(session, people)
    if not grants:
        return {}
    read = standing_rows_of(session, people) if rows is None else rows
    asked = _asked(session, people, library=library, today=today)
    names = {channel.slug: channel.name for channel in library.council.channels}
    found = {}
    for person_id in dict.fromkeys(each.person_id for each in grants):
        mine = [row for row in read if row.person_id == person_id]
        needs = [*_trained(mine, asked, today=today), _acknowledged(person_id, mine, asked, today=today)]
        given = (each.channels for each in grants if each.person_id == person_id)
        channels = dict.fromkeys(names.get(channel, channel) for some in given for channel in some)
        found[person_id] = speaking(tuple(channels), needs)
    return found


def _asked(session: Session, people: Sequence[str], *, library: CouncilLibrary, today: dt.date) -> _Asked:
    policy = library.council.policy
    version = version_in_force(session, policy, today=today)
    slugs = sorted(queries.officer_modules(session, today=today))
    return _Asked(
        modules={slug: _module_title(library, slug) for slug in slugs},
        policy=policy,
        version_id=version.id if version else None,
        acknowledged=queries.acknowledged_by(session, people, policy),
        title=f"the acknowledgement of the {policy_title(library, policy)}",
    )


def _trained(rows: Sequence[StandingDates], asked: _Asked, *, today: dt.date) -> list[Need]:
    """What rules in force ask of officers, as this person stands in each."""
    mine = {row.thing: dates_of(row) for row in rows if row.kind == "module"}
    return [_training(title, mine.get(slug), today=today) for slug, title in asked.modules.items()]


def _training(title: str, dates: Dates | None, *, today: dt.date) -> Need:
    if dates is None:
        return Need(title, Standing.DUE, None)
    lasts_until = falls_on(dates, today=today) if dates.done_on else None
    return Need(title, standing_of(dates, today=today), lasts_until)


def _acknowledged(person_id: str, rows: Sequence[StandingDates], asked: _Asked, *, today: dt.date) -> Need:
    """The acknowledgement of the council's policy, though no rule may ask it of this person."""
    row = next((each for each in rows if (each.kind, each.thing) == ("acknowledgement", asked.policy)), None)
    if row is not None and not row.is_withdrawn:
        standing = standing_of(dates_of(row), today=today)
        ever = any(person == person_id for person, _ in asked.acknowledged)
        before = standing is Standing.DUE and ever
        return Need(asked.title, standing, None, is_training=False, was_held_before=before)
    is_held = (person_id, asked.version_id) in asked.acknowledged
    return Need(asked.title, Standing.CURRENT if is_held else Standing.DUE, None, is_training=False)


def _module_title(library: CouncilLibrary, slug: str) -> str:
    return library.modules[slug].title if slug in library.modules else slug.replace("-", " ")


def in_words(found: Speaking) -> str:
    """One sentence about an authorisation, to the person who holds it."""
    where = _listed(found.channels)
    if found.is_live:
        until = f" until {short_day(found.until)}" if found.until else ""
        return f"You may post for the Council on {where}{until}."
    return f"You may not post for the Council on {where} for now: {_listed(found.lacking)}."


def in_short(found: Speaking) -> str:
    """One line about somebody's authorisation, to the clerk."""
    where = _listed(found.channels)
    if found.is_live:
        return f"{where}, until {short_day(found.until)}" if found.until else where
    return f"Not today on {where}: {_listed(found.lacking)}"


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def nominate(session: Session, actor: Actor, *, person_id: str, now: dt.datetime) -> None:
    """Name somebody as an officer to be authorised, so that they owe the training first. Twice is once."""
    check_may(actor, Action.CHANGE_PEOPLE)
    if queries.is_nominated(session, person_id):
        return
    row = PersonAudience(
        id=secrets.token_hex(16),
        person_id=person_id,
        audience=AUTHORISED,
        from_on=day_of(now),
        until_on=None,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    detail = {"gained": AUTHORISED, "from_on": row.from_on.isoformat()}
    ledger.add(
        session,
        Entry(
            kind="audience change",
            person_id=person_id,
            by_id=actor.person_id,
            detail=detail,
        ),
        now=now,
    )


def grant(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    person_id: str,
    channels: Sequence[str],
    now: dt.datetime,
) -> Authorisation:
    """Let a person speak for the council on these channels (HCC-5.3.s2, LTC-4B-p3: the Town Clerk's to give)."""
    check_may(actor, Action.AUTHORISE)
    known = {channel.slug: channel.name for channel in library.council.channels}
    unknown = [channel for channel in channels if channel not in known]
    if unknown or not channels:
        raise Refused(f"Name channels of the Council: {', '.join(known)}.", kind="invalid")
    if person_id == actor.person_id:
        raise Refused("Nobody authorises themselves.")
    row = Authorisation(
        person_id=person_id,
        channels=list(channels),
        granted_on=day_of(now),
        by_id=actor.person_id,
    )
    ledger.add(session, row, now=now)
    return row
