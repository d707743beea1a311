"""The completion report: who is up to date, who is not, what is coming, as at any day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from math import ceil

from sqlalchemy.orm import Session

from lms.domain.days import day_of, end_of, long_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Standing
from lms.library.library import CouncilLibrary
from lms.services import programme, running
from lms.services.running import Ran
from lms.storage.queries import attention, audiences, completions, standings
from lms.storage.queries import programme as programme_queries
from lms.storage.queries import report as queries
from lms.storage.queries.attention import Need, Needs
from lms.storage.queries.completions import Line, Wanted
from lms.storage.queries.report import Coming, People, Tally
from lms.storage.queries.standings import Index

__all__ = ["Coming", "Line", "Need", "Needs", "People", "Tally", "Wanted"]

A_PAGE = 50
NEEDED_AT_MOST = 5
AHEAD = dt.timedelta(days=90)
MEANINGS = ("Overdue means never done, and late.", "Lapsed means it was done, and has run out.")

Titles = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its thing's title and its person's audiences: slugs in the council's order, and in words."""

    line: Line
    title: str
    audiences: tuple[str, ...]
    audience_names: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """Everything the page says. ``on`` is the day it is as at; ``rows`` and ``matched`` count what matches."""

    on: dt.date
    is_past: bool
    people: People
    tallies: tuple[Tally, ...]
    needs: Needs
    coming: tuple[Coming, ...]
    lines: tuple[Shown, ...]
    rows: int
    matched: int
    page: int
    pages: int
    ran: Ran | None
    is_daily_late: bool
    titles: Titles = field(repr=False)


@dataclass(frozen=True)
class View:
    """Everybody's dates on a day; ``known_by`` is None for today, when everything recorded counts."""

    session: Session
    index: Index
    known_by: dt.datetime | None

    @property
    def on(self) -> dt.date:
        return self.index.today


def check_has_come(on: dt.date, *, today: dt.date) -> None:
    """Nobody can be asked about a day to come."""
    if on > today:
        raise Refused(f"{long_day(on, today=today)} has not come yet. Choose an earlier day.", kind="invalid")


def view(session: Session, *, on: dt.date, today: dt.date) -> View:
    """Today's dates from the index that is kept; a past day's from what was recorded by its end."""
    check_has_come(on, today=today)
    if on == today:
        return View(session, standings.todays(today), None)
    known_by = end_of(on)
    rows = programme.dates_as_at(session, on=on, known_by=known_by)
    return View(session, standings.of_rows(session, rows, today=on), known_by)


def report(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    wanted: Wanted,
    on: dt.date,
    page: int,
    now: dt.datetime,
) -> Report:
    """The report as at ``on``, with one page of the rows that match."""
    check_may(actor, Action.SEE_REPORT)
    today = day_of(now)
    here = view(session, on=on, today=today)
    tallies, people = by_thing(here), queries.by_person(session, here.index)
    wanted = _with_versions(here, wanted)
    rows, matched = _count(here, wanted, tallies, people)
    ran = running.last_run(session)
    return Report(
        on=on,
        is_past=on != today,
        people=people,
        tallies=tallies,
        needs=needs(here, people),
        coming=tuple(queries.coming(session, here.index, until=on + AHEAD)),
        lines=_page(here, wanted, library=library, page=page, rows=rows),
        rows=rows,
        matched=matched,
        page=page,
        pages=_pages(rows),
        ran=ran,
        is_daily_late=running.is_late(ran, today=today),
        titles=titles(library, ((each.kind, each.thing) for each in tallies)),
    )


def by_thing(here: View) -> tuple[Tally, ...]:
    """Every thing owed or held by anybody."""
    return tuple(queries.by_thing(here.session, here.index))


def by_person(here: View) -> People:
    """Everybody once, and under each standing that they have anything in."""
    return queries.by_person(here.session, here.index)


def needs(here: View, people: People) -> Needs:
    """Who needs the clerk: the most pressing few; the others are counted, so that nobody is passed over."""
    versions = _with_versions(here, Wanted(people="needing")).in_force or ()
    return attention.needs(
        here.session,
        here.index,
        versions=versions,
        late=people.late,
        known_by=here.known_by,
        limit=NEEDED_AT_MOST,
    )


def _with_versions(here: View, wanted: Wanted) -> Wanted:
    """The same choice, with the versions in force where what was said of them decides."""
    if wanted.people != "needing" or wanted.in_force is not None:
        return wanted
    in_force = programme_queries.in_force(here.session, today=here.on, known_by=here.known_by)
    return replace(wanted, in_force=tuple(edition.version_id for edition in in_force.values()))


def count(here: View, wanted: Wanted) -> tuple[int, int]:
    """How many rows match, and how many people they are about."""
    wanted = _with_versions(here, wanted)
    return completions.count(here.session, here.index, wanted, known_by=here.known_by)


