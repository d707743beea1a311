"""The first page in each of its states, the person's own record, and how little each page asks of the records."""

import datetime as dt

import pytest

from lms.library.library import CouncilLibrary
from lms.services import programme
from lms.storage.engine import Database
from lms.storage.rows import Assignment, Attempt
from tests import learners
from tests.client import Client, Page, text_of
from tests.learners import everything
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, fields, statements, trainee


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock)


def later(me: Trainee, at: dt.datetime) -> Page:
    """Home at another time, after that day's run."""
    me.clock.at = at
    with me.database.writing() as session:
        programme.bring_up_to_date(session, library=me.library, today=at.date(), now=at)
    me.client.sign_in(me.person)
    return me.client.get("/")


def acknowledge(me: Trainee) -> None:
    form = me.client.get("/policies/social-media/acknowledge")
    me.client.submit(form, "Acknowledge", agreed="yes")


def test_a_first_visit(me: Trainee) -> None:
    page = me.client.get("/")

    assert page.h1 == "Two things to do by Thursday 10 December"
    assert page.title == "Home - Wick Parish Council"
    assert "Ada Fenn, Parish Clerk, set this up." in page.main
    assert page.links["Start Wick on line"] == "/modules/induction"
    assert "Set by the Parish Clerk on 1 January 2026." in page.main
    assert "Stuck? Ring Ada Fenn, Parish Clerk, 01632 960001" in page.text


def test_late(me: Trainee) -> None:
    acknowledge(me)

    page = later(me, dt.datetime(2026, 12, 11, 9, tzinfo=dt.UTC))

    assert page.h1 == "One thing was due yesterday" and "It still counts. About" in page.main


def test_stuck(me: Trainee) -> None:
    acknowledge(me)
    learners.used_up(me.database, me.library, me.actor, now=me.clock())

    page = later(me, me.clock() + dt.timedelta(days=2))

    assert page.h1 == "Ada Fenn will talk it through with you"
    assert not [link for link in page.links if link.startswith(("Start", "Carry on"))]


@pytest.mark.parametrize("day", [dt.date(2029, 9, 21), dt.date(2029, 11, 21)])
def test_a_renewal_is_begun_from_home_before_any_daily_run(me: Trainee, day: dt.date) -> None:
    me.play()
    me.finished()
    acknowledge(me)
    me.clock.at = dt.datetime.combine(day, dt.time(0, 1), tzinfo=dt.UTC)
    me.client.sign_in(me.person)

    page = me.client.get("/")
    intro = me.client.get(page.links["Start Wick on line"])
    scene = me.client.get(intro.links["Start"])
    begun = me.client.follow(me.client.submit(scene, "Choose", choice="worth-3"))

    assert me.count(Assignment) == 3, "the renewal was written down with the first choice"
    assert begun.h1 == "Thing 3 is done at first 1" and "minutes left" not in page.main + intro.main
    assert "Carry on Wick on line" in me.client.get("/").links
    assert "due Tuesday 20 November" in me.client.get("/modules/induction/leave").main


def test_leaving_a_renewal_that_nobody_has_written_down_says_by_when(me: Trainee) -> None:
    me.play()
    me.finished()
    me.clock.at = dt.datetime(2029, 10, 15, 9, tzinfo=dt.UTC)
    me.client.sign_in(me.person)

    assert "due Tuesday 20 November" in me.client.get("/modules/induction/leave").main
    assert me.client.post("/modules/induction/quiz", status=409).h1 == "Nothing was changed"
    assert me.count(Attempt) == 1


def green(page: Page) -> list[str]:
    """The words of the page's green next step, if it has one."""
    buttons = (each for each in page.html.iter("a") if each.get("class") == "govuk-button")
    return [text_of(each) for each in buttons]


def test_the_green_button_is_what_can_be_done_now(me: Trainee) -> None:
    me.play()
    one = me.finished(misses=everything)
    reread = me.client.get("/")
    to_read = me.client.get(reread.links["Carry on Wick on line"])
    me.reread(one)
    two = me.finished(misses=everything)
    wait = me.client.get("/")
    acknowledge(me)
    alone = me.client.get("/")
    me.clock.pass_by(hours=24)
    me.finished(misses=everything)
    me.client.sign_in(me.person)
    talk = me.client.get("/")

    assert green(reread) == ["Carry on Wick on line"]
    assert to_read.form("I have read these, try again")
    assert green(wait) == ["Read it Read and acknowledge: Social Media Policy"]
    assert "You can try the quiz again from 09:30 on Saturday 21 November." in alone.main
    assert green(alone) == green(talk) == []
    assert alone.links["See what to read first Wick on line"] == f"/attempts/{two}"
    assert talk.h1 == "Ada Fenn will talk it through with you"


def test_nothing_owed(me: Trainee) -> None:
    me.play()
    me.finished()
    acknowledge(me)

    page = me.client.get("/")

    assert page.h1 == "You are up to date" and "What you hold" in page.main
    assert "Nothing is due before 20 November 2029." in page.main
    assert page.links["Certificate (PDF) for Wick on line"].endswith(".pdf")


