"""Fills an empty demonstration with its invented people, by letting them live their year through the services."""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from lms.domain.days import LONDON, day_of
from lms.domain.demo import Cast, CastMember, Deed
from lms.domain.drawing import Form
from lms.domain.marking import Answer, right_answer
from lms.domain.paths import Made
from lms.domain.quizzes import Bank, MatchPairs, PutInOrder, Question
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import (
    accounts,
    acknowledging,
    attempts,
    authorising,
    daily,
    learning,
    opening,
    people,
    programme,
)
from lms.services.people import NewPerson
from lms.storage.engine import Database
from lms.storage.queries.demo import is_anybody_here
from lms.storage.rows import Person

METHOD = "demonstration"
Act = Callable[[Session, dt.datetime], None]


@dataclass(frozen=True)
class Scene:
    """Something that happens at an instant. What falls together happens in the order of ``turn``."""

    at: dt.datetime
    turn: int
    act: Act


def fill(database: Database, *, library: CouncilLibrary, cast: Cast, now: dt.datetime) -> int:
    """Put the cast and their history into an empty council; how many people there are. Refused if it is not empty."""
    if is_filled(database):
        raise Refused(
            "This council has people already. A demonstration fills only an empty one.",
            kind="conflict",
        )
    play = _Play(library, cast, now)
    for scene in sorted(play.scenes(), key=lambda each: (each.at, each.turn)):
        with database.writing() as session:
            scene.act(session, scene.at)
    run_today(database, library=library, now=now)
    return len(cast.people)


def run_today(database: Database, *, library: CouncilLibrary, now: dt.datetime) -> None:
    """What the clock would do this morning, since nobody sets a timer for a demonstration."""
    daily.run(
        database, library=library, on=day_of(now), clock=lambda: now, progress=lambda _part, _whole: None
    )


def is_filled(database: Database) -> bool:
    """Whether this council has anybody in it."""
    with database.reading() as session:
        return is_anybody_here(session)


