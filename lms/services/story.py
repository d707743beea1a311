"""One person as the clerk sees them: what they owe and hold today, and their story, newest first."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from lms.domain.authorisations import Speaking
from lms.domain.days import day_of
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Dates, Standing, Tag, for_the_desk, standing_of, tag
from lms.library.library import CouncilLibrary
from lms.services import authorising, overseeing, owing, report, telling
from lms.services.telling import Told
from lms.storage.queries import audiences
from lms.storage.queries import story as queries
from lms.storage.queries.completions import URGENCY
from lms.storage.queries.story import Listed
from lms.storage.rows import Person, StandingDates

__all__ = ["Listed", "Told"]

A_PAGE = 50


@dataclass(frozen=True)
class Today:
    """One thing owed or held today, and what the clerk may change about it."""

    title: str
    standing: Standing
    dates: Dates
    words: str
    tag: Tag
    certificate: str | None
    assignment_id: str | None
    may_move: bool
    may_grant: bool


@dataclass(frozen=True)
class PersonPage:
    """``days`` is the story: each day with what happened on it, newest first.

    ``on_own`` says who decides, where the page is the reader's own.
    """

    person: Person
    audiences: tuple[str, ...]
    today: tuple[Today, ...]
    may_post: str | None
    days: tuple[tuple[dt.date, tuple[Told, ...]], ...]
    has_left: bool
    on_own: str | None
    may_decide: bool


def person_page(
    session: Session, actor: Actor, *, library: CouncilLibrary, person_id: str, now: dt.datetime
) -> PersonPage:
    """A person's page, for whoever may open it."""
    today = day_of(now)
    person = overseeing.person(session, actor, person_id, today=today)
    has_left = person.left_on is not None and person.left_on <= today
    may_decide = overseeing.may_decide(session, actor, person_id, today=today) and not has_left
    speaking = authorising.speaking_of(session, person_id, library=library, today=today)
    rows = queries.dates_of(session, person_id)
    titles = report.titles(library, ((row.kind, row.thing) for row in rows))
    return PersonPage(
        person=person,
        audiences=audience_names(session, [person_id], library=library, today=today).get(person_id, ()),
        today=_most_urgent_first(_today(row, titles, may_decide=may_decide, today=today) for row in rows),
        may_post=_may_post(speaking),
        days=_days(telling.told(session, person_id, library=library)),
        has_left=has_left,
        on_own=overseeing.on_own(actor) if actor.person_id == person_id else None,
        may_decide=may_decide,
    )


def _today(row: StandingDates, titles: report.Titles, *, may_decide: bool, today: dt.date) -> Today:
    dates = owing.dates_of(row)
    standing = standing_of(dates, today=today)
    may_change = may_decide and standing not in {Standing.CURRENT, Standing.WITHDRAWN}
    return Today(
        title=titles[row.kind, row.thing],
        standing=standing,
        dates=dates,
        words=for_the_desk(dates, today=today),
        tag=tag(dates, today=today),
        certificate=row.certificate,
        assignment_id=row.assignment_id,
        may_move=may_change and standing is not Standing.FAILED,
        may_grant=may_change and standing is Standing.FAILED,
    )


def _most_urgent_first(things: Iterable[Today]) -> tuple[Today, ...]:
    return tuple(sorted(things, key=lambda thing: URGENCY.index(thing.standing)))


def _may_post(speaking: Speaking | None) -> str | None:
    """Whether they may post, as a sentence about them; None where nothing was granted."""
    if speaking is None:
        return None
    where = " and ".join([", ".join(speaking.channels[:-1]), speaking.channels[-1]]).removeprefix(" and ")
    if not speaking.is_live:
        return f"May not post on {where} for now: {'; '.join(speaking.lacking)}."
    until = f" until {speaking.until.day} {speaking.until:%B %Y}" if speaking.until else ""
    return f"May post on {where}{until}."


def _days(told: list[Told]) -> tuple[tuple[dt.date, tuple[Told, ...]], ...]:
    told = sorted(told, key=lambda each: (each.at, each.seq), reverse=True)
    return tuple((day, tuple(of_day)) for day, of_day in groupby(told, key=lambda each: day_of(each.at)))


def audience_names(
    session: Session, people: list[str], *, library: CouncilLibrary, today: dt.date
) -> Mapping[str, tuple[str, ...]]:
    """These people's audiences in words, in the council's order."""
    found = audiences.audiences_of(session, people, today=today, known_by=None)
    names = {audience.slug: audience.name for audience in library.council.audiences}
    place = {slug: n for n, slug in enumerate(names)}
    return {
        person: tuple(
            names.get(slug, slug) for slug in sorted(mine, key=lambda slug: place.get(slug, len(place)))
        )
        for person, mine in found.items()
    }


def people_page(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    named: str,
    has_left: bool,
    page: int,
    today: dt.date,
) -> tuple[int, list[tuple[Listed, tuple[str, ...]]]]:
    """How many people match, and one page of them with their audiences."""
    check_may(actor, Action.SEE_REPORT)
    offset = (page - 1) * A_PAGE
    total, listed = queries.people(
        session, named=named, has_left=has_left, today=today, limit=A_PAGE, offset=offset
    )
    names = audience_names(session, [each.person_id for each in listed], library=library, today=today)
    return total, [(each, names.get(each.person_id, ())) for each in listed]