def test_nothing_asked(me: Trainee) -> None:
    me.client.sign_in(learners.learner(me.database, me.library, name="Lee Marsh", audiences=[]))

    page = me.client.get("/")

    assert page.h1 == "Nothing is asked of you yet"
    assert "When Ada Fenn asks you to do something, it stands here." in page.main


@pytest.mark.parametrize("role", ["clerk", "deputy", "auditor"])
def test_those_who_see_the_report_see_its_figures_and_who_is_behind_them(me: Trainee, role: str) -> None:
    me.client.sign_in(learners.learner(me.database, me.library, name="Lee Marsh", audiences=[], roles=[role]))

    page = me.client.get("/")

    assert "The Council today" in page.main and page.links["1 due"].endswith("standing=due#people")
    assert "Completions" in me.client.get(page.links["See who is behind each number"]).title
    me.client.get(page.links["0 overdue"].partition("#")[0])


def test_a_clerks_home_says_when_nobody_needs_them(me: Trainee) -> None:
    me.client.sign_in(learners.learner(me.database, me.library, name="Lee", audiences=[], roles=["clerk"]))

    assert "Needs you Nothing today." in me.client.get("/").main


def test_a_clerks_home_asks_the_records_a_fixed_number_of_questions(me: Trainee) -> None:
    me.client.sign_in(learners.learner(me.database, me.library, name="Lee", audiences=[], roles=["clerk"]))
    me.client.get("/")

    with statements(me.database) as asked:
        me.client.browser.get("/")

    assert len(asked) <= READING["/"] + FIGURES + NEEDS, asked


def test_a_learner_sees_no_figures_of_the_council(me: Trainee) -> None:
    page = me.client.get("/")

    assert "The Council today" not in page.main and "Needs you" not in page.main


def test_the_record_is_ones_own_and_holds_no_choice_in_a_scenario(me: Trainee) -> None:
    empty = me.client.get("/record")
    me.play()
    attempt_id = me.finished(misses=everything)
    acknowledge(me)

    page = me.client.get("/record")

    assert "None yet." in empty.main and "Nothing yet." in empty.main
    assert "20 November 2026, 09:30: “I have read and understood" in page.main
    assert page.links["Wick on line, 20 November 2026"] == f"/attempts/{attempt_id}"
    assert "0 of 10, not yet passed" in page.main
    assert "do thing" not in page.main and "story-1" not in page.response.get_data(as_text=True)


FIGURES, NEEDS = 4, 3
READING = {
    "/": 7,
    "/record": 5,
    "/modules/induction": 5,
    "/modules/induction/scenes/story-1.s1-first": 4,
    "/modules/induction/leave": 4,
    "/policies/social-media": 5,
    "/policies/social-media/acknowledge": 5,
    "/policies/social-media/ask": 5,
}


@pytest.mark.parametrize(("path", "most"), READING.items())
def test_each_page_asks_the_records_a_fixed_number_of_questions(me: Trainee, path: str, most: int) -> None:
    me.client.get(path)

    with statements(me.database) as asked:
        me.client.browser.get(path)

    assert len(asked) <= most, asked


def test_a_page_asks_no_more_for_a_person_with_more_behind_them(me: Trainee) -> None:
    me.play()
    missed = me.finished(misses=everything)
    me.reread(missed)
    me.finished()
    acknowledge(me)
    window = dt.datetime(2029, 10, 15, 9, tzinfo=dt.UTC)
    later(me, window)

    with statements(me.database) as asked:
        me.client.browser.get("/")

    assert len(asked) <= READING["/"], asked


def test_the_quiz_asks_a_fixed_number_of_questions(me: Trainee) -> None:
    me.play()
    counts = {}

    def counted(name: str, path: str) -> None:
        me.client.get(path, status=200)
        with statements(me.database) as asked:
            me.client.browser.get(path)
        counts[name] = len(asked)

    counted("home", "/")
    counted("consequence", "/modules/induction/scenes/story-1.s1-first")
    counted("debrief", "/modules/induction/debriefs/story-1")
    counted("before", "/modules/induction/quiz")
    attempt = me.attempt()
    counted("question", f"/attempts/{attempt.id}/questions/1")
    me.answer(attempt, misses=everything)
    counted("check", f"/attempts/{attempt.id}/check")
    me.client.submit(me.client.get(f"/attempts/{attempt.id}/check"), "Finish the quiz")
    counted("not yet", f"/attempts/{attempt.id}")
    me.reread(attempt.id)
    counted("passed", f"/attempts/{me.finished()}")

    most = {
        "home": 8,
        "consequence": 6,
        "debrief": 6,
        "before": 6,
        "question": 4,
        "check": 4,
        "not yet": 7,
        "passed": 8,
    }
    assert {name: count for name, count in counts.items() if count > most[name]} == {}, counts


def test_an_answer_and_a_choice_are_one_transaction_each(me: Trainee) -> None:
    me.play()
    attempt = me.attempt()
    address = f"/attempts/{attempt.id}/questions/1"
    data = {**fields(me.questions(attempt)[0]), "csrf_token": me.client.token()}

    with statements(me.database) as asked:
        assert me.client.browser.post(address, data=data).status_code == 303

    assert len(asked) <= 6, asked
    assert sum(statement.startswith(("INSERT", "UPDATE")) for statement in asked) == 1
