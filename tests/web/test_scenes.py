"""The pages of a module up to its quiz: in order, kept on the server, saying what is so."""

import html
import re
from typing import Any

import pytest

from lms.library.library import CouncilLibrary
from lms.services import learning
from lms.storage.engine import Database
from lms.storage.rows import ModuleRun, SceneChoice
from lms.storage.troubles import DatabaseBusy, NothingSaved, OutcomeUnknown, StorageTrouble
from tests import learners
from tests.client import Client, Page
from tests.learners import everything, first
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

FIRST = "/modules/induction/scenes/story-1.s1-first"
CALM = "/modules/induction/scenes/story-1.s1-calm"
STORM = "/modules/induction/scenes/story-1.s1-storm"
DEBRIEF = "/modules/induction/debriefs/story-1"
PRIVATE = "Nobody else sees which one you chose."


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock)


def choose(me: Trainee, page: Page, choice: str) -> Page:
    return me.client.follow(me.client.submit(page, "Choose", choice=choice))


def test_the_intro_says_what_comes_and_what_is_kept_and_begins_nothing(me: Trainee) -> None:
    page = me.client.get("/modules/induction")

    assert page.h1 == "Wick on line" and page.title == "Wick on line - Wick Parish Council"
    assert re.search(r"Module, about \d+ minutes", page.main)
    assert "Somebody asks you a question by the pump." in page.main
    assert (
        "Nobody else sees what you choose in the scenarios. "
        "Your quiz answers are kept as a record, and the Town Clerk can see them." in page.main
    )
    assert "Set by the Parish Clerk on 1 January 2026." in page.main and "A law behind it." in page.main
    assert page.links["Start"] == FIRST
    assert me.count(ModuleRun) == 0


def test_a_scene_has_its_place_its_story_and_its_choices_and_gives_nothing_away(me: Trainee) -> None:
    page = me.client.get(FIRST)

    assert page.h1 == "The first hall 1"
    assert "Scenario 1 of 4" in page.main and "Thursday 5 November 2026, 9 am." in page.main
    assert PRIVATE in page.main
    assert page.text.startswith("Skip to main content Demonstration. Everyone here is invented.")
    assert list(page.links.values())[2] == "/modules/induction/leave", "the one link of the navigation"
    sent = page.response.get_data(as_text=True)
    for giveaway in ("Thing 3 is done", "Asking is quick", '"worth"', "s1-calm", "s1-storm"):
        assert giveaway not in sent, giveaway


def test_nothing_chosen_is_said_where_it_was_and_nothing_is_kept(me: Trainee) -> None:
    page = me.client.submit(me.client.get(FIRST), "Choose", status=422)

    assert page.errors == ["Choose what you would do"]
    assert page.title.startswith("Error: ") and page.h1 == "The first hall 1"
    assert me.count(SceneChoice) == 0


@pytest.mark.parametrize("choice", ["worth-9", "", "x" * 60])
def test_a_choice_that_is_not_on_the_page_is_asked_for_again(me: Trainee, choice: str) -> None:
    page = me.client.post(FIRST, {"choice": choice}, status=422)

    assert page.errors == ["Choose what you would do"] and me.count(SceneChoice) == 0


def test_a_form_we_did_not_make_is_refused(me: Trainee) -> None:
    assert me.client.post(FIRST, {"choice": "worth-3", "worth": "3"}, status=400).h1
    assert me.client.post(FIRST, {"choice": ["worth-3", "worth-1"]}, status=400).h1
    assert me.client.post(FIRST, {"choice": "x" * 61}, status=422).h1
    assert me.client.post(FIRST, {"choice": "worth-3"}, status=400, csrf=None).h1
    assert me.count(SceneChoice) == 0


def test_a_choice_leads_to_what_happened_and_why(me: Trainee) -> None:
    page = choose(me, me.client.get(FIRST), "worth-0")

    assert page.h1 == "Thing 0 is done at first 1"
    assert "You chose: do thing 0" in page.main
    assert "Asking is quick. It saves 0 hours at first 1." in page.main
    assert "Clause 1, policy of 1 January 2024" in page.main and "In short: Ask before you post." in page.main
    assert page.links["Put it right"] == STORM


def test_a_choice_that_went_well_carries_on(me: Trainee) -> None:
    page = choose(me, me.client.get(FIRST), "worth-3")

    assert page.links["Carry on"] == CALM and "Put it right" not in page.links


