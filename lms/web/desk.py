"""The words and links of the completion report's page."""

from dataclasses import dataclass

from flask import url_for

from lms.domain.days import clock_of, day_of, long_day, short_day
from lms.domain.roles import Action, may
from lms.domain.standing import Standing, Tag, tag
from lms.services import report
from lms.services.report import Part, Report, Tally
from lms.services.running import Ran
from lms.web import choosing, needing
from lms.web.choosing import Chosen, module_value
from lms.web.session import actor, council, reading, today

COMING_AT_MOST = 8
COLUMNS = (
    ("Up to date", choosing.UP_TO_DATE_HERE),
    ("Due", Standing.DUE),
    ("Overdue", Standing.OVERDUE),
    ("Lapsed", Standing.LAPSED),
    ("Needs a talk", Standing.FAILED),
    ("Revoked", Standing.REVOKED),
)
ALWAYS = 4  # the first four columns are there though nobody is in them
RARE = {
    Standing.FAILED: (
        "has used up the attempts and needs a talk",
        "have used up the attempts and need a talk",
    ),
    Standing.REVOKED: ("has had a certificate withdrawn", "have had a certificate withdrawn"),
}
Link = tuple[str, str]


def _here() -> str:
    return url_for("clerk.completions")


def as_at(found: Report) -> str:
    day = f"{long_day(found.on, today=found.on)} {found.on.year}"
    return f"As at {day}" if found.is_past else f"As at today, {day}"


def warning(found: Report) -> str | None:
    """What is said at the very top when the daily run has stopped, and whom to tell."""
    if not found.is_daily_late:
        return None
    whom = "Tell whoever looks after this system. Until it runs, nobody new is asked to do anything."
    if found.ran is None:
        return f"The daily run has not happened yet. {whom}"
    return f"The daily run last happened on {long_day(day_of(found.ran.at), today=today())}. {whom}"


def last_line(ran: Ran | None) -> str | None:
    """When the daily run last happened, and what checking the records found, where they were checked."""
    if ran is None:
        return None
    said = f"The daily run last happened {_when(ran)}."
    if ran.checked_at is None:
        return said
    found = (
        "nothing was altered"
        if not ran.faults
        else f"{ran.faults} entries do not hold. Tell whoever looks after this system"
    )
    return f"{said} Records checked at {clock_of(ran.checked_at)}: {found}."


def _when(ran: Ran) -> str:
    day = day_of(ran.at)
    return f"{'today' if day == today() else f'on {long_day(day, today=today())}'} at {clock_of(ran.at)}"


def figures(people: report.People, chosen: Chosen) -> list[tuple[str, str, str]]:
    """The four numbers, each a link to the people behind it."""
    values = (choosing.UP_TO_DATE_IN_ALL, Standing.DUE.value, Standing.OVERDUE.value, Standing.LAPSED.value)
    parts = zip(report.figures(people), values, strict=True)
    return [
        (f"{count:,}", word, f"{_here()}{chosen.afresh(standing=value)}#people")
        for (count, word), value in parts
    ]


def rarer(found: Report, chosen: Chosen) -> list[Link]:
    """The rarer standings, each a sentence that opens its people, where there are any."""
    return [
        (
            f"{report.in_people(count)} {one if count == 1 else many}",
            f"{_here()}{chosen.afresh(standing=standing.value)}#people",
        )
        for standing, (one, many) in RARE.items()
        if (count := found.people.having.get(standing, 0))
    ]


@dataclass(frozen=True)
class Desk:
    """What the home page of whoever sees the report says of the council today."""

    figures: list[tuple[str, str, str]]
    needs: needing.NeedsYou


def at_home() -> Desk | None:
    """The council's four figures with the people behind each, and who needs the clerk."""
    if not may(actor(), Action.SEE_REPORT):
        return None
    here = report.view(reading(), on=today(), today=today())
    nothing_chosen = Chosen({}, report.Wanted(), today(), 1)
    people = report.by_person(here)
    needs = needing.needs_you(report.needs(here, people), on=today())
    return Desk(figures(people, nothing_chosen), needs)


@dataclass(frozen=True)
class ModuleRow:
    """One thing's bar, and its numbers with where each leads."""

    id: str
    title: str
    parts: list[Part]
    numbers: list[tuple[str, int, str | None]]


