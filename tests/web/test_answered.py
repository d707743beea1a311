"""The page of one attempt for the desk: what was asked, answered and counted, from what stood then."""

import re
from collections.abc import Callable

import pytest

from lms.domain.marking import right_answer
from lms.domain.quizzes import MatchPairs, OneAnswer, PutInOrder, Question, SeveralAnswers, TrueFalse
from lms.library.library import CouncilLibrary
from lms.services import attempts, policies
from lms.storage.engine import Database
from lms.storage.rows import AnswerSalt, Person
from lms.web.asking import in_words, view_of
from tests import learners
from tests.client import Client, Page, text_of
from tests.learners import everything, first
from tests.shelf import plain
from tests.storage.tampering import unguarded
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, asked, fields, statements, trainee


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock, has_played=True)


@pytest.fixture
def clerk(me: Trainee) -> Person:
    return learners.learner(me.database, me.library, name="Ruth Prosser", roles=["clerk"])


def page_of(me: Trainee, attempt_id: str, *, by: Person, of: str | None = None, status: int = 200) -> Page:
    me.client.sign_in(by)
    return me.client.get(f"/clerk/people/{of or me.person.id}/answers/{attempt_id}", status=status)


def sections(page: Page) -> list[str]:
    """The words about each question, in the order of the page."""
    return [
        text_of(each) for each in page.html.iter("section") if "app-review" in each.get("class", "").split()
    ]


def test_the_story_opens_the_attempt(me: Trainee, clerk: Person) -> None:
    attempt_id = me.finished(misses=first(1, "telling"))
    me.client.sign_in(clerk)

    story = me.client.get(f"/clerk/people/{me.person.id}")
    page = me.client.get(story.links["Questions and answers: Passed: Wick on line, 9 of 10"])

    assert page.h1 == "Passed: 9 of 10" and page.title == "Questions and answers - Wick Parish Council"
    assert page.main.startswith("Avery Quill: Wick on line")
    assert page.links["Avery Quill"] == f"/clerk/people/{me.person.id}"
    assert page.response.request.path.endswith(attempt_id)


def test_the_facts_are_those_of_the_rows(me: Trainee, clerk: Person) -> None:
    tried = me.attempt()
    me.clock.pass_by(minutes=7)
    me.answer(tried, misses=first(1, "asking"))
    with me.database.writing() as session:
        result = attempts.finish(session, me.actor, library=me.library, attempt_id=tried.id, now=me.clock())
        version = policies.version_then(session, policy="social-media", at=me.clock())

    words = page_of(me, tried.id, by=clerk).main

    for fact in (
        "Started 20 November 2026 at 09:30 Finished 20 November 2026 at 09:37",
        "Mark 9 of 10. A pass needed 8, with every key question right. Key questions 3 of 4 right",
        "Attempt 1 How Signed in with e-mail address and password",
        f"Content Quiz {tried.quiz_digest[:16]}, module {tried.module_digest[:16]}",
        f"(plain-English edition), {version.document_digest[:16]}",
        f"Entries {tried.seq} and {result.seq}",
    ):
        assert fact in words, fact


def test_every_question_stands_as_it_was_asked_with_what_was_answered_and_when(
    me: Trainee, clerk: Person
) -> None:
    attempt_id = me.finished(misses=first(3, "telling"))
    with me.database.reading() as session:
        sheet = attempts.sheet(session, me.actor, library=me.library, attempt_id=attempt_id)

    told = sections(page_of(me, attempt_id, by=clerk))

    assert len(told) == 10
    for n, words in enumerate(told, 1):
        one, question = sheet.asked(n)
        view = view_of(question, one, typed={})
        places = [words.index(text) for text in learners.texts_of(question, one.shown)]
        assert words.startswith(f"Question {n} of 10") and plain(view.stem) in words
        assert view.hint in words and places == sorted(places)
        given = " ".join(in_words(question, sheet.answers[question.id].answer))
        assert f"Answered, saved on 20 November 2026 at 09:30 {given}" in words
        assert ("Did not count" in words) is (question.id in sheet.mark.missed)
        assert (" Counted " in words) is (question.id not in sheet.mark.missed)
        assert f"What counts {' '.join(in_words(question, right_answer(question)))}" in words


