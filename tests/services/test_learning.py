"""A way through a module is the person's own, goes on where it stopped, and stays on the content it began with."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from lms.domain.paths import Made
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import learning, programme
from lms.storage.engine import Database
from lms.storage.rows import ContentSnapshot, LogLeaf, ModuleRun, SceneChoice, StandingDates
from tests import build, learners
from tests.learners import MODULE, NOW

WINDOW = NOW.replace(year=2029, month=10)
AFTER = NOW.replace(year=2030)
FIRST = Made("story-1", "s1-first", "worth-1")


def way(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> learning.Way:
    with database.reading() as session:
        return learning.way(session, actor, library=library, module=MODULE, now=now)


def choose(database: Database, actor: Actor, library: CouncilLibrary, made: Made) -> learning.Way:
    with database.writing() as session:
        return learning.choose(session, actor, library=library, module=MODULE, made=made, now=NOW)


def count(database: Database, row: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_looking_at_a_module_begins_nothing(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    here = way(council, actor, wick)

    assert here.run is None and here.made == ()
    assert here.place.scene is wick.modules[MODULE].scenarios[0].scenes[0]
    assert count(council, ModuleRun) == 0


def test_the_first_choice_pins_the_content_and_keeps_its_text(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    choose(council, actor, wick, FIRST)
    here = way(council, actor, wick)

    assert here.run is not None and here.made == (FIRST,)
    assert here.run.module_digest == wick.module_digests[MODULE]
    with council.reading() as session:
        kept = session.get_one(ContentSnapshot, here.run.module_digest)
        assert kept.kind == "module" and "The first hall 1" in kept.text


def test_the_same_choice_twice_is_kept_once(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    choose(council, actor, wick, FIRST)
    again = choose(council, actor, wick, FIRST)

    assert again.made == (FIRST,)
    assert count(council, SceneChoice) == 1 and count(council, ModuleRun) == 1


def test_another_choice_at_a_played_scene_is_refused_and_the_first_kept(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    choose(council, actor, wick, FIRST)

    with pytest.raises(Refused, match="Your first choice is kept") as refusal:
        choose(council, actor, wick, Made("story-1", "s1-first", "worth-3"))

    assert refusal.value.kind == "conflict"
    assert way(council, actor, wick).made == (FIRST,)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (Made("story-1", "s1-calm", "worth-3"), "conflict"),
        (Made("story-4", "s4-first", "worth-3"), "conflict"),
        (Made("story-1", "s1-first", "worth-9"), "invalid"),
        (Made("story-1", "no-such", "worth-3"), "not found"),
        (Made("no-such", "s1-first", "worth-3"), "not found"),
    ],
)
def test_only_a_choice_of_the_scene_that_waits_is_taken(
    council: Database, wick: CouncilLibrary, actor: Actor, made: Made, kind: str
) -> None:
    with pytest.raises(Refused) as refusal:
        choose(council, actor, wick, made)

    assert refusal.value.kind == kind
    assert count(council, SceneChoice) == 0 and count(council, ModuleRun) == 0


def test_content_edited_on_the_way_does_not_change_the_way(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    choose(council, actor, wick, FIRST)
    edited = learners.with_module(
        wick, title="Wick, second edition", scenarios=wick.modules[MODULE].scenarios[:1]
    )

    here = way(council, actor, edited)

    assert here.module == wick.modules[MODULE]
    assert len(here.module.scenarios) == 4 and here.made == (FIRST,)


def test_a_module_taken_away_is_finished_by_whoever_had_begun_it(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    choose(council, actor, wick, FIRST)
    gone = learners.without_module(wick)

    with council.writing() as session:
        learners.to_the_quiz(session, actor, gone)
        result = learners.one_attempt(session, actor, gone)

    assert result.is_passed


def test_a_module_taken_away_cannot_be_begun(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    with pytest.raises(Refused, match="no longer offered") as refusal:
        way(council, actor, learners.without_module(wick))

    assert refusal.value.kind == "not found"


def test_a_module_that_nothing_asks_of_the_person_is_not_theirs(
    council: Database, wick: CouncilLibrary
) -> None:
    member = learners.actor_of(learners.learner(council, wick, name="Lee Marsh", audiences=["member"]))

    with pytest.raises(Refused, match="not one of yours") as refusal:
        way(council, member, wick)

    assert refusal.value.kind == "not found"


def test_each_person_goes_their_own_way(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    other = learners.actor_of(learners.learner(council, wick, name="Lee Marsh"))
    choose(council, actor, wick, FIRST)

    assert way(council, other, wick).made == ()


def test_a_renewal_is_a_new_way_and_the_old_one_stays(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    window = NOW.replace(year=2029, month=10)
    with council.writing() as session:
        programme.bring_up_to_date(session, library=wick, today=window.date(), now=window)

    here = way(council, actor, wick, now=window)

    assert here.run is None and here.made == () and here.owed.assignment.period == "2"
    assert count(council, SceneChoice) == 8


@pytest.mark.parametrize("now", [WINDOW, AFTER])
def test_a_renewal_waits_for_no_daily_run(
    council: Database, wick: CouncilLibrary, actor: Actor, now: dt.datetime
) -> None:
    learners.passed(council, wick, actor)

    before = way(council, actor, wick, now=now)
    with council.writing() as session:
        learning.choose(session, actor, library=wick, module=MODULE, made=FIRST, now=now)
    after = way(council, actor, wick, now=now)

    assert before.is_renewal and not before.is_done and before.run is None and before.made == ()
    assert before.due_on == dt.date(2029, 11, 20)
    assert not after.is_renewal and after.owed.assignment.period == "2" and after.made == (FIRST,)


def test_a_renewal_begun_without_the_daily_run_is_the_one_that_it_would_have_made(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    with council.writing() as session:
        learning.begin(session, actor, library=wick, module=MODULE, now=WINDOW)
        again = programme.bring_up_to_date(session, library=wick, today=WINDOW.date(), now=WINDOW)
        learners.to_the_quiz(session, actor, wick, now=WINDOW)
        learners.one_attempt(session, actor, wick, now=WINDOW)

    assert (again.assignments, again.changed) == (0, 0)
    here = way(council, actor, wick, now=WINDOW)
    assert here.is_done and here.owed.completion is not None
    assert here.owed.completion.valid_until == dt.date(2032, 10, 20)


def test_before_its_window_nothing_is_to_be_done_again(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    eve = dt.datetime(2029, 9, 20, 12, tzinfo=dt.UTC)

    assert way(council, actor, wick, now=eve).is_done
    assert way(council, actor, wick, now=eve + dt.timedelta(days=1)).is_renewal


def test_an_index_that_is_wrong_about_the_window_begins_nothing(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    with council.writing() as session:
        session.get_one(StandingDates, (actor.person_id, "module", MODULE)).window_on = NOW.date()

    with pytest.raises(Refused, match="already completed") as refusal:
        choose(council, actor, wick, FIRST)

    assert refusal.value.kind == "conflict" and count(council, ModuleRun) == 1


def test_a_module_that_opens_later_says_when(council: Database, wick: CouncilLibrary) -> None:
    person = learners.learner(council, wick, name="Lee Marsh", audiences=["member"])
    with council.writing() as session:
        build.assignment(session, person, opens_on=dt.date(2026, 12, 7), due_on=dt.date(2027, 1, 4))

    with pytest.raises(Refused, match="opens on Monday 7 December") as refusal:
        way(council, learners.actor_of(person), wick)

    assert refusal.value.kind == "conflict"


def test_choices_in_scenarios_are_no_evidence(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    before = count(council, LogLeaf)

    with council.writing() as session:
        learners.to_the_quiz(session, actor, wick)

    assert count(council, LogLeaf) == before
    assert count(council, SceneChoice) == 8