def _count(here: View, wanted: Wanted, tallies: Iterable[Tally], people: People) -> tuple[int, int]:
    """The totals say it already where nothing is chosen."""
    if wanted.is_everything:
        return sum(each.total for each in tallies), people.total
    return count(here, wanted)


def _pages(rows: int) -> int:
    return max(1, ceil(rows / A_PAGE))


def _page(here: View, wanted: Wanted, *, library: CouncilLibrary, page: int, rows: int) -> tuple[Shown, ...]:
    if not 1 <= page <= _pages(rows):
        raise Refused(
            f"There is no page {page:,} of these. The last is page {_pages(rows):,}.", kind="not found"
        )
    session, known_by = here.session, here.known_by
    offset = (page - 1) * A_PAGE
    lines = list(
        completions.lines(session, here.index, wanted, known_by=known_by, limit=A_PAGE, offset=offset)
    )
    people = sorted({line.person_id for line in lines})
    of_people = audiences.audiences_of(session, people, today=here.on, known_by=known_by)
    return tuple(_shown(lines, of_people, library=library))


def every_line(here: View, wanted: Wanted, *, library: CouncilLibrary) -> Iterator[Shown]:
    """All the rows that match, in the order of the screen, a part at a time."""
    of_people = audiences.audiences_of(here.session, None, today=here.on, known_by=here.known_by)
    wanted = _with_versions(here, wanted)
    lines = completions.lines(here.session, here.index, wanted, known_by=here.known_by)
    return _shown(lines, of_people, library=library)


def _shown(
    lines: Iterable[Line], of_people: Mapping[str, list[str]], *, library: CouncilLibrary
) -> Iterator[Shown]:
    names = {audience.slug: audience.name for audience in library.council.audiences}
    place = {slug: n for n, slug in enumerate(names)}
    called = titles(library)

    @cache
    def in_order(mine: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        slugs = tuple(sorted(mine, key=lambda slug: place.get(slug, len(place))))
        return slugs, tuple(names.get(slug, slug) for slug in slugs)

    for line in lines:
        slugs, words = in_order(tuple(of_people.get(line.person_id, ())))
        title = called.get((line.kind, line.thing)) or named(line.kind, line.thing)
        yield Shown(line, title, slugs, words)


def titles(library: CouncilLibrary, also: Iterable[tuple[str, str]] = ()) -> dict[tuple[str, str], str]:
    """What each thing is called; ``also`` are things that the library may no longer have."""
    found = {(kind, thing): named(kind, thing) for kind, thing in also}
    found |= {("module", slug): module.title for slug, module in library.modules.items()}
    for slug, register in library.policies.items():
        found["acknowledgement", slug] = named("acknowledgement", register.title)
    return found


def title_of(library: CouncilLibrary, kind: str, thing: str) -> str:
    """What one thing is called."""
    return titles(library).get((kind, thing)) or named(kind, thing)


def things_ever(session: Session) -> list[tuple[str, str]]:
    """Every thing that anybody was ever asked to do."""
    return queries.things_ever(session)


def named(kind: str, name: str) -> str:
    """A policy is said to be one."""
    return name if kind == "module" else f"Policy: {name}"


def heading(people: People) -> str:
    """The answer in one sentence."""
    if not people.total:
        return "Nobody owes anything yet"
    if people.up_to_date == people.total:
        return (
            f"All {people.total:,} people are up to date"
            if people.total > 1
            else "The one person is up to date"
        )
    are = "is" if people.up_to_date == 1 else "are"
    return f"{people.up_to_date:,} of {in_people(people.total)} {are} up to date"


def in_people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


Part = tuple[int, str]


def figures(people: People) -> list[Part]:
    """The four numbers of the first screen, each with its word."""
    words = ((Standing.DUE, "due"), (Standing.OVERDUE, "overdue"), (Standing.LAPSED, "lapsed"))
    return [(people.up_to_date, "up to date"), *((people.having.get(name, 0), word) for name, word in words)]


def bars(tallies: Iterable[Tally]) -> list[tuple[Tally, list[Part]]]:
    """For each thing its four parts, best first; the rarer standings are counted with their neighbours."""
    tallies = list(tallies)
    stuck = any(each.having.get(Standing.FAILED) for each in tallies)
    revoked = any(each.having.get(Standing.REVOKED) for each in tallies)
    late = "overdue or needing a talk" if stuck else "overdue"
    ended = "lapsed or revoked" if revoked else "lapsed"
    return [
        (
            each,
            [
                (each.up_to_date, "up to date"),
                (each.having.get(Standing.DUE, 0), "due"),
                (each.having.get(Standing.OVERDUE, 0) + each.having.get(Standing.FAILED, 0), late),
                (each.having.get(Standing.LAPSED, 0) + each.having.get(Standing.REVOKED, 0), ended),
            ],
        )
        for each in tallies
    ]