@pytest.mark.parametrize("kind", [OneAnswer, SeveralAnswers, TrueFalse, PutInOrder, MatchPairs])
def test_each_kind_of_question_says_why_with_its_clauses(
    me: Trainee, clerk: Person, kind: type[Question]
) -> None:
    address, question = asked(me, kind)
    page = me.client.get(address)
    me.client.submit(page, "Save and continue", **fields(question, learners.wrong_answer(question)))
    attempt = address.split("/")[2]
    answer_the_rest(me, attempt)

    told = sections(page_of(me, attempt, by=clerk))[0]

    assert "Did not count" in told
    for text, why in learners.whys(question):
        assert f"{text} {why}" in told, (text, why)
    assert re.search(r"Clause \d.*In short:", told)


def answer_the_rest(me: Trainee, attempt: str) -> None:
    with me.database.writing() as session:
        sheet = attempts.sheet(session, me.actor, library=me.library, attempt_id=attempt)
        while (n := sheet.next_open) is not None:
            attempts.keep(session, sheet, n=n, answer=right_answer(sheet.asked(n)[1]), now=me.clock())
        session.add(AnswerSalt(attempt_id=attempt, salt=b"salt" * 8))
        session.flush()
        attempts.finish(session, me.actor, library=me.library, attempt_id=attempt, now=me.clock())


@pytest.mark.parametrize(
    ("misses", "heading"),
    [
        (first(3, "telling"), "Not yet: 7 of 10"),
        (first(1, "asking"), "Not yet: 9 of 10, with 1 key question missed"),
        (first(2, "asking"), "Not yet: 8 of 10, with 2 key questions missed"),
        (first(0, "asking"), "Passed: 10 of 10"),
    ],
)
def test_the_heading_is_the_answer(
    me: Trainee, clerk: Person, misses: Callable[[str], bool], heading: str
) -> None:
    assert page_of(me, me.finished(misses=misses), by=clerk).h1 == heading


def test_asking_again_only_what_was_missed_says_so(me: Trainee, clerk: Person) -> None:
    me.reread(me.finished(misses=first(2, "asking")))

    page = page_of(me, me.finished(misses=first(1, "asking")), by=clerk)

    assert page.h1 == "Not yet: 1 of 2"
    assert "1 of 2. Each had to be right. Key questions 1 of 2 right" in page.main
    assert "Attempt 2, asking again only the key questions missed before" in page.main


def test_an_attempt_not_finished_names_nothing_that_counts(me: Trainee, clerk: Person) -> None:
    tried = me.attempt()
    with me.database.writing() as session:
        for n in range(1, 5):
            sheet = attempts.sheet(session, me.actor, library=me.library, attempt_id=tried.id)
            wrong = learners.wrong_answer(sheet.asked(n)[1])
            attempts.keep(session, sheet, n=n, answer=wrong, now=me.clock())
    me.client.sign_in(clerk)
    story = me.client.get(f"/clerk/people/{me.person.id}")

    page = me.client.get(story.links["Questions and answers: Began the quiz, not finished: Wick on line"])

    assert page.h1 == "Not finished: 4 of 10 answered"
    assert "The quiz is not finished, so nothing is marked." in page.main
    assert page.main.count("Not answered yet.") == 6
    check_nothing_is_named(page)
    assert "Counted" not in page.main and "Did not count" not in page.main


def check_nothing_is_named(page: Page) -> None:
    for words in ("What counts ", " Why ", "In short:", "a key question", "Because"):
        assert words not in " ".join(sections(page)), words


def test_a_clerks_own_attempt_names_what_counts_only_once_they_have_passed(
    me: Trainee, clerk: Person
) -> None:
    me.person = clerk
    me.play()
    missed = me.finished(misses=everything)
    me.reread(missed)

    before = page_of(me, missed, by=clerk)
    after = page_of(me, me.finished(), by=clerk)

    assert "This is your own record. What counts is shown here once you have passed." in before.main
    assert before.main.count("Did not count") == 10
    check_nothing_is_named(before)
    assert "What counts" in sections(after)[0]


def test_an_answer_changed_says_so_and_the_last_one_stands(me: Trainee, clerk: Person) -> None:
    tried = me.attempt()
    question = me.questions(tried)[0]
    with me.database.writing() as session:
        sheet = attempts.sheet(session, me.actor, library=me.library, attempt_id=tried.id)
        attempts.keep(session, sheet, n=1, answer=learners.wrong_answer(question), now=me.clock())
    me.clock.pass_by(minutes=2)
    me.answer(tried)

    told = sections(page_of(me, tried.id, by=clerk))[0]

    assert "Answered, saved on 20 November 2026 at 09:32, the last of 2 " in told


