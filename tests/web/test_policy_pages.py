"""The policy's pages: one text in force, agreed to un-ticked, asked about, or declined with a reason."""

import re
from typing import Any

import pytest

from lms.domain.documents import document
from lms.library.library import CouncilLibrary
from lms.library.snapshot import canonical
from lms.services import acknowledging, policies
from lms.storage import snapshots
from lms.storage.engine import Database
from lms.storage.rows import Acknowledgement
from lms.storage.troubles import NothingSaved
from tests import build, learners
from tests.client import Client, Page
from tests.learners import NOW, POLICY
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

READ = "/policies/social-media/acknowledge"
ASK = "/policies/social-media/ask"
DECLINE = "/policies/social-media/decline"
OWN_WORDS = "No person shall publish anything unasked."


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    return trainee(client, database, wick, clock)


def acknowledge(me: Trainee) -> Page:
    return me.client.follow(me.client.submit(me.client.get(READ), "Acknowledge", agreed="yes"))


def accept_own_words(me: Trainee) -> None:
    register = me.library.policies[POLICY]
    quotes = {"WPC-1": OWN_WORDS, "WPC-2": "The Clerk shall be asked."}
    shown = document(register, council=me.library.council.name, facts=register.facts, quotes=quotes)
    with me.database.writing() as session:
        kept = snapshots.keep(session, kind="policy", text=canonical(shown), now=NOW)
        version = policies.keep_version(session, shown, digest=kept, source=("p.txt", "0" * 64), now=NOW)
        build.policy_acceptance(session, version, in_force_on=NOW.date(), minute="12 (b)")


def reword(me: Trainee, plain: str) -> None:
    """A plain sentence is rewritten, and the service started again on it."""
    changed = learners.with_plain(me.library, plain)
    with me.database.writing() as session:
        policies.ensure_plain_edition(session, library=changed, now=me.clock())


def test_the_policy_shows_its_facts_its_parts_and_each_clause_with_its_rules(me: Trainee) -> None:
    page = me.client.get("/policies/social-media")

    assert page.h1 == "Social Media Policy" and "In force" in page.main
    assert "This is the plain-English edition." in page.main
    for words in ("not stated", "Full Council", "1 January 2024", "spring 2028", "About 1 minute"):
        assert words in page.main, words
    assert page.links["Using social media"] == "#part-1"
    assert "Clause 1 Ask before you post." in page.main
    assert "The Clerk is there to be asked. The Clerk answers the same day." in page.main
    assert page.links["Read and acknowledge"] == READ


def test_the_councils_own_words_stand_first_once_accepted(me: Trainee) -> None:
    accept_own_words(me)

    page = me.client.get("/policies/social-media")
    scene = me.client.follow(
        me.client.submit(
            me.client.get("/modules/induction/scenes/story-1.s1-first"), "Choose", choice="worth-3"
        )
    )

    assert f"{OWN_WORDS} In short: Ask before you post." in page.main
    assert "plain-English edition" not in page.main and "The Council’s own wording" in page.main
    assert f"{OWN_WORDS} In short: Ask before you post." in scene.main


def test_the_form_is_un_ticked_and_says_the_full_words(me: Trainee) -> None:
    page = me.client.get(READ)
    form = page.form("Acknowledge")

    assert page.h1 == "Read and acknowledge: Social Media Policy"
    assert "agreed" not in form.fields
    assert (
        "I have read and understood Wick Parish Council’s Social Media Policy, approved on 1 January 2024 "
        "(plain-English edition)." in page.main
    )
    assert page.links["Go to the acknowledgement"] == "#acknowledge"
    assert page.links["Save and leave"] == "/policies/social-media/leave"
    assert page.links["Ask about Clause 1"] == f"{ASK}?clause=WPC-1"


def test_without_the_tick_nothing_is_recorded(me: Trainee) -> None:
    page = me.client.submit(me.client.get(READ), "Acknowledge", status=422)

    assert page.errors == ["Tick the box if you have read and understood the policy"]
    assert "agreed" not in page.form("Acknowledge").fields and me.count(Acknowledgement) == 0


def test_afterwards_the_words_and_the_instant_are_shown(me: Trainee) -> None:
    page = acknowledge(me)

    assert page.h1 == "Acknowledged"
    assert "I have read and understood Wick Parish Council’s Social Media Policy" in page.main
    assert "Recorded on Friday 20 November at 09:30." in page.main
    assert page.links["Keep a copy (PDF)"] == "/policies/social-media/acknowledgement.pdf"
    assert "You acknowledged this on 20 November 2026." in me.client.get("/policies/social-media").main
    assert me.client.get(READ).h1 == "Acknowledged"


