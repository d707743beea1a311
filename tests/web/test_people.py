"""The list of people, one person's page, and what a clerk decides about them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from lms.library.library import CouncilLibrary
from lms.services import deciding
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import (
    Assignment,
    AssignmentChange,
    AttemptResult,
    FurtherAttempt,
    ModuleRun,
    Person,
    SceneChoice,
)
from lms.storage.troubles import NothingSaved
from tests import build
from tests.build import NOW
from tests.client import Client
from tests.web import desk
from tests.web.desk import Desk

MOVED: dict[str, Any] = {
    "day-day": "11",
    "day-month": "12",
    "day-year": "2026",
    "reason": "On a course that week",
}


@pytest.fixture
def cast(database: Database, wick: CouncilLibrary) -> Desk:
    return desk.cast(database, wick)


@pytest.fixture
def clerk(client: Client, cast: Desk) -> Client:
    client.sign_in(cast.clerk)
    return client


def person_page(cast_id: str) -> str:
    return f"/clerk/people/{cast_id}"


def date_page(database: Database, person_id: str) -> str:
    return f"/clerk/people/{person_id}/dates/{desk.assignment(database, person_id)}"


def changes(database: Database) -> list[AssignmentChange]:
    with database.reading() as session:
        return list(session.scalars(select(AssignmentChange)))


def test_everybody_here_is_listed_and_can_be_searched(clerk: Client) -> None:
    page = clerk.get("/clerk/people")

    assert page.h1 == "6 people here"
    assert "Ada Fenn" in page.links and "Priya Nair" not in page.links
    assert clerk.get("/clerk/people?q=gough").h1 == "1 person found"
    assert "Priya Nair" in clerk.get("/clerk/people?who=left").links
    assert "Nobody matches." in clerk.get("/clerk/people?q=zzz").main


def test_a_list_that_is_not_there_is_refused(clerk: Client) -> None:
    for query, status in (("page=x", 422), ("who=asleep", 422), ("page=7", 404)):
        clerk.get(f"/clerk/people?{query}", status=status)


def test_a_persons_page_says_what_they_owe_and_their_story(clerk: Client, cast: Desk) -> None:
    page = clerk.get(person_page(cast.megan))

    assert page.h1 == "Megan Pugh"
    assert "Employee, since 1 October 2026" in page.main
    assert "Overdue 20 days Due 31 October 2026" in page.main
    assert "Scenario choices are private to Megan Pugh and are not shown here." in page.main
    assert "Asked to do:" in page.main


def test_what_is_most_urgent_stands_first_and_who_may_post_above_it(
    clerk: Client, cast: Desk, database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        build.authorisation(session, session.get_one(Person, cast.ann), channels=["facebook"])
    desk.settle(database, wick)

    page = clerk.get(person_page(cast.ann))

    today = page.main.partition("Today")[2].partition("Their story")[0]
    assert today.index("May not post on") < today.index("Overdue")
    tags = [each for each in ("Overdue", "Due By", "Current", "Not yet open") if each in today]
    assert tags == sorted(tags, key=today.index)


def test_the_clerk_reads_nothing_that_is_said_to_the_person(clerk: Client, cast: Desk) -> None:
    for whose in (cast.priya, cast.megan, cast.tom):
        today = clerk.get(person_page(whose)).main.partition("Today")[2].partition("Their story")[0]
        assert "of you" not in today and "still counts" not in today and "Do by" not in today


def test_attempts_are_told_with_their_marks_and_choices_are_not(
    clerk: Client, cast: Desk, database: Database
) -> None:
    with database.writing() as session:
        owed = session.get_one(Assignment, desk.assignment(database, cast.tom))
        tried = build.attempt(session, owed, now=NOW)
        digest = tried.module_digest
        result = AttemptResult(
            attempt_id=tried.id, person_id=cast.tom, right=7, of=10, pass_percent=80, critical_missed=["q1"],
            is_passed=False, answers_commitment="0" * 64,
        )  # fmt: skip
        ledger.add(session, result, now=NOW, happened_at=NOW - dt.timedelta(days=2))
        run = ModuleRun(
            id="run", person_id=cast.tom, assignment_id=owed.id, module="induction", module_digest=digest,
            quiz_digest=tried.quiz_digest, started_at=NOW,
        )  # fmt: skip
        session.add(run)
        session.add(
            SceneChoice(
                id="c", run_id="run", scenario="tree", scene="first", choice="secret-choice", step=1, at=NOW
            )
        )

    page = clerk.get(person_page(cast.tom))

    assert "7 of 10" in page.main
    assert "Key questions missed 1" in page.main
    assert "Recorded 09:30 on 20 November 2026" in page.main
    assert "secret-choice" not in page.response.get_data(as_text=True)


def test_a_date_is_moved_with_a_reason(clerk: Client, cast: Desk, database: Database) -> None:
    form = clerk.get(date_page(database, cast.megan))

    done = clerk.submit(form, "Move the date", **MOVED)
    page = clerk.follow(done)

    assert "The date is moved." in page.main
    assert "Due By 11 December 2026" in page.main
    assert "Date moved to 11 December 2026" in page.main
    assert "(On a course that week), by Ruth Prosser" in page.main
    assert [(row.due_on, row.by_id) for row in changes(database)] == [(dt.date(2026, 12, 11), cast.clerk)]


def test_the_same_form_twice_moves_it_once(clerk: Client, cast: Desk, database: Database) -> None:
    form = clerk.get(date_page(database, cast.megan))
    clerk.submit(form, "Move the date", **MOVED)

    clerk.submit(form, "Move the date", **MOVED)
    clerk.submit(form, "Move the date", status=409, **(MOVED | {"reason": "Something else"}))

    assert len(changes(database)) == 1


LEFT: dict[str, Any] = {"day-day": "20", "day-month": "11", "day-year": "2026"}
PUT_RIGHT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"reason": " "}, "Say why."),
    ({"reason": "a" * 501}, "Use at most 500 characters."),
    ({"day-day": "31", "day-month": "2"}, "Give a day, a month and a year"),
    ({"day-day": ""}, "Give a day, a month and a year"),
    ({"day-day": "the 11th"}, "Give a day, a month and a year"),
    ({"reason": "a" * 2001}, "Use at most 500 characters."),
    ({"day-year": "2025"}, "Give a day from"),
    ({"day-year": "2031"}, "to a year ahead"),
)


def test_what_was_typed_is_shown_again_with_the_cure(clerk: Client, cast: Desk, database: Database) -> None:
    form = clerk.get(date_page(database, cast.megan))

    for typed, says in PUT_RIGHT:
        sent = MOVED | typed
        again = clerk.submit(form, "Move the date", status=422, **sent)
        assert says in again.errors[0]
        assert again.links[again.errors[0]] == ("#reason" if "reason" in typed else "#day-day")
        assert again.form("Move the date").fields["day-year"] == [sent["day-year"]]
    assert changes(database) == []


def test_a_decision_that_could_not_be_saved_comes_back_on_its_own_page_as_it_was_sent(
    clerk: Client, cast: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise NothingSaved("disk full")

    talked = {"reason": "We talked on Monday."}
    for path, button, does, sent in (
        (date_page(database, cast.megan), "Move the date", "move_date", MOVED),
        (
            date_page(database, cast.megan).replace("dates", "attempts"),
            "Grant another attempt",
            "grant_attempt",
            talked,
        ),
        (f"{person_page(cast.megan)}/leaving", "Record the leaving date", "record_leaving", LEFT),
    ):
        form = clerk.get(path)
        with monkeypatch.context() as patched:
            patched.setattr(deciding, does, fail)
            page = clerk.submit(form, button, status=503, **sent)

        held = page.form(button).fields
        assert page.errors == [f"Nothing was recorded. Press {button} again."]
        assert page.h1 == form.h1 and held["key"] == form.form(button).fields["key"]
        assert {name: held[name] for name in sent} == {name: [value] for name, value in sent.items()}
        assert page.response.headers["Retry-After"] == "60"
    assert changes(database) == []


@pytest.mark.parametrize("kept", [(), ("day-day",), ("day-day", "day-year")])
def test_a_date_of_which_parts_never_arrived_is_put_right(
    clerk: Client, cast: Desk, database: Database, kept: tuple[str, ...]
) -> None:
    part = {name: MOVED[name] for name in kept}

    again = clerk.post(
        date_page(database, cast.megan), {**part, "reason": "A course", "key": "k" * 24}, status=422
    )

    assert again.errors == ["Give a day, a month and a year, such as 11 12 2026."]
    fields = again.form("Move the date").fields
    assert {name: fields[name][0] for name in kept} == part
    assert changes(database) == []


def test_nobody_moves_their_own_dates(clerk: Client, cast: Desk, database: Database) -> None:
    own = date_page(database, cast.clerk)

    assert "Nobody decides on their own record" in clerk.get(own, status=403).main
    assert "Ask a deputy, or whoever countersigns for you." in clerk.get(person_page(cast.clerk)).main
    key = {"key": "a-key-of-sixteen-letters"}
    clerk.post(own, {**MOVED, **key}, status=403)
    assert changes(database) == []


def test_a_deputy_may_move_the_clerks_dates(client: Client, cast: Desk, database: Database) -> None:
    client.sign_in(cast.deputy)

    client.submit(client.get(date_page(database, cast.clerk)), "Move the date", **MOVED)

    assert desk.due_on(database, cast.clerk) == dt.date(2026, 12, 11)


def test_a_deputys_own_record_is_the_town_clerks_to_decide_on(
    client: Client, cast: Desk, database: Database
) -> None:
    client.sign_in(cast.deputy)
    says = "Nobody decides on their own record. Ask the Town Clerk."

    assert says in client.get(person_page(cast.deputy)).main
    assert says in client.get(date_page(database, cast.deputy), status=403).main


@pytest.fixture
def mayor(client: Client, cast: Desk, database: Database) -> Client:
    """Somebody who countersigns for the clerk and has no other role."""
    with database.writing() as session:
        who = build.person(session, name="Sunita Rao", roles=["countersigner"], audiences=["member"]).id
    client.sign_in(who)
    return client


def test_whoever_countersigns_goes_from_home_to_the_clerks_record_and_decides(
    mayor: Client, cast: Desk, database: Database
) -> None:
    home = mayor.get("/")
    assert "You countersign for Ruth Prosser" in home.main
    page = mayor.get(person_page(cast.clerk))
    assert "Ruth Prosser’s record" in home.main and page.h1 == "Ruth Prosser"

    mayor.submit(mayor.get(date_page(database, cast.clerk)), "Move the date", **MOVED)

    assert desk.due_on(database, cast.clerk) == dt.date(2026, 12, 11)


def test_whoever_countersigns_sees_nobody_else_and_no_report(
    mayor: Client, cast: Desk, database: Database
) -> None:
    only = "you may open the Town Clerk’s record only"

    for whose in (cast.megan, cast.deputy, "nobody"):
        assert only in mayor.get(person_page(whose), status=403).main
    assert only in mayor.get(date_page(database, cast.megan), status=403).main
    mayor.post(date_page(database, cast.megan), {**MOVED, "key": "k" * 24}, status=403)
    for address in ("/clerk/completions", "/clerk/people", "/clerk/completions.csv"):
        mayor.get(address, status=403)
    assert changes(database) == []


def test_a_clerk_with_another_clerk_is_decided_on_by_that_one(
    client: Client, cast: Desk, database: Database
) -> None:
    with database.writing() as session:
        second = build.person(session, name="Bea Lloyd", roles=["clerk", "countersigner"]).id
    client.sign_in(second)

    client.submit(client.get(date_page(database, cast.clerk)), "Move the date", **MOVED)

    assert "You countersign" not in client.get("/").main
    assert desk.due_on(database, cast.clerk) == dt.date(2026, 12, 11)


def test_an_auditor_sees_and_changes_nothing(client: Client, cast: Desk, database: Database) -> None:
    client.sign_in(cast.auditor)

    page = client.get(person_page(cast.megan))

    assert not [href for href in page.links.values() if "/dates/" in href or "/leaving" in href]
    client.get(date_page(database, cast.megan), status=403)
    client.post(date_page(database, cast.megan), {**MOVED, "key": "a-key-of-sixteen-letters"}, status=403)
    assert changes(database) == []


@pytest.mark.parametrize("path", ["/clerk/people/nobody", "/clerk/people/nobody/leaving"])
def test_nobody_of_that_id_is_not_found(clerk: Client, path: str) -> None:
    assert "We cannot find that person." in clerk.get(path, status=404).main


def test_somebody_elses_assignment_is_not_found(clerk: Client, cast: Desk, database: Database) -> None:
    clerk.get(f"/clerk/people/{cast.tom}/dates/{desk.assignment(database, cast.megan)}", status=404)


def test_a_leaver_has_a_record_and_nothing_to_decide(clerk: Client, cast: Desk, database: Database) -> None:
    page = clerk.get(person_page(cast.priya))

    assert "Priya Nair left on 16 November 2026. The record stays." in page.main
    assert not [href for href in page.links.values() if "/dates/" in href or "/leaving" in href]


def test_leaving_is_recorded_and_ends_what_is_owed(clerk: Client, cast: Desk, database: Database) -> None:
    form = clerk.get(clerk.get(person_page(cast.tom)).links["Record a leaving date"])

    page = clerk.follow(clerk.submit(form, "Record the leaving date", **LEFT))

    assert "Tom Hartley left on 20 November 2026." in page.main
    assert "No longer owed" in page.main
    with database.reading() as session:
        assert session.get_one(Person, cast.tom).left_by == cast.clerk


def test_a_leaving_day_before_joining_is_put_right(clerk: Client, cast: Desk) -> None:
    form = clerk.get(f"{person_page(cast.tom)}/leaving")

    again = clerk.submit(form, "Record the leaving date", status=422, **(LEFT | {"day-year": "2020"}))

    assert "joined on 2 November 2026" in again.errors[0]


def test_after_a_talk_one_more_attempt_is_granted(
    clerk: Client, cast: Desk, database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        owed = session.get_one(Assignment, desk.assignment(database, cast.tom))
        for number in (1, 2, 3):
            tried = build.attempt(session, owed, number=number)
            result = AttemptResult(
                attempt_id=tried.id, person_id=cast.tom, right=2, of=10, pass_percent=80, critical_missed=[],
                is_passed=False, answers_commitment="0" * 64,
            )  # fmt: skip
            ledger.add(session, result, now=NOW)
    desk.settle(database, wick)
    desk_page = clerk.get("/clerk/completions")
    assert "1 person has used up the attempts and needs a talk" in desk_page.links
    form = clerk.get(desk_page.links["Grant another attempt of Tom Hartley"])

    page = clerk.follow(clerk.submit(form, "Grant another attempt", reason="We read 5.8 together"))

    assert "One more attempt is granted." in page.main
    assert "Needs a talk" not in page.main
    with database.reading() as session:
        assert session.scalars(select(FurtherAttempt.reason)).all() == ["We read 5.8 together"]


def test_an_attempt_is_not_granted_while_there_are_others(
    clerk: Client, cast: Desk, database: Database
) -> None:
    form = clerk.get(f"/clerk/people/{cast.tom}/attempts/{desk.assignment(database, cast.tom)}")

    clerk.submit(form, "Grant another attempt", status=409, reason="Just in case")
