"""What a person's first page says: the answer, the one next step, and what they hold."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.days import long_day, short_day
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Standing
from lms.library.library import CouncilLibrary
from lms.services import authorising, owing
from lms.services.owing import Reason, Thing

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
LATE = frozenset({Standing.OVERDUE, Standing.LAPSED, Standing.REVOKED})


@dataclass(frozen=True)
class Task:
    """One card: what is owed, how far it has got, and where the button goes (None: nowhere yet)."""

    title: str
    lines: tuple[str, ...]
    href: str | None
    button: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Held:
    title: str
    words: str
    certificate: str | None


@dataclass(frozen=True)
class Home:
    """``heading`` is the answer; ``opening`` what follows it; ``following`` what is not yet due."""

    heading: str
    opening: tuple[str, ...]
    tasks: tuple[Task, ...]
    following: tuple[str, ...]
    held: tuple[Held, ...]
    authorisations: tuple[str, ...]


def home(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    root: str,
    now: dt.datetime,
    today: dt.date,
) -> Home:
    """The first page of whoever is signed in. ``root`` stands before every address of this council."""
    check_may(actor, Action.LEARN)
    things = owing.things(session, actor, library=library, now=now, today=today)
    waiting = [thing for thing in things if thing.is_open]
    speaking = authorising.of_person(session, actor, library=library, today=today)
    return Home(
        heading=_heading(waiting, things, library=library, today=today),
        opening=_opening(waiting, things, library=library, today=today),
        tasks=tuple(_task(thing, root=root, today=today) for thing in waiting),
        following=tuple(
            f"{thing.title}. {thing.words}." for thing in things if thing.standing is Standing.NOT_YET_OPEN
        ),
        held=tuple(
            Held(thing.title, thing.words, thing.certificate)
            for thing in things
            if thing.standing in {Standing.CURRENT, Standing.EXPIRING}
        ),
        authorisations=tuple(speaking),
    )


def _heading(
    waiting: list[Thing],
    things: list[Thing],
    *,
    library: CouncilLibrary,
    today: dt.date,
) -> str:
    if not waiting:
        return "You are up to date" if things else "Nothing is asked of you yet"
    late = [thing for thing in waiting if thing.standing in LATE]
    if late:
        return _late_heading(late, today=today)
    if all(thing.standing is Standing.FAILED for thing in waiting):
        return f"{library.council.clerk.name} will talk it through with you"
    due = min(day for thing in waiting if (day := _by(thing)))
    many = f"{_number(len(waiting))} things" if len(waiting) > 1 else "One thing"
    first = ", the first" if len({_by(thing) for thing in waiting}) > 1 else ""
    return f"{many} to do{first} by {long_day(due, today=today)}"


def _late_heading(late: list[Thing], *, today: dt.date) -> str:
    first = min((day for thing in late if (day := _by(thing))), default=today)
    when = owing.day_in_words(first, today=today)
    if all(thing.standing is Standing.LAPSED for thing in late):
        return (
            f"One thing ran out {when}"
            if len(late) == 1
            else f"{_number(len(late))} things have run out, the first {when}"
        )
    return (
        f"One thing was due {when}"
        if len(late) == 1
        else f"{_number(len(late))} things were due, the first {when}"
    )


def _by(thing: Thing) -> dt.date | None:
    """The day that counts: until when it held where it was done, else by when it is due."""
    if thing.standing in {Standing.LAPSED, Standing.EXPIRING}:
        return thing.dates.valid_until
    return thing.dates.revoked_on if thing.standing is Standing.REVOKED else thing.dates.due_on


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _opening(
    waiting: list[Thing],
    things: list[Thing],
    *,
    library: CouncilLibrary,
    today: dt.date,
) -> tuple[str, ...]:
    if not things:
        return ("When the Town Clerk asks you to do something, it stands here.",)
    if not waiting:
        return (_nothing_before(things, today=today),)
    if any(thing.standing in LATE for thing in waiting):
        left = sum(thing.minutes_left for thing in waiting if thing.standing in LATE)
        return (f"It still counts. About {_minutes(left)}.",)
    if any(thing.standing is Standing.FAILED for thing in waiting):
        clerk = library.council.clerk
        return (f"Ring {clerk.name} on {clerk.telephone}. After that you can try again.",)
    if not any(thing.dates.done_on or thing.scenarios_done for thing in things):
        return (
            (
                f"{library.council.clerk.name}, {library.council.clerk.title}, set this up. "
                "We keep your quiz answers and what you acknowledge. What you choose in the scenarios is yours alone."
            ),
        )
    return ()


def _nothing_before(things: list[Thing], *, today: dt.date) -> str:
    ends = [thing for thing in things if thing.dates.valid_until]
    if not ends:
        return "Nothing that you hold runs out."
    first = min(ends, key=lambda thing: thing.dates.valid_until or dt.date.max)
    opens = first.dates.window_on
    until = first.dates.valid_until
    assert until is not None, "only things with an end were kept"
    renewal = f" Its renewal opens on {long_day(opens, today=today)}." if opens and opens > today else ""
    return f"Nothing is due before {short_day(until)}.{renewal}"


def _task(thing: Thing, *, root: str, today: dt.date) -> Task:
    lines = [
        f"{thing.words}." if not thing.words.endswith(".") else thing.words,
        *_how_far(thing),
    ]
    if thing.standing is Standing.FAILED:
        return Task(thing.title, tuple(lines[:1]), None, "", thing.reasons)
    if thing.kind == "module":
        href, button = (
            f"{root}/modules/{thing.slug}",
            "Carry on" if thing.scenarios_done else "Start",
        )
        return Task(thing.title, tuple(lines), href, button, thing.reasons)
    href = f"{root}/policies/{thing.slug}/acknowledge"
    return Task(
        f"Read and acknowledge: {thing.title}",
        tuple(lines),
        href,
        "Read it",
        thing.reasons,
    )


def _how_far(thing: Thing) -> list[str]:
    if thing.kind != "module":
        return [f"About {_minutes(thing.minutes_left)} to read."]
    if not thing.scenarios_done:
        return [f"About {_minutes(thing.minutes_left)}."]
    if thing.scenarios_done == thing.scenarios:
        return [
            f"About {_minutes(thing.minutes_left)} left. You have finished the scenarios; the quiz is next."
        ]
    return [
        (
            f"About {_minutes(thing.minutes_left)} left. "
            f"You stopped after scenario {thing.scenarios_done} of {thing.scenarios}."
        )
    ]


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
