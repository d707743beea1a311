"""What a finished attempt's page says: thanks once, or what to read, and never the right answer too soon."""

import re

import pytest

from lms.domain.marking import right_answer
from lms.domain.quizzes import MatchPairs, PutInOrder
from lms.library.library import CouncilLibrary
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Attempt, FurtherAttempt
from lms.web.asking import in_words
from tests import learners
from tests.client import Client, Page
from tests.learners import everything, first
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

QUIZ = "/modules/induction/quiz"


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock, has_played=True)


def test_a_pass_says_how_well_until_when_and_what_next(me: Trainee) -> None:
    page = me.result_page(me.finished(misses=first(1, "telling")))

    assert page.h1 == "Passed: 9 of 10" and page.title == "Passed - Wick Parish Council"
    assert "Lasts until 20 November 2029" in page.main and page.main.count("Thank you.") == 1
    assert page.links["Read and acknowledge the policy"] == "/policies/social-media/acknowledge"
    assert re.fullmatch(r"/certificates/[0-9A-Z]{28}\.pdf", page.links["Certificate (PDF)"])


def test_a_pass_shows_another_look_at_what_was_missed(me: Trainee) -> None:
    attempt_id = me.finished(misses=first(1, "telling"))
    with me.database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)
    missed = next(q for q in me.questions(attempt) if q.cell == "telling")

    page = me.result_page(attempt_id)

    assert "Worth another look" in page.main and missed.stem in page.main
    assert "What counts" in page.main
    for line in in_words(missed, right_answer(missed)):
        assert line in page.main, line


def test_with_everything_right_nothing_is_worth_another_look(me: Trainee) -> None:
    page = me.result_page(me.finished())

    assert page.h1 == "Passed: 10 of 10" and "Worth another look" not in page.main


def test_who_has_acknowledged_already_goes_home(me: Trainee) -> None:
    form = me.client.get("/policies/social-media/acknowledge")
    me.client.submit(form, "Acknowledge", agreed="yes")

    page = me.result_page(me.finished())

    assert page.links["Go home"] == "/" and "Read and acknowledge the policy" not in page.links


def test_the_whole_councils_line_stands_only_where_five_are_asked(me: Trainee) -> None:
    attempt_id = me.finished()
    alone = me.result_page(attempt_id)
    for name in ("Lee Marsh", "Kit Alder", "Robin Fell", "Sam Brook"):
        learners.learner(me.database, me.library, name=name)

    assert "have now done this" not in alone.main
    assert "1 of 5 people here have now done this." in me.result_page(attempt_id).main


def test_not_yet_says_what_is_needed_and_what_to_read_first(me: Trainee) -> None:
    page = me.result_page(me.finished(misses=first(3, "telling")))

    assert page.h1 == "Not yet: 7 of 10" and page.title == "Not yet - Wick Parish Council"
    assert "You need 8, with every key question right. You can try again today." in page.main
    assert "Read these first" in page.main
    assert page.form("I have read these, try again")
    for scolding in ("failed", "Incorrect", "wrong", "Sorry", "!"):
        assert scolding not in page.main, scolding


def test_nearly_is_the_key_questions_alone(me: Trainee) -> None:
    one = me.result_page(me.finished(misses=first(1, "asking")))

    assert one.h1 == "Nearly: 9 of 10, and one key question to put right"
    before = me.client.follow(me.client.submit(one, "I have read these, try again"))
    assert before.h1 == "Try the quiz again"
    assert "Only the key question you missed is asked again, in other words." in before.main
    again = me.client.submit(before, "Start the quiz")
    assert me.client.get(f"{again.location}/questions/1").title.startswith("Question 1 of 1 ")


def test_a_repeat_of_key_questions_says_so_whichever_way_it_goes(me: Trainee) -> None:
    start = me.finished(misses=first(2, "asking"))
    me.reread(start)
    again = me.result_page(me.finished(misses=first(1, "asking")))
    me.clock.pass_by(hours=24)
    third = me.finished()
    me.client.sign_in(me.person)
    done = me.result_page(third)

    assert again.h1 == "Nearly: one key question to put right"
    assert (
        "Every key question has to be right. You can try again from 09:30 on Saturday 21 November."
        in again.main
    )
    assert done.h1 == "Passed: every key question is right"


@pytest.mark.parametrize("misses", [everything, first(1, "asking"), first(4, "telling")])
def test_before_a_pass_no_byte_names_the_right_answer(me: Trainee, misses: object) -> None:
    assert callable(misses)
    attempt_id = me.finished(misses=misses)
    with me.database.reading() as session:
        attempt = session.get_one(Attempt, attempt_id)

    page = me.result_page(attempt_id)
    sent = page.response.get_data(as_text=True)

    assert "What counts" not in sent
    for question in me.questions(attempt):
        if question.stem not in page.main:
            continue
        if isinstance(question, PutInOrder | MatchPairs):
            assert question.look_again in page.main
            parts = question.steps if isinstance(question, PutInOrder) else question.pairs
            assert not any(f"{part.text}: {part.why}" in sent for part in parts)
            continue
        given = section(page, question.stem)
        for option in question.options:
            if option.right and question.kind == "one":
                assert option.text not in given and option.why not in sent, option.text