def test_back_to_a_played_scene_shows_what_came_of_it(me: Trainee) -> None:
    choose(me, me.client.get(FIRST), "worth-3")

    again = me.client.get(FIRST)

    assert again.h1 == "Thing 3 is done at first 1" and not [f for f in again.forms if "Choose" in f.buttons]


@pytest.mark.parametrize(
    "address",
    [
        CALM,
        STORM,
        DEBRIEF,
        "/modules/induction/scenes/story-4.s4-first",
        "/modules/induction/quiz",
    ],
)
def test_an_address_further_on_leads_back_to_the_scene_that_waits(me: Trainee, address: str) -> None:
    sent_to = me.client.get(address, status=303).location

    assert sent_to in (FIRST, "/modules/induction")
    assert me.count(SceneChoice) == 0


def test_a_choice_posted_to_a_scene_not_reached_earns_nothing_and_shows_nothing(me: Trainee) -> None:
    for data in ({"choice": "worth-3"}, {}):
        page = me.client.post(CALM, data)
        assert page.location == FIRST
        assert b"Do thing" not in page.response.data

    assert me.count(SceneChoice) == 0


def test_a_scene_off_the_path_taken_stays_shut(me: Trainee) -> None:
    choose(me, me.client.get(FIRST), "worth-3")

    assert me.client.get(STORM, status=303).location == CALM


def test_the_same_choice_twice_is_one_and_another_window_is_told_which_counts(me: Trainee) -> None:
    form = me.client.get(FIRST)
    choose(me, form, "worth-0")

    again = me.client.submit(form, "Choose", choice="worth-0")
    other = me.client.submit(form, "Choose", choice="worth-3", status=409)

    assert again.location == FIRST
    assert "You answered this in another window. Your first choice is kept." in other.main
    assert other.h1 == "Thing 0 is done at first 1"
    assert me.count(SceneChoice) == 1


def test_the_debrief_tells_the_path_and_every_way_not_taken(me: Trainee) -> None:
    choose(me, me.client.get(FIRST), "worth-0")
    page = me.client.follow(me.client.submit(me.client.get(STORM), "Choose", choice="worth-1"))
    page = me.client.get(page.links["Carry on"])

    assert page.h1 == "How it went"
    assert "Scenario 1 of 4: The hall, part 1" in page.main
    assert "Part 1 ended, and you rang Ada." in page.main
    assert "You chose: do thing 0. Thing 0 is done at first 1." in page.main
    for not_taken in ("Do thing 3 at first 1", "Do thing 3 at calm 1", "Do thing 0 at storm 1"):
        assert not_taken in page.main, not_taken
    assert "It saves 3 hours at calm 1." in page.main
    assert page.links["Next scenario"] == "/modules/induction/scenes/story-2.s2-first"


def test_the_last_debrief_leads_to_the_quiz(me: Trainee) -> None:
    me.play()

    page = me.client.get("/modules/induction/debriefs/story-4")

    assert page.links["Start the quiz"] == "/modules/induction/quiz"


def test_where_the_policy_decides_nothing_the_debrief_says_so(
    me: Trainee, client: Client, wick: CouncilLibrary
) -> None:
    silent = "The policy is silent here. Until the Council decides: ask first."
    scenarios = tuple(
        each.model_copy(update={"silent": silent}) for each in learners.module_of(wick).scenarios
    )
    me.library = learners.with_module(wick, scenarios=scenarios)
    me.play()

    assert silent in client.get(DEBRIEF).main
    assert "silent" not in client.get(FIRST).main


def test_leaving_keeps_the_place_for_any_device(me: Trainee, app_client: Client) -> None:
    choose(me, me.client.get(FIRST), "worth-3")
    left = me.client.get("/modules/induction/leave")

    app_client.sign_in(me.person)
    there = app_client.get("/modules/induction")

    assert left.h1 == "Your place is kept"
    assert "Come back on any device; due Thursday 10 December." in left.main
    assert there.links["Carry on"] == CALM and re.search(r"about \d+ minutes left", there.main)
    assert app_client.get(CALM).h1 == "The calm hall 1"


@pytest.fixture
def app_client(client: Client) -> Client:
    """Another browser."""
    return Client(client.app)


