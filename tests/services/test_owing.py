"""What a person owes and holds is told with its date, its reason and what is left of it."""

import datetime as dt
from dataclasses import replace

import pytest

from lms.domain.councils import StartingRule
from lms.domain.paths import Made
from lms.domain.retakes import Step
from lms.domain.roles import Actor
from lms.domain.standing import Standing
from lms.library.library import CouncilLibrary
from lms.services import learning, owing, people, programme
from lms.services.owing import Thing
from lms.storage.engine import Database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import Person
from tests import learners
from tests.learners import MODULE, NOW, POLICY, everything, one_attempt, to_the_quiz

WINDOW = dt.datetime(2029, 10, 15, 9, tzinfo=dt.UTC)
LATE = NOW + dt.timedelta(days=60)


def things(
    database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW
) -> list[Thing]:
    with database.reading() as session:
        rows = standing_rows(session, actor.person_id)
        return owing.things(session, actor, library=library, rows=rows, now=now)


def module_of(found: list[Thing]) -> Thing:
    return next(thing for thing in found if thing.kind == "module")


def test_a_new_starter_owes_the_module_first_and_then_the_reading(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    found = things(council, actor, wick)

    assert [(thing.kind, thing.title, thing.standing) for thing in found] == [
        ("module", "Wick on line", Standing.DUE),
        ("acknowledgement", "Social Media Policy", Standing.DUE),
    ]
    assert found[0].words == "Do by Thursday 10 December"
    reason = found[0].reasons[0]
    assert (reason.set_by, reason.set_on, reason.law) == (
        "the Parish Clerk",
        "1 January 2026",
        "A law behind it.",
    )


def test_what_is_left_shrinks_with_each_scenario(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    before = module_of(things(council, actor, wick)).left
    with council.writing() as session:
        for scene in ("s1-first", "s1-calm"):
            made = Made("story-1", scene, "worth-3")
            learning.choose(session, actor, library=wick, module=MODULE, made=made, now=NOW)
    after = module_of(things(council, actor, wick)).left

    assert before is not None and after is not None
    assert (before.is_begun, before.scenarios, before.scenarios_done) == (False, 4, 0)
    assert (after.is_begun, after.scenarios, after.scenarios_done) == (True, 4, 1)
    assert after.minutes < before.minutes and after.step is None


def test_once_the_scenarios_are_done_the_step_of_the_quiz_is_told(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
    ready = module_of(things(council, actor, wick)).left
    with council.writing() as session:
        one_attempt(session, actor, wick, misses=everything)
    missed = module_of(things(council, actor, wick)).left

    assert ready is not None and ready.step is not None and ready.step.step is Step.START
    assert missed is not None and missed.step is not None and missed.step.step is Step.REREAD


def test_what_is_left_of_a_renewal_is_never_what_is_left_of_last_time(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    whole = module_of(things(council, actor, wick)).left
    learners.passed(council, wick, actor)

    expiring = module_of(things(council, actor, wick, now=WINDOW))
    lapsed = module_of(things(council, actor, wick, now=WINDOW + dt.timedelta(days=60)))

    assert (expiring.standing, lapsed.standing) == (Standing.EXPIRING, Standing.LAPSED)
    assert expiring.left == lapsed.left == whole
    assert whole is not None and not whole.is_begun and whole.step is None


def test_the_most_urgent_stands_first(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    learners.passed(council, wick, actor)
    with council.writing() as session:
        programme.bring_up_to_date(session, library=wick, today=LATE.date(), now=LATE)

    found = things(council, actor, wick, now=LATE)

    assert [thing.standing for thing in found] == [Standing.OVERDUE, Standing.CURRENT]
    assert found[0].kind == "acknowledgement" and found[1].certificate is not None


def test_a_module_that_was_taken_away_keeps_its_name(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    gone = learners.without_module(wick)
    unbegun = module_of(things(council, actor, gone))
    with council.writing() as session:
        learning.begin(session, actor, library=wick, module=MODULE, now=NOW)
    begun = module_of(things(council, actor, gone))
    learners.passed(council, wick, actor)
    held = module_of(things(council, actor, gone))

    assert unbegun.left is None
    assert (begun.title, held.title) == ("Wick on line", "Wick on line")
    assert begun.left is not None and held.standing is Standing.CURRENT


def test_the_time_to_read_is_that_of_the_text_in_force(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    long = learners.with_plain(wick, "word " * 1000)
    learners.opened(council, long)

    found = next(thing for thing in things(council, actor, long) if thing.kind == "acknowledgement")

    assert found.left is not None and found.left.minutes == 6


def test_everybody_is_counted_only_where_five_are_asked(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    for name in ("Lee Marsh", "Kit Alder", "Robin Fell"):
        learners.learner(council, wick, name=name)
    learners.passed(council, wick, actor)
    with council.reading() as session:
        four = owing.everybody(session, MODULE)
    leaver = learners.learner(council, wick, name="Sam Brook")
    with council.reading() as session:
        five = owing.everybody(session, MODULE)
    left(council, wick, leaver)
    with council.reading() as session:
        without = owing.everybody(session, MODULE)

    assert (four, five, without) == (None, "1 of 5 people here have now done this.", None)


def left(database: Database, library: CouncilLibrary, person: Person) -> None:
    with database.writing() as session:
        row = session.get_one(Person, person.id)
        people.record_leaving(session, people.operator(), person=row, on=NOW.date(), now=NOW)
        programme.bring_up_to_date(session, library=library, today=NOW.date(), now=NOW, people=[row.id])


def test_what_came_of_an_assignment_is_its_end_and_its_certificate(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    assignment = assigned(council, actor)
    with council.reading() as session:
        assert owing.came_of(session, assignment) == (None, None)
    learners.passed(council, wick, actor)

    with council.reading() as session:
        until, number = owing.came_of(session, assignment)
    assert until == dt.date(2029, 11, 20) and number is not None


def assigned(database: Database, actor: Actor) -> str:
    with database.reading() as session:
        row = next(r for r in standing_rows(session, actor.person_id) if r.kind == "module")
        assert row.assignment_id is not None
        return row.assignment_id


def test_every_rule_that_asks_it_is_a_reason(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    second = wick.council.programme[0].model_copy(
        update={"slug": "again", "set_by": "the Council", "starts_on": dt.date(2026, 6, 1)}
    )
    assert isinstance(second, StartingRule)
    both = replace(
        wick, council=wick.council.model_copy(update={"programme": (*wick.council.programme, second)})
    )
    learners.opened(council, both)
    with council.writing() as session:
        programme.bring_up_to_date(session, library=both, today=NOW.date(), now=NOW)

    with council.reading() as session:
        reasons = owing.reasons(session, assigned(council, actor))

    assert [reason.set_by for reason in reasons] == ["the Parish Clerk", "the Council"]


def test_whether_the_policy_is_still_to_be_acknowledged(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    nobody = learners.actor_of(learners.learner(council, wick, name="Lee Marsh", audiences=[]))

    def is_owed(who: Actor) -> bool:
        with council.reading() as session:
            return owing.is_acknowledgement_owed(session, who, policy=POLICY, today=NOW.date())

    assert is_owed(actor) and not is_owed(nobody)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "last Wednesday"),
        (6, "last Saturday"),
        (7, "on Friday 13 November"),
        (330, "on Thursday 25 December 2025"),
    ],
)
def test_a_day_gone_by_is_said_as_people_say_it(days: int, words: str) -> None:
    today = NOW.date()

    assert owing.day_in_words(today - dt.timedelta(days=days), today=today) == words
