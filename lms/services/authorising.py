"""Who may speak for the council today, and what stops those who may not."""

import datetime as dt
import secrets
from collections.abc import Sequence

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
from lms.storage.queries.owing import standing_rows
from lms.storage.queries.policies import version_in_force
from lms.storage.rows import Authorisation, Entry, PersonAudience, StandingDates


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
    grants = queries.live_grants(session, person_id=person_id)
    if not grants:
        return None
    mine = standing_rows(session, person_id) if rows is None else rows
    needs = [
        *_trained(session, mine, library=library, today=today),
        _acknowledged(session, person_id, mine, library=library, today=today),
    ]
    names = {channel.slug: channel.name for channel in library.council.channels}
    channels = dict.fromkeys(names.get(channel, channel) for grant in grants for channel in grant.channels)
    return speaking(tuple(channels), needs)


def _trained(
    session: Session, rows: Sequence[StandingDates], *, library: CouncilLibrary, today: dt.date
) -> list[Need]:
    """What rules in force ask of officers, as this person stands in each."""
    mine = {row.thing: dates_of(row) for row in rows if row.kind == "module"}
    asked = sorted(queries.officer_modules(session, today=today))
    return [_training(_module_title(library, slug), mine.get(slug), today=today) for slug in asked]


def _training(title: str, dates: Dates | None, *, today: dt.date) -> Need:
    if dates is None:
        return Need(title, Standing.DUE, None)
    lasts_until = falls_on(dates, today=today) if dates.done_on else None
    return Need(title, standing_of(dates, today=today), lasts_until)


def _acknowledged(
    session: Session,
    person_id: str,
    rows: Sequence[StandingDates],
    *,
    library: CouncilLibrary,
    today: dt.date,
) -> Need:
    """The acknowledgement of the council's policy, though no rule may ask it of this person."""
    policy = library.council.policy
    row = next((each for each in rows if (each.kind, each.thing) == ("acknowledgement", policy)), None)
    title = f"the acknowledgement of the {policy_title(library, policy)}"
    if row is not None and not row.is_withdrawn:
        standing = standing_of(dates_of(row), today=today)
        before = standing is Standing.DUE and queries.has_acknowledged_any(session, person_id, policy)
        return Need(title, standing, None, is_training=False, was_held_before=before)
    version = version_in_force(session, policy, today=today)
    is_held = version is not None and queries.has_acknowledged(session, person_id, version.id)
    return Need(title, Standing.CURRENT if is_held else Standing.DUE, None, is_training=False)


def _module_title(library: CouncilLibrary, slug: str) -> str:
    return library.modules[slug].title if slug in library.modules else slug.replace("-", " ")


def in_words(found: Speaking) -> str:
    """One sentence about an authorisation, to the person who holds it."""
    where = _listed(found.channels)
    if found.is_live:
        until = f" until {short_day(found.until)}" if found.until else ""
        return f"You may post for the Council on {where}{until}."
    return f"You may not post for the Council on {where} for now: {_listed(found.lacking)}."


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
        raise Refused("Nobody authorises themselves. Ask the deputy or the Mayor.")
    row = Authorisation(
        person_id=person_id,
        channels=list(channels),
        granted_on=day_of(now),
        by_id=actor.person_id,
    )
    ledger.add(session, row, now=now)
    return row
