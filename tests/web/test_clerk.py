"""The completions page in each of its states, and the same rows as files."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from lms.library.library import CouncilLibrary
from lms.services import exports, policies
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Acknowledgement, Assignment, DailyRun, Entry, Person, PolicyQuery, PolicyVersion
from lms.web.session import installation
from tests import build
from tests.build import NOW
from tests.client import Client, Page
from tests.web import desk
from tests.web.conftest import Hands
from tests.web.desk import Desk

HERE = "/clerk/completions"


@pytest.fixture
def cast(database: Database, wick: CouncilLibrary) -> Desk:
    return desk.cast(database, wick)


@pytest.fixture
def clerk(client: Client, cast: Desk) -> Client:
    client.sign_in(cast.clerk)
    return client


def names(page: Page) -> list[str]:
    """The people of the table, in order."""
    tables = [table for table in page.html.iter("table") if "People and what" in "".join(table.itertext())]
    return [
        "".join(row.find("th").itertext())
        for table in tables
        for row in table.iter("tr")
        if row.find("td") is not None
    ]


def test_the_heading_is_the_answer_and_the_title_stays(clerk: Client) -> None:
    page = clerk.get(HERE)

    assert page.h1 == "0 of 5 people are up to date"
    assert page.title.startswith("Completions - ")
    assert "As at today, Friday 20 November 2026" in page.text


def test_the_desk_opens_on_completions(clerk: Client) -> None:
    assert clerk.get("/clerk", status=302).location == HERE


def test_each_figure_opens_the_people_behind_it(clerk: Client) -> None:
    page = clerk.get(HERE)

    for words, href in page.links.items():
        number, _, word = words.partition(" ")
        if word in ("up to date", "due", "overdue", "lapsed"):
            assert len(set(names(clerk.get(href)))) == int(number), words
    assert "2 overdue" in page.links


def test_each_number_of_a_module_opens_its_people(clerk: Client) -> None:
    page = clerk.get(HERE)
    numbers = {words: href for words, href in page.links.items() if "module=" in href and "standing=" in href}

    assert numbers
    for words, href in numbers.items():
        assert len(names(clerk.get(href))) == int(words.split()[0]), words


def test_needs_you_names_who_is_late_once_and_offers_one_thing_to_do(clerk: Client, cast: Desk) -> None:
    page = clerk.get(HERE)

    links = [words for words in page.links if words.startswith("Move the date of ")]
    assert sorted(links) == ["Move the date of Ann Gough", "Move the date of Megan Pugh"]
    assert re.search(r"Megan Pugh \S.* overdue 20 days\. Move the date", page.main)
    assert page.links["Move the date of Megan Pugh"].startswith(f"/clerk/people/{cast.megan}/dates/")
    assert clerk.get(page.links["Move the date of Megan Pugh"]).form("Move the date")


def test_whoever_is_not_named_is_counted_and_one_link_opens_them_all(
    clerk: Client, database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        for n in range(5):
            build.person(session, name=f"Late {n}", joined_on=dt.date(2026, 10, 1))
    desk.settle(database, wick)

    page = clerk.get(HERE)
    home = clerk.get("/")

    assert page.links["And 2 more, below"] == home.links["And 2 more"]
    everybody = clerk.get(page.links["And 2 more, below"])
    late = {"Megan Pugh", "Ann Gough", *(f"Late {n}" for n in range(5))}
    assert set(names(everybody)) == late
    assert everybody.form("Show").fields["standing"] == ["needs-the-clerk"]
    assert len([words for words in home.links if words.startswith("Move the date of")]) == 5


def test_leavers_are_not_counted_but_can_be_found(clerk: Client) -> None:
    assert "Priya Nair" not in names(clerk.get(HERE))
    assert set(names(clerk.get(f"{HERE}?standing=left"))) == {"Priya Nair"}


CHOSEN = {
    "q=tom": {"Tom Hartley"},
    "audience=member": {"Ann Gough"},
    "standing=overdue": {"Megan Pugh", "Ann Gough"},
    "module=induction": {"Megan Pugh", "Tom Hartley", "Ruth Prosser", "Owen Beddoes"},
    "module=policy:social-media&q=ann": {"Ann Gough"},
    "standing=not%20yet%20open": set(),
}


def test_rows_are_chosen_by_the_address(clerk: Client) -> None:
    found = {query: set(names(clerk.get(f"{HERE}?{query}"))) for query in CHOSEN}

    assert found == CHOSEN


def test_the_filters_show_what_was_chosen_and_can_be_cleared(clerk: Client) -> None:
    page = clerk.get(f"{HERE}?standing=overdue&q=pugh")

    form = page.form("Show")
    assert (form.fields["standing"], form.fields["q"]) == (["overdue"], ["pugh"])
    assert set(names(clerk.get(page.links["Clear"]))) > {"Megan Pugh"}


def test_no_match_says_how_to_see_everybody_again(clerk: Client) -> None:
    page = clerk.get(f"{HERE}?q=nobody")

    assert "Nobody matches. Clear filters." in page.main
    assert names(clerk.get(page.links["Clear filters"]))


NOT_UNDERSTOOD = (
    ("module=knitting", 404, "no module called knitting"),
    ("audience=knitters", 422, "no audience called knitters"),
    ("standing=asleep", 422, "no standing called asleep"),
    ("page=0", 422, "numbered from 1"),
    ("page=two", 422, "numbered from 1"),
    ("page=9", 404, "The last is page 1"),
    ("sort=luck", 422, "sorted by"),
    ("q=a&q=b", 422, "do not understand"),
    (f"q={'a' * 300}", 422, "do not understand"),
    ("falls_on=soon", 422, "such as 2026-11-20"),
)


def test_what_cannot_be_understood_is_refused_with_a_sentence(clerk: Client) -> None:
    for query, status, says in NOT_UNDERSTOOD:
        assert says in clerk.get(f"{HERE}?{query}", status=status).main, query


UNFIT_DAYS = (
    ("31 March", "such as 2026-11-20"),
    ("2026-02-30", "such as 2026-11-20"),
    ("2027-01-01", "has not come yet"),
)


@pytest.mark.parametrize(("typed", "says"), UNFIT_DAYS)
def test_a_day_that_cannot_be_looked_at_is_put_right_in_the_form(
    clerk: Client, typed: str, says: str
) -> None:
    page = clerk.get(f"{HERE}?on={typed}&standing=overdue", status=422)

    assert len(page.errors) == 1 and says in page.errors[0]
    assert page.links[page.errors[0]] == "#on"
    assert page.form("Look at this day").fields["on"] == [typed]
    assert page.title.startswith("Error: ") and "As at today" in page.main
    assert set(names(page)) == {"Megan Pugh", "Ann Gough"}
    assert says in clerk.get(f"{HERE}.csv?on={typed}", status=422).main


def test_the_table_is_sorted_by_its_headings(clerk: Client) -> None:
    page = clerk.get(HERE)

    backwards = clerk.get(page.links["Person"])
    by_date = clerk.get(page.links["Due or lasts until"])

    assert names(backwards) == sorted(names(page), reverse=True)
    assert names(by_date)[0] in {"Ann Gough", "Megan Pugh"}


def test_many_people_come_in_pages_of_fifty(clerk: Client, database: Database, wick: CouncilLibrary) -> None:
    with database.writing() as session:
        for n in range(60):
            build.person(session, name=f"Person {n:02}", joined_on=desk.JOINED)
    desk.settle(database, wick)

    first = clerk.get(HERE)
    last = clerk.get(f"{HERE}?page=3")

    assert (len(names(first)), "page 1 of 3" in first.main) == (50, True)
    assert first.links["2"].startswith(f"{HERE}?page=2")
    assert 0 < len(names(last)) < 50


def test_a_past_day_says_so_and_offers_nothing_to_change(clerk: Client) -> None:
    page = clerk.get(f"{HERE}?on=2026-11-19")

    assert "You are looking at Thursday 19 November. Nothing can be changed here." in page.main
    assert page.h1 == "Nobody owes anything yet"
    assert "Move the date of Megan Pugh" not in page.links


def test_links_from_a_past_day_stay_on_it(clerk: Client, clock: Hands) -> None:
    clock.pass_by(days=2)
    clerk.sign_in(desk_clerk(clerk))

    page = clerk.get(f"{HERE}?on=2026-11-20")

    assert page.h1 == "0 of 5 people are up to date"
    assert all("on=2026-11-20" in href for href in page.links.values() if "standing=" in href)


def desk_clerk(client: Client) -> str:
    with client.app.app_context(), installation().database.reading() as session:
        return session.scalars(select(Person.id).where(Person.name == "Ruth Prosser")).one()


def test_an_empty_council_is_told_what_comes_first(client: Client, database: Database) -> None:
    with database.writing() as session:
        clerk = build.person(session, name="Ruth Prosser", roles=["clerk"], audiences=[]).id
    client.sign_in(clerk)

    page = client.get(HERE)

    assert page.h1 == "Nobody owes anything yet"
    assert "The daily run has not happened yet." in page.main


def test_when_the_daily_run_has_stopped_the_page_says_so_first(clerk: Client, clock: Hands) -> None:
    assert "Warning" not in clerk.get(HERE).main

    clock.pass_by(days=3)
    clerk.sign_in(desk_clerk(clerk))

    assert clerk.get(HERE).main.startswith("! Warning The daily run last happened on Friday 20 November.")


def test_the_last_line_says_when_the_run_was_and_what_checking_found(
    clerk: Client, database: Database
) -> None:
    assert "The daily run last happened today at 09:30." in clerk.get(HERE).main
    assert "Records checked" not in clerk.get(HERE).main

    checked = {"records_checked_at": NOW.isoformat(), "faults": 0}
    later = NOW + dt.timedelta(minutes=1)
    with database.writing() as session:
        session.add(DailyRun(id="r2", for_on=NOW.date(), started_at=NOW, finished_at=later, did=checked))

    assert "Records checked at 09:30: nothing was altered." in clerk.get(HERE).main


def test_when_all_is_done_there_is_nothing_today(
    client: Client, database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        clerk = build.person(session, name="Ruth Prosser", roles=["clerk"], audiences=[]).id
        tom, ann = (build.person(session, name=name, joined_on=desk.JOINED) for name in ("Tom", "Ann"))
        policies.ensure_plain_edition(session, library=wick, now=NOW)
    desk.settle(database, wick)
    with database.writing() as session:
        for person in (tom, ann):
            for kind in ("module", "acknowledgement"):
                finish(session, person.id, kind)
    desk.settle(database, wick, now=NOW + dt.timedelta(minutes=1))
    client.sign_in(clerk)

    page = client.get(HERE)

    assert page.h1 == "All 2 people are up to date"
    assert "Nothing today." in page.main


def finish(session: Any, person_id: str, kind: str) -> None:
    row = session.scalars(
        select(Assignment).where(Assignment.person_id == person_id, Assignment.kind == kind)
    ).one()
    version = session.scalars(select(PolicyVersion)).one()
    if kind == "module":
        build.completion(session, row, policy_version_id=version.id, valid_until=dt.date(2029, 11, 20))
        return
    read = Acknowledgement(
        person_id=person_id, assignment_id=row.id, policy=row.thing, version_id=version.id,
        document_digest=version.document_digest, statement="I have read it.", audiences=["employee"],
        shown_at=NOW, method="password",
    )  # fmt: skip
    ledger.add(session, read, now=NOW)


def test_a_question_about_a_clause_is_named_as_it_is_printed(
    clerk: Client, cast: Desk, database: Database, wick: CouncilLibrary
) -> None:
    clause = wick.policy.clauses[0]
    with database.writing() as session:
        version = policies.version_in_force(session, library=wick, policy="social-media", today=NOW.date())
        row = PolicyQuery(
            person_id=cast.tom, version_id=version.id, clause_id=clause.id, question="Is it so?"
        )
        ledger.add(session, row, now=NOW)

    assert f"Has asked about {clause.label}." in clerk.get(HERE).main


def test_csv_has_the_rows_of_the_screen(clerk: Client, database: Database) -> None:
    answer = clerk.browser.get(f"{HERE}.csv?standing=overdue")

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="completions-wick-2026-11-20.csv"' in answer.headers["Content-Disposition"]
    assert {row["person"] for row in rows} == set(names(clerk.get(f"{HERE}?standing=overdue")))
    with database.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.kind == "export")).one()
    assert entry.detail["filter"] == {"standing": "overdue"}
    assert entry.detail["rows"] == len(rows)


def test_excel_is_a_workbook(clerk: Client) -> None:
    answer = clerk.browser.get(f"{HERE}.xlsx")

    assert answer.data.startswith(b"PK")
    assert answer.content_type.endswith("spreadsheetml.sheet")


def test_the_pdf_says_which_rows_it_holds(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []

    def press(page: str) -> bytes:
        pages.append(page)
        return b"%PDF-1.7"

    monkeypatch.setattr("lms.pdf.render", press)

    answer = clerk.browser.get(f"{HERE}.pdf?standing=overdue&audience=member")

    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7")
    assert "Audience: " in pages[0]
    assert "Standing: Overdue" in pages[0]
    assert "Megan Pugh" not in pages[0]


def test_a_file_that_cannot_be_made_leaves_no_entry(clerk: Client, database: Database) -> None:
    assert "no module called knitting" in clerk.get(f"{HERE}.csv?module=knitting", status=404).main

    with database.reading() as session:
        assert not session.scalars(select(Entry).where(Entry.kind == "export")).all()


def test_too_many_rows_are_not_offered_on_paper(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PDF" in clerk.get(HERE).links

    monkeypatch.setattr(exports, "ON_PAPER_AT_MOST", 2)

    assert "PDF" not in clerk.get(HERE).links
    assert "too many to print" in clerk.get(f"{HERE}.pdf", status=422).main


def test_an_auditor_reads_and_takes_away(client: Client, cast: Desk) -> None:
    client.sign_in(cast.auditor)

    page = client.get(HERE)

    assert "Move the date of Megan Pugh" not in page.links
    assert "See the record of Megan Pugh" in page.links
    assert client.browser.get(f"{HERE}.csv").status_code == 200


def test_a_learner_is_told_whose_page_it_is(client: Client, cast: Desk) -> None:
    client.sign_in(cast.tom)

    for path in (HERE, f"{HERE}.csv", "/clerk/people", f"/clerk/people/{cast.tom}"):
        client.get(path, status=403)


def test_the_page_asks_the_same_number_of_questions_however_many_people(
    clerk: Client, app: Flask, database: Database, wick: CouncilLibrary
) -> None:
    asked: list[str] = []
    event.listen(database.reader, "before_cursor_execute", lambda *args: asked.append(args[2]))
    clerk.get(HERE)
    asked.clear()
    clerk.get(HERE)
    few = len(asked)
    with database.writing() as session:
        for n in range(45):
            build.person(session, name=f"Person {n:02}", joined_on=desk.JOINED)
    desk.settle(database, wick)
    asked.clear()

    clerk.get(HERE)

    assert len(asked) == few <= 22