def test_answers_that_retention_deleted_are_said_to_be_gone_and_the_mark_stands(
    me: Trainee, clerk: Person
) -> None:
    attempt_id = me.finished(misses=first(1, "telling"))
    with unguarded(me.database) as connection:
        connection.exec_driver_sql("DELETE FROM attempt_answer")
        connection.exec_driver_sql("DELETE FROM answer_salt")

    page = page_of(me, attempt_id, by=clerk)

    assert page.h1 == "Passed: 9 of 10"
    assert page.main.count("This answer is no longer kept; the mark above still stands.") == 10
    assert "Did not count" not in page.main and "Counted" not in page.main


def test_a_scenarios_choices_are_not_on_it(me: Trainee, clerk: Person) -> None:
    page = page_of(me, me.finished(), by=clerk)

    assert "Scenario choices are private to Avery Quill and are not shown here." in page.main
    sent = page.response.get_data(as_text=True)
    for scenario in learners.module_of(me.library).scenarios:
        for choice in scenario.scenes[0].choices:
            assert choice.id not in sent and choice.short not in page.main


def test_an_attempt_under_another_persons_name_is_not_found(me: Trainee, clerk: Person) -> None:
    attempt_id = me.finished()

    for of, tried in ((clerk.id, attempt_id), ("nobody", attempt_id), (me.person.id, "0" * 32)):
        page_of(me, tried, by=clerk, of=of, status=404)


def test_the_deputy_and_the_auditor_read_it_and_the_person_does_not(me: Trainee) -> None:
    attempt_id = me.finished()
    for role in ("deputy", "auditor"):
        by = learners.learner(me.database, me.library, name=f"Some {role.title()}", roles=[role])
        assert page_of(me, attempt_id, by=by).h1 == "Passed: 10 of 10"

    page_of(me, attempt_id, by=me.person, status=403)


def test_who_countersigns_reads_the_clerks_attempts_and_nobody_elses(me: Trainee, clerk: Person) -> None:
    theirs, learner = me.finished(), me.person
    mayor = learners.learner(me.database, me.library, name="Sunita Rao", roles=["countersigner"])
    me.person = clerk
    me.play()
    page = page_of(me, me.finished(misses=everything), by=mayor)

    assert page.h1 == "Not yet: 0 of 10" and "What counts" in sections(page)[0]
    page_of(me, theirs, by=mayor, of=learner.id, status=403)


def test_an_old_record_cites_the_policy_as_it_stood_then(me: Trainee, clerk: Person, client: Client) -> None:
    attempt_id = me.finished(misses=first(1, "telling"))
    was = clauses_of_both(me, attempt_id, clerk)
    me.clock.pass_by(days=400)
    changed = learners.with_plain(learners.with_plain(me.library, "Put otherwise."), "Anew.", clause="WPC-2")
    with me.database.writing() as session:
        policies.ensure_plain_edition(session, library=changed, now=me.clock())
    place = client.app.extensions["installation"]
    client.app.extensions["installation"] = type(place)(place.settings, changed, place.database, place.clock)

    assert clauses_of_both(me, attempt_id, clerk) == was
    assert all(words and "Anew." not in " ".join(words) for words in was)


def clauses_of_both(me: Trainee, attempt_id: str, clerk: Person) -> list[list[str]]:
    """The clauses of the record as the desk reads it, and of the person's own old result."""
    pages = [page_of(me, attempt_id, by=clerk)]
    me.client.sign_in(me.person)
    pages.append(me.result_page(attempt_id))
    return [
        [text_of(each) for each in page.html.iter("section") if each.get("class") == "app-clause"]
        for page in pages
    ]


def test_it_asks_a_fixed_number_of_questions_of_the_records(me: Trainee, clerk: Person) -> None:
    one = me.finished(misses=everything)
    me.reread(one)
    two = me.finished()
    counts = []
    for attempt_id in (one, two):
        page_of(me, attempt_id, by=clerk)
        with statements(me.database) as put:
            me.client.browser.get(f"/clerk/people/{me.person.id}/answers/{attempt_id}")
        counts.append(len(put))

    assert counts[0] == counts[1] <= 6, counts