def test_the_form_sent_twice_is_one_acknowledgement(me: Trainee) -> None:
    form = me.client.get(READ)

    for _ in range(2):
        assert me.client.submit(form, "Acknowledge", agreed="yes").location == READ

    assert me.count(Acknowledgement) == 1


def test_a_text_that_changed_meanwhile_comes_back_with_what_changed(me: Trainee) -> None:
    form = me.client.get(READ)
    reword(me, "Ring the Clerk before you post.")

    page = me.client.submit(form, "Acknowledge", agreed="yes", status=409)

    assert page.errors == [
        "The policy changed while you were reading. Nothing was recorded. "
        "Read the new text, then acknowledge it."
    ]
    assert "What changed since you last read it" in page.main
    assert "Before Ask before you post. Now Ring the Clerk before you post." in page.main
    assert "agreed" not in page.form("Acknowledge").fields and me.count(Acknowledgement) == 0
    assert me.client.submit(page, "Acknowledge", agreed="yes").location == READ
    assert me.count(Acknowledgement) == 1


@pytest.mark.parametrize("seen", ["", "nonsense", "x" * 600])
def test_a_page_that_is_not_as_we_sent_it_is_acknowledged_from_a_new_one(me: Trainee, seen: str) -> None:
    page = me.client.post(READ, {"agreed": "yes", "seen": seen}, status=409)

    assert page.errors == ["This page was not as we sent it. Nothing was recorded. Acknowledge it from here."]
    assert me.count(Acknowledgement) == 0


def test_what_was_shown_to_somebody_else_is_not_agreed_to_by_me(me: Trainee) -> None:
    seen = me.client.get(READ).form("Acknowledge").fields["seen"]
    me.client.sign_in(learners.learner(me.database, me.library, name="Lee Marsh"))

    page = me.client.post(READ, {"agreed": "yes", "seen": seen}, status=409)

    assert page.errors[0].startswith("This page was shown to somebody else.")
    assert me.count(Acknowledgement) == 0


@pytest.mark.parametrize("extra", [{"version_id": "1"}, {"audiences": "member"}, {"statement": "I agree"}])
def test_nothing_else_that_a_browser_sends_is_taken(me: Trainee, extra: dict[str, str]) -> None:
    seen = me.client.get(READ).form("Acknowledge").fields["seen"]

    me.client.post(READ, {"agreed": "yes", "seen": seen, **extra}, status=400)

    assert me.count(Acknowledgement) == 0


def test_an_acknowledgement_that_could_not_be_saved_comes_back_as_it_was_sent(
    me: Trainee, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = me.client.get(READ)

    def fail(*_: Any, **__: Any) -> None:
        raise NothingSaved("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(acknowledging, "acknowledge", fail)
        page = me.client.submit(form, "Acknowledge", agreed="yes", status=503)

    assert page.errors == ["Nothing was recorded. Press Acknowledge again."]
    assert page.form("Acknowledge").fields["agreed"] == ["yes"]
    assert me.client.submit(page, "Acknowledge").location == READ and me.count(Acknowledgement) == 1


def test_leaving_says_that_nothing_is_recorded(me: Trainee) -> None:
    page = me.client.get("/policies/social-media/leave")

    assert page.h1 == "Nothing is recorded yet"
    assert "Come back on any device; due Thursday 10 December." in page.main


def test_a_copy_is_there_once_it_is_acknowledged(me: Trainee) -> None:
    me.client.get("/policies/social-media/acknowledgement.pdf", status=404)
    acknowledge(me)

    copy = me.client.get("/policies/social-media/acknowledgement.pdf")

    assert copy.response.mimetype == "application/pdf" and copy.response.data.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["", "/acknowledge", "/ask", "/decline", "/leave", "/acknowledgement.pdf"])
def test_an_unknown_policy_is_not_found(me: Trainee, path: str) -> None:
    assert me.client.get(f"/policies/parking{path}", status=404).h1 == "We cannot find that page"


def test_the_lines_above_the_first_heading_are_folded_away(me: Trainee) -> None:
    page = me.client.get("/policies/social-media")

    assert not list(page.html.iter("details")), "Wick's policy has none"
    assert re.search(r"#part-2", page.response.get_data(as_text=True))
