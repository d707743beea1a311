"""The first page's heading is the answer, and what follows is the one next step."""

import datetime as dt

import pytest

from lms.domain.paths import Made
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import acknowledging, attempts, learning, programme
from lms.services.home import Home, home
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Certificate, CertificateEnding
from tests import learners
from tests.learners import MODULE, NOW, POLICY, everything, one_attempt, to_the_quiz

DAY = dt.timedelta(days=1)


def at(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> Home:
    with database.writing() as session:
        programme.bring_up_to_date(session, library=library, today=now.date(), now=now)
    with database.reading() as session:
        return home(session, actor, library=library, root="/wick", now=now)


def acknowledged(
    database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW
) -> None:
    with database.writing() as session:
        page = acknowledging.page(session, actor, library=library, policy=POLICY, now=now)
        acknowledging.acknowledge(
            session, actor, library=library, policy=POLICY, seen=page.seen(now), now=now
        )


def test_a_first_visit_says_who_set_this_up_and_what_is_kept(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    page = at(council, actor, wick)

    assert page.heading == "Two things to do by Thursday 10 December"
    assert page.opening == (
        "Ada Fenn, Parish Clerk, set this up. We keep your quiz answers and what you acknowledge. "
        "What you choose in the scenarios is yours alone.",
    )
    module, policy = page.tasks
    assert (module.title, module.href, module.button) == ("Wick on line", "/wick/modules/induction", "Start")
    assert (policy.href, policy.button) == ("/wick/policies/social-media/acknowledge", "Read it")
    assert policy.lines == ("Do by Thursday 10 December.", "About 1 minute to read.")


def test_who_has_begun_carries_on_from_where_they_stopped(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with council.writing() as session:
        made = Made("story-1", "s1-first", "worth-3")
        learning.choose(session, actor, library=wick, module=MODULE, made=made, now=NOW)
    inside = at(council, actor, wick)
    with council.writing() as session:
        made = Made("story-1", "s1-calm", "worth-3")
        learning.choose(session, actor, library=wick, module=MODULE, made=made, now=NOW)
    after = at(council, actor, wick)

    assert inside.opening == () and inside.tasks[0].button == "Carry on"
    assert inside.tasks[0].lines[1].endswith("left. You stopped in scenario 1 of 4.")
    assert after.tasks[0].lines[1].endswith("left. You stopped after scenario 1 of 4.")


def test_each_step_of_the_quiz_is_said_on_its_card(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    said = []

    def look(*, now: dt.datetime = NOW) -> None:
        said.append(at(council, actor, wick, now=now).tasks[0].lines[1].partition(" left. ")[2])

    with council.writing() as session:
        to_the_quiz(session, actor, wick)
    look()
    with council.writing() as session:
        attempts.start(session, actor, library=wick, module=MODULE, now=NOW)
    look()
    with council.writing() as session:
        one = one_attempt(session, actor, wick, misses=everything)
    look()
    with council.writing() as session:
        attempts.reread(session, actor, library=wick, attempt_id=one.attempt_id, now=NOW)
        one_attempt(session, actor, wick, misses=everything)
    waiting = at(council, actor, wick, now=NOW)

    assert said == [
        "You have finished the scenarios; the quiz is next.",
        "You are in the middle of the quiz.",
        "Read again what you missed in the quiz, then try it again.",
    ]
    assert waiting.tasks[0].lines[1] == "You can try the quiz again from 09:30 on Saturday 21 November."


def test_late_still_counts_and_says_how_long_it_takes(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    acknowledged(council, actor, wick)
    friday = dt.datetime(2026, 12, 11, 9, tzinfo=dt.UTC)

    page = at(council, actor, wick, now=friday)

    assert page.heading == "One thing was due yesterday"
    assert page.opening[0].startswith("It still counts. About ") and page.opening[0].endswith(" minutes.")
    assert page.tasks[0].lines[0] == "Was due Thursday 10 December. It still counts."


def test_two_late_things_are_counted(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    page = at(council, actor, wick, now=NOW + 60 * DAY)

    assert page.heading == "Two things were due, the first on Thursday 10 December 2026"
    assert page.opening[0].startswith("They still count. ")


def test_what_ran_out_is_to_be_done_again(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    learners.passed(council, wick, actor)
    acknowledged(council, actor, wick)

    page = at(council, actor, wick, now=dt.datetime(2029, 11, 22, 9, tzinfo=dt.UTC))

    assert page.heading == "One thing ran out last Tuesday"
    assert page.opening[0].startswith("Doing it again puts that right. About ")
    assert page.tasks[0].button == "Start"


def test_a_withdrawn_certificate_is_not_called_late(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    acknowledged(council, actor, wick)
    with council.writing() as session:
        certificate = session.query(Certificate).one()
        ending = CertificateEnding(
            certificate_id=certificate.id,
            person_id=actor.person_id,
            ending="withdrawn",
            reason="It was somebody else's.",
            by_id="clerk",
        )
        ledger.add(session, ending, now=NOW + DAY)

    page = at(council, actor, wick, now=NOW + 2 * DAY)

    assert page.heading == "One certificate was withdrawn yesterday"
    assert page.tasks[0].href == "/wick/modules/induction"


def test_who_used_up_their_attempts_is_told_who_will_talk_to_them(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    acknowledged(council, actor, wick)
    learners.used_up(council, wick, actor)

    page = at(council, actor, wick, now=NOW + 2 * DAY)

    assert page.heading == "Ada Fenn will talk it through with you"
    assert page.opening == ("Ring Ada Fenn on 01632 960001. After that you can try again.",)
    assert not page.tasks[0].is_ready and page.tasks[0].button == "See what to read first"


def test_the_one_next_step_is_the_first_that_can_be_done_now(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    new = at(council, actor, wick)
    waits(council, actor, wick)
    waiting = at(council, actor, wick)
    with council.writing() as session:
        one_attempt(session, actor, wick, misses=everything, now=NOW + DAY)
    talking = at(council, actor, wick, now=NOW + DAY)

    assert [task.is_main for task in new.tasks] == [True, False]
    for page in (waiting, talking):
        assert [(task.is_ready, task.is_main) for task in page.tasks] == [(False, False), (True, True)]
        assert page.tasks[0].button == "See what to read first"
        assert (page.tasks[0].href or "").startswith("/wick/attempts/")
    assert talking.tasks[0].lines == (
        "Talk to the Town Clerk, then try again.",
        "Ring Ada Fenn on 01632 960001. After that you can try again.",
    )


def waits(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> str:
    """Two attempts, neither of them passed; the id of the second, after which a day goes by."""
    with database.writing() as session:
        to_the_quiz(session, actor, library, now=now)
        one = one_attempt(session, actor, library, misses=everything, now=now)
        attempts.reread(session, actor, library=library, attempt_id=one.attempt_id, now=now)
        return one_attempt(session, actor, library, misses=everything, now=now).attempt_id


def test_nobody_has_a_next_step_while_all_there_is_must_wait(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    acknowledged(council, actor, wick)
    waits(council, actor, wick)

    page = at(council, actor, wick)

    assert [task.is_main for task in page.tasks] == [False]
    assert "minutes left" not in " ".join(page.tasks[0].lines)


def test_what_was_missed_is_read_on_the_page_that_lists_it(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
        one = one_attempt(session, actor, wick, misses=everything)

    task = at(council, actor, wick).tasks[0]

    assert (task.href, task.button, task.is_main) == (f"/wick/attempts/{one.attempt_id}", "Carry on", True)


def test_a_wait_that_is_over_says_that_the_quiz_can_be_tried(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    waits(council, actor, wick)

    task = at(council, actor, wick, now=NOW + DAY).tasks[0]

    assert task.lines[1].endswith(" left. You can try the quiz again.") and task.is_main


def test_a_wait_is_said_to_the_minute_after_its_last_second(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    ends = dt.datetime(2026, 11, 20, 23, 59, 30, tzinfo=dt.UTC)
    waits(council, actor, wick, now=ends)

    page = at(council, actor, wick, now=ends)

    assert page.tasks[0].lines[1] == "You can try the quiz again from 00:00 on Sunday 22 November."


@pytest.mark.parametrize(
    ("day", "heading", "first"),
    [
        (dt.date(2029, 9, 21), "One thing to do by Tuesday 20 November", "Renew by Tuesday 20 November."),
        (dt.date(2029, 11, 21), "One thing ran out yesterday", "Ran out on 20 November."),
        (dt.date(2029, 11, 22), "One thing ran out last Tuesday", "Ran out on 20 November."),
    ],
)
def test_a_renewal_is_to_be_started_before_any_daily_run_has_said_so(
    council: Database, wick: CouncilLibrary, actor: Actor, day: dt.date, heading: str, first: str
) -> None:
    whole = at(council, actor, wick).tasks[0].lines[1]
    learners.passed(council, wick, actor)
    acknowledged(council, actor, wick)
    now = dt.datetime.combine(day, dt.time(0, 1), tzinfo=dt.UTC)

    with council.reading() as session:
        page = home(session, actor, library=wick, root="/wick", now=now)

    assert page.heading == heading
    (task,) = page.tasks
    assert (task.button, task.href, task.is_main) == ("Start", "/wick/modules/induction", True)
    assert task.lines == (first, whole) and "left" not in whole


@pytest.mark.parametrize("after", [dt.timedelta(0), 2 * 365 * DAY])
def test_a_renewal_whose_attempts_are_used_up_is_talked_about_too(
    council: Database, wick: CouncilLibrary, actor: Actor, after: dt.timedelta
) -> None:
    learners.passed(council, wick, actor)
    acknowledged(council, actor, wick)
    window = dt.datetime(2029, 10, 15, 9, tzinfo=dt.UTC)
    at(council, actor, wick, now=window)
    learners.used_up(council, wick, actor, now=window)

    page = at(council, actor, wick, now=window + 2 * DAY + after)

    assert page.heading == "Ada Fenn will talk it through with you"
    assert page.opening == ("Ring Ada Fenn on 01632 960001. After that you can try again.",)
    assert not page.tasks[0].is_main


def test_nothing_owed_says_until_when(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    learners.passed(council, wick, actor)
    acknowledged(council, actor, wick)

    page = at(council, actor, wick)

    assert page.heading == "You are up to date"
    assert page.opening == (
        "Nothing is due before 20 November 2029. The first renewal opens on Friday 21 September 2029.",
    )
    assert not page.tasks
    assert [(held.title, held.words, held.certificate is not None) for held in page.held] == [
        ("Wick on line", "Done. Lasts until 20 November 2029", True),
        ("Social Media Policy", "Acknowledged on 20 November 2026", False),
    ]


def test_something_that_opens_later_is_next_and_nothing_is_due_before_it(
    council: Database, wick: CouncilLibrary
) -> None:
    late_starter = learners.actor_of(
        learners.learner(council, wick, name="Lee Marsh", joined_on=dt.date(2026, 12, 7))
    )

    page = at(council, late_starter, wick)

    assert page.heading == "You are up to date"
    assert page.opening == ("Nothing is due before 6 January 2027.",)
    assert "Wick on line. Opens Monday 7 December." in page.following


def test_nothing_asked_yet_is_no_boast(council: Database, wick: CouncilLibrary) -> None:
    nobody = learners.actor_of(learners.learner(council, wick, name="Lee Marsh", audiences=[]))

    page = at(council, nobody, wick)

    assert page.heading == "Nothing is asked of you yet"
    assert page.opening == ("When Ada Fenn asks you to do something, it stands here.",)


def test_a_module_no_longer_offered_has_no_button(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    page = at(council, actor, learners.without_module(wick))

    task = next(task for task in page.tasks if "Read and" not in task.title)
    assert task.href is None
    assert task.lines[1] == "It is not offered at the moment. Ask Ada Fenn, on 01632 960001."


def test_the_page_promises_no_letter_that_nobody_sends(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)

    for page in (at(council, actor, wick), at(council, actor, wick, now=NOW + 60 * DAY)):
        assert "write to you" not in repr(page)