def test_a_module_that_is_done_asks_nothing_more(me: Trainee) -> None:
    me.play()
    me.finished()

    page = me.client.get("/modules/induction")

    assert "You have completed this module. Nothing more is asked of you here." in page.main
    assert "Module, done" in page.main and "Carry on" not in page.links
    assert me.client.post(FIRST, {"choice": "worth-0"}, status=409).h1.startswith("Thing")


def test_the_intro_leads_straight_to_what_is_to_be_read(me: Trainee) -> None:
    me.play()
    one = me.finished(misses=everything)

    page = me.client.get("/modules/induction")

    assert page.links["Carry on"] == f"/attempts/{one}" and "minutes left" in page.main
    assert me.client.get(page.links["Carry on"]).form("I have read these, try again")


def test_the_intro_offers_nothing_to_press_while_there_is_nothing(me: Trainee) -> None:
    me.play()
    me.reread(me.finished(misses=everything))
    two = me.finished(misses=everything)
    wait = me.client.get("/modules/induction")
    me.clock.pass_by(hours=24)
    three = me.finished(misses=everything)
    me.client.sign_in(me.person)
    talk = me.client.get("/modules/induction")

    for page, last in ((wait, two), (talk, three)):
        assert "Carry on" not in page.links and "minutes left" not in page.main
        assert "Module, only the quiz is left" in page.main
        assert page.links["See what to read first"] == f"/attempts/{last}"
    assert "You can try again from 09:30 on Saturday 21 November." in wait.main
    assert (
        "Ada Fenn will talk it through with you. Ring Ada Fenn, Parish Clerk, on 01632 960001." in talk.main
    )


def test_one_minute_is_one_minute(me: Trainee) -> None:
    me.play()
    me.finished(misses=first(1, "asking"))

    page = me.client.get("/modules/induction")

    assert "Module, about 1 minute left" in page.main


@pytest.mark.parametrize(
    "address",
    [
        "/modules/parking",
        "/modules/induction/scenes/story-1",
        "/modules/induction/scenes/story-1.nowhere",
        "/modules/induction/scenes/nowhere.s1-first",
        "/modules/induction/debriefs/nowhere",
        "/modules/parking/quiz",
    ],
)
def test_what_is_not_there_is_not_found(me: Trainee, address: str) -> None:
    assert me.client.get(address, status=404).h1 == "We cannot find that page"


def test_a_choice_is_on_no_page_of_anybody_elses(me: Trainee, app_client: Client) -> None:
    choose(me, me.client.get(FIRST), "worth-0")
    other = learners.learner(me.database, me.library, name="Lee Marsh")
    app_client.sign_in(other)

    page = app_client.get(FIRST)

    assert page.h1 == "The first hall 1" and "You chose" not in page.main


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (NothingSaved("disk full"), "Nothing was recorded. Press Choose again."),
        (DatabaseBusy("locked"), "Nothing was recorded. Press Choose again."),
        (
            OutcomeUnknown("lost"),
            "We could not confirm that this was saved. Press Choose again; it will not count twice.",
        ),
    ],
)
def test_a_choice_that_could_not_be_saved_stands_on_its_page_still_chosen(
    me: Trainee, monkeypatch: pytest.MonkeyPatch, trouble: StorageTrouble, sentence: str
) -> None:
    form = me.client.get(FIRST)

    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(learning, "choose", fail)
        page = me.client.submit(form, "Choose", choice="worth-1", status=503)

    assert page.errors == [sentence] and page.response.headers["Retry-After"]
    assert page.form("Choose").fields["choice"] == ["worth-1"]
    assert me.client.submit(page, "Choose").location == FIRST
    assert me.count(SceneChoice) == 1


def test_every_word_of_a_story_is_shown_as_words(me: Trainee, wick: CouncilLibrary) -> None:
    scenario = learners.module_of(wick).scenarios[0]
    story = "<script>alert(1)</script> & “quotes”"
    scene = scenario.scenes[0].model_copy(update={"story": story})
    changed = scenario.model_copy(update={"scenes": (scene, *scenario.scenes[1:])})
    me.library = learners.with_module(wick, scenarios=(changed, *learners.module_of(wick).scenarios[1:]))
    with me.database.writing() as session:
        learning.begin(session, me.actor, library=me.library, module="induction", now=me.clock())

    page = me.client.get(FIRST)

    assert story in page.main and html.escape(story, quote=False) in page.response.get_data(as_text=True)
