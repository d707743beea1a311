"""Who may speak for the council today, and what stops those who may not."""

import datetime as dt

from sqlalchemy.orm import Session

from lms.domain.authorisations import Need, Speaking, speaking
from lms.domain.days import short_day
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Standing, falls_on, standing_of
from lms.library.library import CouncilLibrary
from lms.services.owing import dates_of
from lms.storage.queries import officers as queries
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import StandingDates


def speaking_of(
    session: Session, person_id: str, *, library: CouncilLibrary, today: dt.date
) -> Speaking | None:
    """One person's authorisation as it stands today; None where nothing was granted."""
    grants = queries.live_grants(session, person_id=person_id)
    if not grants:
        return None
    modules = queries.officer_modules(session, today=today)
    policy = library.council.policy
    rows = [
        row
        for row in standing_rows(session, person_id)
        if _rests_on(row, modules, policy)
    ]
    before = queries.has_acknowledged_any(session, person_id, policy)
    needs = [
        _need(row, library=library, today=today, was_held_before=before) for row in rows
    ]
    needs += [
        Need(_title(library, "module", slug), Standing.DUE, None)
        for slug in modules - {r.thing for r in rows}
    ]
    names = {channel.slug: channel.name for channel in library.council.channels}
    channels = dict.fromkeys(
        names.get(channel, channel) for grant in grants for channel in grant.channels
    )
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
        lasts_until=falls_on(dates, today=today)
        if not is_policy and dates.done_on
        else None,
        was_held_before=is_policy and was_held_before,
    )


def of_person(
    session: Session, actor: Actor, *, library: CouncilLibrary, today: dt.date
) -> list[str]:
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
