"""What a person's first page says: the answer, the one next step, and what they hold."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lms.domain.authorisations import Speaking
from lms.domain.days import day_of, from_then_on, long_day, short_day
from lms.domain.numbers import counted
from lms.domain.retakes import Next, Step
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import Standing
from lms.domain.timing import in_words
from lms.library.library import CouncilLibrary
from lms.services import authorising, owing
from lms.services.owing import Left, Reason, Thing
from lms.storage.queries.owing import standing_rows

READ_FIRST = "See what to read first"
LATE = frozenset({Standing.OVERDUE, Standing.LAPSED, Standing.REVOKED})


@dataclass(frozen=True)
class Task:
    """One card: what is owed, how far it has got, and where its words lead (None: nowhere yet).

    ``is_ready`` where it can be done now; the first such is the one next step, ``is_main``.
    """

    title: str
    lines: tuple[str, ...]
    reasons: tuple[Reason, ...]
    href: str | None = None
    button: str = ""
    is_ready: bool = False
    is_main: bool = False


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


def home(session: Session, actor: Actor, *, library: CouncilLibrary, root: str, now: dt.datetime) -> Home:
    """The first page of whoever is signed in. ``root`` stands before every address of this council."""
    check_may(actor, Action.LEARN)
    today = day_of(now)
    rows = standing_rows(session, actor.person_id)
    things = owing.things(session, actor, library=library, rows=rows, now=now)
    speaking = authorising.speaking_of(session, actor.person_id, library=library, today=today, rows=rows)
    teller = _Teller(library, root, today, things, speaking)
    return Home(
        heading=teller.heading(),
        opening=teller.opening(),
        tasks=teller.tasks(),
        following=tuple(
            f"{thing.title}. {thing.words}." for thing in things if thing.standing is Standing.NOT_YET_OPEN
        ),
        held=tuple(
            Held(thing.title, _held_in_words(thing), thing.certificate)
            for thing in things
            if thing.standing in {Standing.CURRENT, Standing.EXPIRING}
        ),
        authorisations=teller.authorisations(),
    )


def _held_in_words(thing: Thing) -> str:
    on = thing.dates.done_on
    return f"Acknowledged on {short_day(on)}" if thing.kind == "acknowledgement" and on else thing.words


class _Teller:
    """Puts what somebody owes and holds into the words of their first page."""

    def __init__(
        self,
        library: CouncilLibrary,
        root: str,
        today: dt.date,
        things: Sequence[Thing],
        speaking: Speaking | None,
    ) -> None:
        self.clerk = library.council.clerk
        self.root = root
        self.today = today
        self.things = things
        self.speaking = speaking
        self.waiting = [thing for thing in things if thing.is_open]
        self.late = [thing for thing in self.waiting if thing.standing in LATE]
        self.is_stuck = bool(self.waiting) and all(t.next_step is Step.TALK for t in self.waiting)

    def heading(self) -> str:
        if not self.waiting:
            return "You are up to date" if self.things else "Nothing is asked of you yet"
        if self.is_stuck:
            return f"{self.clerk.name} will talk it through with you"
        if self.late:
            return self._late_heading()
        days = {day for thing in self.waiting if (day := _by(thing))}
        many = f"{counted(len(self.waiting))} things" if len(self.waiting) > 1 else "One thing"
        if not days:
            return f"{many} to do"
        first = ", the first" if len(days) > 1 else ""
        return f"{many} to do{first} by {long_day(min(days), today=self.today)}"

    def _late_heading(self) -> str:
        count = len(self.late)
        when = owing.day_in_words(
            min((d for t in self.late if (d := _by(t))), default=self.today), today=self.today
        )
        kinds = {thing.standing for thing in self.late}
        if kinds == {Standing.LAPSED}:
            one, many = "One thing ran out", "things have run out"
        elif kinds == {Standing.REVOKED}:
            one, many = "One certificate was withdrawn", "certificates were withdrawn"
        else:
            one, many = "One thing was due", "things were due"
        return f"{one} {when}" if count == 1 else f"{counted(count)} {many}, the first {when}"

    def opening(self) -> tuple[str, ...]:
        if not self.things:
            return (f"When {self.clerk.name} asks you to do something, it stands here.",)
        if not self.waiting:
            return (self._nothing_before(),)
        if self.is_stuck:
            return (self._ring(), *self._not_speaking())
        if self.late:
            return (self._what_counts(), *self._not_speaking())
        if not any(thing.dates.done_on or (thing.left and thing.left.is_begun) for thing in self.things):
            return (
                f"{self.clerk.name}, {self.clerk.title}, set this up. We keep your quiz answers and what you "
                "acknowledge. What you choose in the scenarios is yours alone.",
            )
        return ()

    def _what_counts(self) -> str:
        left = sum(each.left.minutes for each in self.late if each.left and each.next_step is not Step.TALK)
        about = f" About {in_words(left)}." if left else ""
        if any(thing.standing is Standing.OVERDUE for thing in self.late):
            return f"{'It still counts' if len(self.late) == 1 else 'They still count'}.{about}"
        return f"Doing {'it' if len(self.late) == 1 else 'them'} again puts that right.{about}"

    def _nothing_before(self) -> str:
        days = [day for thing in self.things if (day := thing.dates.valid_until or _opens_later(thing))]
        if not days:
            return "Nothing that you hold runs out."
        windows = [w for thing in self.things if (w := thing.dates.window_on) and w > self.today]
        renewal = (
            f" The first renewal opens on {long_day(min(windows), today=self.today)}." if windows else ""
        )
        return f"Nothing is due before {short_day(min(days))}.{renewal}"

    def _not_speaking(self) -> tuple[str, ...]:
        found = self.speaking
        return (authorising.in_words(found),) if found and not found.is_live else ()

    def authorisations(self) -> tuple[str, ...]:
        """What is said of speaking for the Council, unless the opening has said it."""
        if self.speaking is None or (self.late and not self.speaking.is_live):
            return ()
        return (authorising.in_words(self.speaking),)

    def _ring(self) -> str:
        return f"Ring {self.clerk.name} on {self.clerk.telephone}. After that you can try again."

    def tasks(self) -> tuple[Task, ...]:
        """A card for each thing, the first that can be done now being the one next step."""
        tasks = [self._task(thing) for thing in self.waiting]
        main = next((at for at, task in enumerate(tasks) if task.is_ready), None)
        return tuple(replace(task, is_main=at == main) for at, task in enumerate(tasks))

    def _task(self, thing: Thing) -> Task:
        words = thing.words if thing.words.endswith(".") else f"{thing.words}."
        if thing.left is None and thing.next_step is not Step.TALK:
            line = f"It is not offered at the moment. Ask {self.clerk.name}, on {self.clerk.telephone}."
            return Task(thing.title, (words, line), thing.reasons)
        if thing.kind == "module":
            return self._module(thing, words)
        assert thing.left is not None, "only a quiz is talked about"
        return Task(
            f"Read and acknowledge: {thing.title}",
            (words, f"About {in_words(thing.left.minutes)} to read."),
            thing.reasons,
            href=f"{self.root}/policies/{thing.slug}/acknowledge",
            button="Read it",
            is_ready=True,
        )

    def _module(self, thing: Thing, words: str) -> Task:
        """A module's card: where nothing can be done yet it leads to what may be read meanwhile."""
        step = thing.left.step if thing.left else None
        result = f"{self.root}/attempts/{step.attempt_id}" if step and step.attempt_id else None
        if thing.next_step is Step.TALK:
            lines = (words,) if self.is_stuck else (words, self._ring())
            return Task(thing.title, lines, thing.reasons, href=result, button=READ_FIRST)
        assert thing.left is not None, "what is not offered has a card of its own"
        lines = (words, self._how_far(thing.left))
        if thing.next_step is Step.WAIT:
            return Task(thing.title, lines, thing.reasons, href=result, button=READ_FIRST)
        intro = f"{self.root}/modules/{thing.slug}"
        return Task(
            thing.title,
            lines,
            thing.reasons,
            href=(result or intro) if thing.next_step is Step.REREAD else intro,
            button="Carry on" if thing.left.is_begun else "Start",
            is_ready=True,
        )

    def _how_far(self, left: Left) -> str:
        about = f"About {in_words(left.minutes)}"
        if not left.is_begun:
            return f"{about}."
        if left.step is not None:
            return _about_the_quiz(left.step, about, today=self.today)
        if not left.scenarios_done:
            return f"{about} left. You stopped in scenario 1 of {left.scenarios}."
        return f"{about} left. You stopped after scenario {left.scenarios_done} of {left.scenarios}."


def _about_the_quiz(step: Next, about: str, *, today: dt.date) -> str:
    if step.step is Step.WAIT and step.from_at is not None:
        return f"You can try the quiz again from {from_then_on(step.from_at, today=today)}."
    if step.step is Step.REREAD:
        return f"{about} left. Read again what you missed in the quiz, then try it again."
    if step.step is Step.CARRY_ON:
        return f"{about} left. You are in the middle of the quiz."
    if step.attempt_id is not None:
        return f"{about} left. You can try the quiz again."
    return f"{about} left. You have finished the scenarios; the quiz is next."


def _opens_later(thing: Thing) -> dt.date | None:
    return thing.dates.due_on if thing.standing is Standing.NOT_YET_OPEN else None


def _by(thing: Thing) -> dt.date | None:
    """The day that counts: until when it held where it was done, else by when it is due."""
    if thing.standing in {Standing.LAPSED, Standing.EXPIRING}:
        return thing.dates.valid_until
    return thing.dates.revoked_on if thing.standing is Standing.REVOKED else thing.dates.due_on
