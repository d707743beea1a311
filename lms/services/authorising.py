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
from lms.domain.standing import Standing, falls_on, standing_of
from lms.library.library import CouncilLibrary
from lms.services.owing import dates_of
from lms.storage import ledger
from lms.storage.queries import officers as queries
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import Authorisation, Entry, PersonAudience, StandingDates


def speaking_of(
    session: Session, person_id: str, *, library: CouncilLibrary, today: dt.date
) -> Speaking | None:
    """One person's authorisation as it stands today; None where nothing was granted."""
    grants = queries.live_grants(session, person_id=person_id)
    if not grants:
        return None
    modules = queries.officer_modules(session, today=today)
    policy = library.council.policy
    rows = [row for row in standing_rows(session, person_id) if _rests_on(row, modules, policy)]
    before = queries.has_acknowledged_any(session, person_id, policy)
    needs = [_need(row, library=library, today=today, was_held_before=before) for row in rows]
    needs += [
        Need(_title(library, "module", slug), Standing.DUE, None)
        for slug in modules - {r.thing for r in rows}
    ]
    names = {channel.slug: channel.name for channel in library.council.channels}
    channels = dict.fromkeys(names.get(channel, channel) for grant in grants for channel in grant.channels)
    return speaking(tuple(channels), needs)


def _rests_on(row: StandingDates, modules: set[str], policy: str) -> bool:
    return row.thing in modules if row.kind == "module" else row.thing == policy


def _title(library: CouncilLibrary, kind: str, slug: str) -> str:
    if kind == "module":
        return library.modules[slug].title if slug in library.modules else slug
    return f"the acknowledgement of the {library.policies[slug].title if slug in library.policies else slug}"


def _need(
    row: StandingDates,
    *,
    library: CouncilLibrary,
    today: dt.date,
    was_held_before: bool,
) -> Need:
    dates = dates_of(row)
    is_policy = row.kind == "acknowledgement"
    return Need(
        title=_title(library, row.kind, row.thing),
        standing=standing_of(dates, today=today),
        lasts_until=falls_on(dates, today=today) if not is_policy and dates.done_on else None,
        was_held_before=is_policy and was_held_before,
    )


def of_person(session: Session, actor: Actor, *, library: CouncilLibrary, today: dt.date) -> list[str]:
    """What the person acting is told about speaking for the council; nothing where nothing was granted."""
    check_may(actor, Action.LEARN)
    found = speaking_of(session, actor.person_id, library=library, today=today)
    return [in_words(found)] if found else []


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