def modules(found: Report, chosen: Chosen) -> list[ModuleRow]:
    """Bars and table; the last two columns only where somebody is in them."""
    shown = [
        (word, value)
        for n, (word, value) in enumerate(COLUMNS)
        if n < ALWAYS or any(tally.having.get(Standing(value)) for tally in found.tallies)
    ]
    return [
        ModuleRow(
            id=f"bar-{n}",
            title=found.titles[tally.kind, tally.thing],
            parts=parts,
            numbers=[
                (word, count, _people(tally, value, count, chosen))
                for word, value, count in _counts(tally, shown)
            ],
        )
        for n, (tally, parts) in enumerate(report.bars(found.tallies), 1)
    ]


def _counts(tally: Tally, shown: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    return [
        (
            word,
            value,
            tally.up_to_date if value == choosing.UP_TO_DATE_HERE else tally.having.get(Standing(value), 0),
        )
        for word, value in shown
    ]


def _people(tally: Tally, value: str, count: int, chosen: Chosen) -> str | None:
    """Where a number leads; nothing leads to nobody."""
    if not count:
        return None
    return f"{_here()}{chosen.afresh(module=module_value(tally.kind, tally.thing), standing=value)}#people"


def coming(found: Report, chosen: Chosen) -> list[tuple[str, str, str]]:
    """Each day that something falls due or runs out: the day, what and how many, and who."""
    return [
        (
            long_day(each.on, today=found.on),
            f"{found.titles.get((each.kind, each.thing), each.thing)} "
            f"{'runs out' if each.is_renewal else 'is due'} for {report.in_people(each.count)}",
            _here()
            + chosen.afresh(module=module_value(each.kind, each.thing), falls_on=each.on.isoformat())
            + "#people",
        )
        for each in found.coming[:COMING_AT_MOST]
    ]


@dataclass(frozen=True)
class Row:
    """A row of the people's table as it is printed."""

    name: str
    href: str
    audiences: str
    title: str
    tag: Tag
    falls_on: str


def rows(found: Report) -> list[Row]:
    """One page of people."""
    return [
        Row(
            name=shown.line.name,
            href=url_for("people.person", person_id=shown.line.person_id),
            audiences=", ".join(shown.audience_names),
            title=shown.title,
            tag=tag(shown.line.dates, today=found.on),
            falls_on=short_day(shown.line.falls_on) if shown.line.falls_on else "",
        )
        for shown in found.lines
    ]


Select = tuple[str, str, list[tuple[str, str]], str]


def selects(found: Report, chosen: Chosen) -> list[Select]:
    """The filters' lists: module, audience and standing."""
    things = [(module_value(t.kind, t.thing), found.titles[t.kind, t.thing]) for t in found.tallies]
    given = chosen.given.get("module", "")
    if chosen.wanted.thing is not None and given not in dict(things):
        things.append((given, found.titles[chosen.wanted.thing]))
    audiences = [(each.slug, each.name) for each in council().audiences]
    standing = chosen.given.get("standing", "").replace(" ", "-")
    return [
        ("module", "Module", [("", "All modules"), *things], given),
        ("audience", "Audience", [("", "Everybody"), *audiences], chosen.given.get("audience", "")),
        ("standing", "Standing", [("", "Any standing"), *choosing.NAMED.items()], standing),
    ]


def in_words(chosen: Chosen, titles: report.Titles) -> str | None:
    """Which rows these are, as one line for paper; None where they are all of them."""
    wanted, parts = chosen.wanted, []
    if wanted.thing is not None:
        parts.append(f"Module: {titles.get(wanted.thing, wanted.thing[1])}")
    if wanted.audience is not None:
        audience = council().audience(wanted.audience)
        parts.append(f"Audience: {audience.name if audience else wanted.audience}")
    if "standing" in chosen.given:
        parts.append(f"Standing: {choosing.NAMED[chosen.given['standing'].replace(' ', '-')]}")
    if wanted.falls_on is not None:
        parts.append(f"Due or lasting until {short_day(wanted.falls_on)}")
    if wanted.named:
        parts.append(f"Name: {wanted.named}")
    return ". ".join(parts) or None