def section(page: Page, stem: str) -> str:
    """The words about one question: from its stem to the next one's."""
    return page.main.split(stem, 1)[1].split("Your answer")[1]


def test_the_wait_says_from_when_and_promises_no_letter(me: Trainee) -> None:
    one = me.finished(misses=everything)
    me.reread(one)
    two = me.finished(misses=everything)

    page, quiz = me.result_page(two), me.client.get(QUIZ)

    assert "You can try again from 09:30 on Saturday 21 November." in page.main
    assert "write to you" not in page.main and not page_buttons(page)
    assert quiz.h1 == "You can try again soon" and not page_buttons(quiz)
    assert quiz.links["See what to read first"] == f"/attempts/{two}"
    me.client.post(QUIZ, status=409)
    me.clock.pass_by(hours=24)
    me.client.sign_in(me.person)
    assert me.result_page(two).form("Try again")


def test_the_wait_is_never_said_to_end_before_it_does(me: Trainee) -> None:
    me.clock.pass_by(seconds=25)
    me.reread(me.finished(misses=everything))
    two = me.finished(misses=everything)
    said = "You can try again from 09:31 on Saturday 21 November."

    assert said in me.result_page(two).main and said in me.client.get(QUIZ).main
    me.clock.pass_by(hours=23, minutes=59, seconds=30)
    me.client.sign_in(me.person)
    me.client.post(QUIZ, status=409)
    me.clock.pass_by(seconds=5)
    assert me.clock().strftime("%H:%M:%S") == "09:30:00"
    me.clock.pass_by(minutes=1)
    me.client.post(QUIZ, status=303)


def test_the_page_before_the_quiz_is_the_list_itself_while_there_is_something_to_read(me: Trainee) -> None:
    one = me.finished(misses=everything)

    assert me.client.get(QUIZ, status=303).location == f"/attempts/{one}"
    me.client.submit(me.result_page(one), "I have read these, try again")
    assert me.client.get(QUIZ).form("Start the quiz")


def page_buttons(page: Page) -> list[str]:
    return [button for form in page.forms for button in form.buttons if button != "Sign out"]


def test_an_earlier_attempt_offers_no_button(me: Trainee) -> None:
    one = me.finished(misses=everything)
    me.reread(one)
    me.finished(misses=everything)

    page = me.result_page(one)

    assert page.h1 == "Not yet: 0 of 10" and not page_buttons(page)


def test_used_up_says_who_rings_whom_until_another_is_granted(me: Trainee) -> None:
    last = learners.used_up(me.database, me.library, me.actor, now=me.clock())[-1]
    me.clock.pass_by(days=2)
    me.client.sign_in(me.person)

    page, quiz = me.result_page(last.attempt_id), me.client.get(QUIZ)

    assert "Ada Fenn will talk it through with you." in page.main
    assert "Ring Ada Fenn, Parish Clerk, on 01632 960001. After that you can try again." in page.main
    assert quiz.h1 == "Ada Fenn will talk it through with you" and not page_buttons(quiz)
    refused = me.client.post(QUIZ, status=409)
    assert refused.h1 == "Nothing was changed" and "Talk to the Town Clerk" in refused.main
    with me.database.writing() as session:
        assignment = session.get_one(Attempt, last.attempt_id).assignment_id
        row = FurtherAttempt(
            person_id=me.person.id, assignment_id=assignment, reason="We talked.", by_id="clerk"
        )
        ledger.add(session, row, now=me.clock())
    assert me.client.get(QUIZ).form("Start the quiz")


def test_a_quiz_that_is_passed_leads_to_its_result(me: Trainee) -> None:
    attempt_id = me.finished()

    page = me.client.get(QUIZ)

    assert page.h1 == "You have passed this quiz" and not page_buttons(page)
    assert page.links["See your result"] == f"/attempts/{attempt_id}"


def test_rereading_is_for_what_was_missed(me: Trainee) -> None:
    attempt_id = me.finished()

    assert me.client.post(f"/attempts/{attempt_id}/reread", status=409).h1 == "Nothing was changed"


def test_a_result_still_shows_when_its_module_is_gone(
    me: Trainee, client: Client, database: Database, wick: CouncilLibrary, clock: Hands
) -> None:
    missed, passed = me.finished(misses=everything), None
    me.reread(missed)
    passed = me.finished()
    with_place(client, learners.without_module(wick))

    assert me.result_page(missed).h1 == "Not yet: 0 of 10"
    assert me.result_page(passed).h1 == "Passed: 10 of 10"
    assert "Wick on line" in client.get("/record").main


def with_place(client: Client, library: CouncilLibrary) -> None:
    """The same service after the content was changed and it was started again."""
    place = client.app.extensions["installation"]
    client.app.extensions["installation"] = type(place)(place.settings, library, place.database, place.clock)