class _Play:
    """The cast's year as scenes in time; people are found again by their name."""

    def __init__(self, library: CouncilLibrary, cast: Cast, now: dt.datetime) -> None:
        self.library = library
        self.cast = cast
        self.now = now
        self.ids: dict[str, str] = {}
        self.opens = min(rule.starts_on for rule in library.council.programme)

    def scenes(self) -> Iterator[Scene]:
        """Everything that happens, in no order."""
        for member in self.cast.people:
            yield Scene(self._opening(member), 0, partial(self._join, member))
            if member.authorised is not None:
                nominated = max(
                    member.authorised.days_ago,
                    *(d.days_ago for d in self._refreshers(member)),
                    0,
                )
                yield Scene(self._day(nominated, hour=8), 1, partial(self._nominate, member))
                yield Scene(
                    self._day(member.authorised.days_ago, hour=17),
                    6,
                    partial(self._grant, member),
                )
            for deed in member.did:
                yield from self._deed(member, deed)
            if member.left is not None:
                yield Scene(self._day(member.left, hour=17), 7, partial(self._leave, member))
        day = self._days_ago(self.opens)
        yield Scene(self._day(day, hour=6), 0, self._open)
        for days_ago in range(day, 0, -7):
            yield Scene(self._day(days_ago, hour=7), 2, self._daily)
        yield Scene(self._day(1, hour=7), 2, self._daily)

    def _refreshers(self, member: CastMember) -> list[Deed]:
        induction = {
            rule.thing for rule in self.library.council.programme if "authorised-officer" in rule.audiences
        }
        return [deed for deed in member.did if deed.module in induction]

    def _days_ago(self, day: dt.date) -> int:
        return (self.now.astimezone(LONDON).date() - day).days

    def _day(self, days_ago: int, *, hour: int, minute: int = 0) -> dt.datetime:
        day = self.now.astimezone(LONDON).date() - dt.timedelta(days=days_ago)
        at = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LONDON).astimezone(dt.UTC)
        return min(at, self.now)

    def _opening(self, member: CastMember) -> dt.datetime:
        """Those who were there before the programme began are recorded on its first day."""
        return self._day(min(member.joined, self._days_ago(self.opens)), hour=7)

    def _actor(self, member: CastMember) -> Actor:
        return Actor(self.ids[member.name], member.name, frozenset({Role.LEARNER}), METHOD)

    def _join(self, member: CastMember, session: Session, at: dt.datetime) -> None:
        joined = self.now.astimezone(LONDON).date() - dt.timedelta(days=member.joined)
        new = NewPerson(
            name=member.name,
            email=member.email,
            joined_on=joined,
            audiences=member.audiences,
            roles=tuple(Role(role) for role in member.roles),
            reference=f"{accounts.DEMONSTRATION}{member.key}" if member.key else None,
        )
        person = people.add_person(session, people.operator(), council=self.library.council, new=new, now=at)
        self.ids[member.name] = person.id
        self._bring(session, person.id, at)

    def _bring(self, session: Session, person_id: str, at: dt.datetime) -> None:
        programme.bring_up_to_date(
            session, library=self.library, today=day_of(at), now=at, people=[person_id]
        )

    def _nominate(self, member: CastMember, session: Session, at: dt.datetime) -> None:
        authorising.nominate(session, self._clerk(), person_id=self.ids[member.name], now=at)
        self._bring(session, self.ids[member.name], at)

    def _grant(self, member: CastMember, session: Session, at: dt.datetime) -> None:
        assert member.authorised is not None, "only those authorised have this scene"
        authorising.grant(
            session,
            self._clerk(),
            library=self.library,
            person_id=self.ids[member.name],
            channels=member.authorised.channels,
            now=at,
        )
        self._bring(session, self.ids[member.name], at)

    def _clerk(self) -> Actor:
        clerk = next(member for member in self.cast.people if "clerk" in member.roles)
        return Actor(
            self.ids[clerk.name],
            clerk.name,
            frozenset({Role.LEARNER, Role.CLERK}),
            METHOD,
        )

    def _leave(self, member: CastMember, session: Session, at: dt.datetime) -> None:
        person = session.get_one(Person, self.ids[member.name])
        on = at.astimezone(LONDON).date()
        people.record_leaving(session, self._clerk(), person=person, on=on, now=at)
        self._bring(session, person.id, at)

    def _open(self, session: Session, at: dt.datetime) -> None:
        opening.open_council(session, library=self.library, now=at)

    def _daily(self, session: Session, at: dt.datetime) -> None:
        daily.run_whole(session, library=self.library, now=at)

    def _deed(self, member: CastMember, deed: Deed) -> Iterator[Scene]:
        at = partial(self._day, deed.days_ago)
        if deed.acknowledged is not None:
            yield Scene(
                at(hour=15, minute=20),
                5,
                partial(self._acknowledge, member, deed.acknowledged),
            )
            return
        yield Scene(at(hour=10), 3, partial(self._play_scenes, member, deed))
        if deed.stops == "scenario":
            return
        yield Scene(
            at(hour=10, minute=14),
            4,
            partial(self._try, member, deed, deed.first == "passed"),
        )

    def _chance(self, member: CastMember, deed: Deed) -> random.Random:
        return random.Random(f"{self.cast.council} {member.name} {deed.days_ago}")

    def _play_scenes(self, member: CastMember, deed: Deed, session: Session, at: dt.datetime) -> None:
        assert deed.module is not None, "only modules are played"
        chance, actor = self._chance(member, deed), self._actor(member)
        stop_after = 2 if deed.stops == "scenario" else None
        here = learning.begin(session, actor, library=self.library, module=deed.module, now=at)
        while here.place.scene is not None and here.place.scenario is not None:
            if stop_after is not None and here.scenarios_done >= stop_after:
                return
            scene = here.place.scene
            pick = chance.choice(scene.choices)
            made = Made(here.place.scenario.id, scene.id, pick.id)
            at += dt.timedelta(seconds=70)
            here = learning.choose(
                session,
                actor,
                library=self.library,
                module=deed.module,
                made=made,
                now=at,
            )

    def _try(
        self,
        member: CastMember,
        deed: Deed,
        is_to_pass: bool,
        session: Session,
        at: dt.datetime,
    ) -> None:
        assert deed.module is not None, "only modules have a quiz"
        actor = self._actor(member)
        attempt = attempts.start(session, actor, library=self.library, module=deed.module, now=at)
        bank = self.library.bank_of(self.library.modules[deed.module])
        wrong = _to_miss(
            bank,
            Form.from_data(attempt.form),
            self._chance(member, deed),
            count=1 if is_to_pass else 4,
        )
        save = partial(attempts.save, session, actor, library=self.library, attempt_id=attempt.id)
        for n, asked in enumerate(Form.from_data(attempt.form).asked, 1):
            question = bank.question(asked.question)
            assert question is not None, "a form is drawn from its bank"
            at += dt.timedelta(seconds=35)
            save(n=n, answer=wrong.get(asked.question) or right_answer(question), now=at)
        attempts.finish(session, actor, library=self.library, attempt_id=attempt.id, now=at)
        if not is_to_pass and _tries_again(member, deed):
            attempts.reread(session, actor, library=self.library, attempt_id=attempt.id, now=at)

    def _acknowledge(self, member: CastMember, policy: str, session: Session, at: dt.datetime) -> None:
        actor = self._actor(member)
        page = acknowledging.page(session, actor, library=self.library, policy=policy, now=at)
        shown_at = at - dt.timedelta(minutes=8)
        acknowledging.acknowledge(
            session,
            actor,
            library=self.library,
            policy=policy,
            seen=page.seen(shown_at),
            now=at,
        )


def _tries_again(member: CastMember, deed: Deed) -> bool:
    return any(later.module == deed.module and later.days_ago < deed.days_ago for later in member.did)


def _to_miss(bank: Bank, form: Form, chance: random.Random, *, count: int) -> Mapping[str, Answer]:
    """A wrong answer to some questions that are not critical."""
    plain = [asked.question for asked in form.asked if not _is_critical(bank, asked.cell)]
    questions = (bank.question(each) for each in chance.sample(plain, min(count, len(plain))))
    return {question.id: _wrong(question, chance) for question in questions if question is not None}


def _is_critical(bank: Bank, cell: str) -> bool:
    found = bank.cell(cell)
    return found is not None and found.critical


def _wrong(question: Question, chance: random.Random) -> Answer:
    right = right_answer(question)
    if isinstance(question, PutInOrder | MatchPairs):
        return (*right[1:], right[0])
    if question.kind == "several":
        others = [option.id for option in question.options if not option.right]
        return (*right[1:], chance.choice(others))
    others = [option.id for option in question.options if not option.right]
    return (chance.choice(others),)
