"""The third story: the Town Clerk sees who is up to date, who is not, and puts one thing right."""

import datetime as dt
import re
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk, Row, columns_of_pdf, rows_of_csv, rows_of_xlsx
from tests.browser.eye import Eye, Fold
from tests.browser.learner import DESK, Learner
from tests.browser.serving import Site
from tests.browser.tellings import told_both_ways
from tests.shelf import Shelf, in_words, on_paper, today

pytestmark = [pytest.mark.browser, told_both_ways]

WORDS = {"up to date": None, "due": "Due", "overdue": "Overdue", "lapsed": "Lapsed"}
LONG_AGO = dt.timedelta(days=100)
A_PAGE = 50


@pytest.fixture
def clerk(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> Iterator[Desk]:
    desk = Desk(browser, site, shelf, eye, size=DESK)
    desk.be("clerk")
    yield desk
    desk.close()


def test_the_heading_is_the_answer_and_each_figure_opens_its_people(clerk: Desk, eye: Eye) -> None:
    clerk.look("home of the clerk", title="Home")
    at_home = clerk.figures()
    clerk.follow(
        clerk.page.get_by_role("link", name="Clerk’s desk")
        .or_(clerk.page.get_by_role("link", name="Clerk's desk"))
        .first
    )
    clerk.look("completions", title="Completions", h1=r"(\d+ of \d+|All \d+) people are up to date")
    figures = clerk.figures()

    assert list(figures) == list(WORDS) and figures == at_home
    heading = re.match(r"(?:All )?(\d+)(?: of (\d+))?", clerk.h1)
    assert heading and int(heading[1]) == figures["up to date"][0]
    assert f"As at today, {in_words(today())} {today().year}" in clerk.words
    assert "Overdue means never done, and late. Lapsed means it was done, and has run out." in clerk.words
    everybody = clerk.count()[0]
    assert heading[2] is None or int(heading[2]) == everybody
    for word, (number, href) in figures.items():
        clerk.page.goto(f"{clerk.site.base}{href}")
        clerk.look(f"the people who are {word}", title="Completions")
        rows = clerk.every_row()
        assert len({row.person for row in rows}) == number, word
        assert WORDS[word] is None or {row.standing for row in rows} == {WORDS[word]}
    assert eye.blames() == []


def test_the_answer_and_its_figures_stand_on_a_phones_first_screen(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye
) -> None:
    clerk = Desk(browser, site, shelf, eye)
    clerk.be("clerk")
    clerk.open_report()

    meaning = clerk.main.get_by_text("Lapsed means it was done")
    clerk.look(
        "completions on a phone",
        title="Completions",
        fold=[Fold("the figures", clerk.main.locator(".app-figures")), Fold("what the words mean", meaning)],
    )
    clerk.open_person(shelf.member("officer-lapsed")["name"])
    clerk.look(
        "a person on a phone",
        title=shelf.member("officer-lapsed")["name"],
        fold=[Fold("today's first line", clerk.main.locator(".app-today li").first)],
    )

    clerk.close()
    assert eye.blames() == []


def test_people_are_filtered_searched_sorted_and_paged(clerk: Desk, eye: Eye) -> None:
    add_enough_for_a_second_page(clerk)
    clerk.open_report()
    people, rows = clerk.count()
    assert rows > A_PAGE and f"page 1 of {ceil(rows / A_PAGE)}" in clerk.words
    everything = clerk.every_row()
    clerk.look("the second page of people", title="Completions")
    assert (len(everything), len(set(everything)), len({each.person for each in everything})) == (
        rows,
        rows,
        people,
    )

    refresher = clerk.shelf.module("officer-refresher")["title"]
    clerk.show(Module=refresher, Audience="Authorised Officer", Standing="Lapsed")
    lapsed = [row for row in everything if row.module == refresher and row.standing == "Lapsed"]
    assert clerk.rows() == lapsed and lapsed
    clerk.follow(clerk.main.get_by_role("link", name="Clear", exact=True))
    assert clerk.count() == (people, rows)
    clerk.show(Name=clerk.shelf.member("clerk")["name"].split()[0].lower())
    assert {row.person for row in clerk.rows()} == {clerk.shelf.member("clerk")["name"]}
    clerk.show(Name="nobody of this name")
    clerk.look("nobody matches", title="Completions")
    assert "Nobody matches." in clerk.words

    clerk.open_report()
    clerk.follow(clerk.main.get_by_role("link", name="Due or lasts until"))
    clerk.look("people by date", title="Completions")
    days = [row.until for row in clerk.every_row()]
    dated = [dt.datetime.strptime(day, "%d %B %Y") for day in days if day]  # noqa: DTZ007
    assert sorted(days) == sorted(row.until for row in everything) and dated == sorted(dated)
    clerk.open_report("?sort=name")
    clerk.follow(clerk.main.get_by_role("link", name="Person", exact=True))
    assert list(dict.fromkeys(row.person for row in clerk.every_row())) == list(
        dict.fromkeys(row.person for row in reversed(everything))
    )
    assert eye.blames() == []


def add_enough_for_a_second_page(clerk: Desk) -> None:
    """The operator adds people without an address, each of whom owes two things."""
    clerk.open_report()
    _, rows = clerk.count()
    names = (
        "Wyn Parry",
        "Ivy Mound",
        "Sol Teme",
        "Una Corve",
        "Rex Onny",
        "Lil Lugg",
        "Abe Frome",
        "Fay Arrow",
    )
    for name in names[: (A_PAGE + 2 - rows) // 2 if rows <= A_PAGE else 0]:
        clerk.site.run("person", "add", clerk.shelf.slug, "--name", name, "--audience", "employee")


def test_a_past_day_can_be_looked_at_and_not_changed(clerk: Desk, eye: Eye) -> None:
    clerk.open_report()
    now = clerk.h1
    day = today() - LONG_AGO

    clerk.main.locator("summary", has_text="Change date").click()
    clerk.page.get_by_label("As at the end of").fill(day.isoformat())
    clerk.press("Look at this day")

    clerk.look("completions on a past day", title="Completions")
    assert f"You are looking at {in_words(day)}. Nothing can be changed here." in clerk.words
    assert clerk.h1 != now and "Move the date" not in clerk.words
    starter = clerk.shelf.member("new-starter")["name"]
    assert starter not in {row.person for row in clerk.every_row()}
    lapsed = clerk.shelf.member("officer-lapsed")["name"]
    clerk.show(Name=lapsed)
    assert f"You are looking at {in_words(day)}" in clerk.words, "a filter forgets the day"
    title = clerk.shelf.module("officer-refresher")["title"]
    assert [row.standing for row in clerk.rows() if row.module == title] == ["Current"]
    clerk.open_report(f"?on={(today() + LONG_AGO).isoformat()}")
    clerk.look("a day to come", title="Completions", status=422)
    assert "has not come yet" in clerk.words
    assert eye.blames() == []


@pytest.mark.parametrize("query", ["", "?standing=overdue"])
def test_every_file_has_the_rows_of_the_screen(clerk: Desk, tmp_path: Path, query: str) -> None:
    clerk.open_report(query)
    files = {name: clerk.take(name) for name in ("CSV", "Excel", "PDF")}
    shown = clerk.every_row()

    assert shown and rows_of_csv(files["CSV"]) == shown
    assert rows_of_xlsx(files["Excel"]) == shown
    printed = columns_of_pdf(files["PDF"], tmp_path)
    assert printed["Person"] == " ".join(row.person for row in shown)
    assert printed["Module"] == " ".join(row.module for row in shown)
    assert printed["Due"] == " ".join(row.until for row in shown if row.until)
    assert re.sub(r" \d+ days?", "", printed["Standing"]) == " ".join(row.standing for row in shown)


def test_what_a_person_has_just_done_is_in_the_clerks_report(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, clerk: Desk
) -> None:
    name = do_something_as_the_new_starter(browser, site, shelf, eye)
    clerk.open_report()
    clerk.show(Name=name)
    done = {row.module: row for row in clerk.rows()}

    module = shelf.module("induction")["title"]
    assert done[module].standing == "Current"
    clerk.open_person(name)
    clerk.look("a person who is up to date", title=name, h1=re.escape(name))
    assert (
        f"Employee, since {on_paper(today() - dt.timedelta(days=shelf.member('new-starter')['joined']))}"
        in clerk.words
    )
    assert f"Scenario choices are private to {name} and are not shown here." in clerk.words
    story = clerk.main.locator("h2:has-text('Their story') ~ *")
    told = " ".join(story.all_inner_texts())
    assert in_words(today()) in told and "Certificate" in told
    for scenario in shelf.module("induction")["scenarios"]:
        for choice in scenario["scenes"][0]["choices"]:
            assert choice["short"] not in told, "the clerk can read what was chosen in practice"
    clerk.read_answers("induction", name)
    clerk.follow(clerk.main.get_by_role("link", name=re.compile("^Certificate")).first)
    clerk.look("somebody's certificate, to the clerk", title="Certificate", h1="Certificate")
    assert name in clerk.words
    assert eye.blames() == []


def do_something_as_the_new_starter(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> str:
    """Where the first story has not been lived on this server, live it quickly."""
    who = Learner(browser, site, shelf, eye)
    who.be("new-starter")
    if who.main.get_by_role("link", name=re.compile("^Start |^Carry on ")).count():
        who.go("/modules/induction")
        who.follow(who.green)
        who.live_scenarios("induction")
        who.press("Start the quiz")
        who.take_quiz("induction")
        who.press("Finish the quiz")
    who.close()
    return str(shelf.member("new-starter")["name"])


def test_a_date_is_moved_with_a_reason_and_both_read_it(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, clerk: Desk
) -> None:
    name, title = shelf.member("officer-overdue")["name"], shelf.module("officer-refresher")["title"]
    to = today() + dt.timedelta(days=20)
    clerk.open_report()
    clerk.show(Name=name)
    before = clerk.rows()
    clerk.open_person(name)
    clerk.look("a person who is late", title=name, h1=re.escape(name))
    clerk.press(f"Move the date of {title}")
    clerk.look("move a date", title="Move a date", h1=f"Move the date of {re.escape(title)}")

    clerk.press("Move the date")
    clerk.look("move a date with nothing typed", title="Move a date", status=422)
    type_a_day(clerk, to)
    clerk.press("Move the date")
    clerk.look("move a date without a reason", title="Move a date", status=422)
    assert clerk.page.get_by_label("Year").input_value() == str(to.year), "what was typed is lost"
    clerk.page.get_by_label("Why").fill("Away with a broken wrist until Monday")
    clerk.press("Move the date")

    clerk.look("a date just moved", title=name, h1=re.escape(name))
    expect(clerk.page.get_by_role("status")).to_contain_text("moved")
    assert "Away with a broken wrist until Monday" in " ".join(clerk.main.all_text_contents())
    clerk.open_report()
    clerk.show(Name=name)
    late = next(row for row in before if row.module == title)
    assert late.standing == "Overdue"
    assert clerk.rows() == [Row(name, title, "Due", on_paper(to)) if row == late else row for row in before]
    learner = Learner(browser, site, shelf, eye)
    learner.be("officer-overdue")
    assert learner.h1 == f"One thing to do by {in_words(to)}"
    learner.close()
    assert eye.blames() == []


def type_a_day(clerk: Desk, day: dt.date) -> None:
    for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        clerk.page.get_by_label(label, exact=True).fill(str(part))


def test_nobody_decides_on_their_own_record_and_the_auditor_on_none(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, clerk: Desk
) -> None:
    clerk.open_report()
    clerk.show(Name=shelf.clerk)
    clerk.open_person(shelf.clerk)
    clerk.look("the clerk's own record", title=shelf.clerk)
    assert "Nobody decides on their own record" in clerk.words
    auditor = Desk(browser, site, shelf, eye, size=DESK)
    auditor.be("auditor")
    auditor.open_report()
    auditor.look("completions, to the auditor", title="Completions")

    assert "Move the date" not in auditor.words and auditor.rows()
    auditor.close()
    assert eye.blames() == []


def test_a_learner_is_told_whose_page_it_is(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> None:
    who = Learner(browser, site, shelf, eye)
    who.be("new-starter")

    who.go("/clerk/completions")

    who.look("a page of the clerk's, to a learner", title="This page is not for you", status=403)
    assert "Town Clerk" in who.h1
    who.close()
    assert eye.blames() == []
