"""The demonstration's cast: one button each, learners first, and nobody in who has left."""

import pytest

from lms.storage.engine import Database
from tests import build
from tests.client import Client
from tests.web.conftest import Hands

TYPED = "Does this bind me at home?"


@pytest.fixture
def cast(database: Database) -> None:
    with database.writing() as session:
        build.person(session, name="Ada Fenn", reference="demo:clerk", roles=["clerk"], audiences=[])
        build.person(session, name="Megan Pugh", reference="demo:new-starter")
        build.person(session, name="Lee Marsh", reference="demo:leaver", left_on=build.TODAY)
        build.person(session, name="Robin Sedge", reference="1234")


def test_the_cast_is_listed_with_a_button_each(client: Client, cast: None) -> None:
    page = client.get("/demo")

    buttons = [button for form in page.forms for button in form.buttons]
    assert buttons == ["Megan Pugh", "Ada Fenn", "Lee Marsh"]
    assert "New starter: has everything still to do" in page.main
    assert "Town Clerk: sees who is up to date" in page.main
    assert "Has left the Council, and so cannot sign in" in page.main
    assert page.text.startswith("Skip to main content Demonstration. Everyone here is invented.")


def test_one_press_signs_in(client: Client, cast: None) -> None:
    done = client.submit(client.get("/demo"), "Megan Pugh")

    assert done.location == "/"
    assert "Signed in as Megan Pugh." in client.get("/privacy").text


def test_whoever_was_going_somewhere_is_taken_there(client: Client, cast: None) -> None:
    away = client.get("/policies/social-media?q=1", status=401)

    chosen = client.submit(client.get(away.links["Choose one of the invented people"]), "Megan Pugh")

    assert chosen.location == "/policies/social-media?q=1"


def test_nobody_is_sent_to_another_host_from_the_cast(client: Client, cast: None) -> None:
    for next_path in ("//elsewhere.example", "/" + "x" * 3000):
        page = client.get(f"/demo?next={next_path}")

        assert client.submit(page, "Megan Pugh").location == "/"


@pytest.mark.parametrize(("name", "gets_it_back"), [("Megan Pugh", True), ("Ada Fenn", False)])
def test_a_form_goes_with_its_sender_through_the_cast_and_with_nobody_else(
    client: Client, cast: None, clock: Hands, name: str, gets_it_back: bool
) -> None:
    client.submit(client.get("/demo"), "Megan Pugh")
    marks = client.marks()
    clock.pass_by(minutes=31)
    away = client.post("/policies/social-media/ask", {"question": TYPED, **marks}, csrf=None, status=401)

    whom = client.submit(away, "Choose one of the invented people", status=200)
    page = client.submit(whom, name, status=200 if gets_it_back else 303)

    assert (TYPED in page.response.get_data(as_text=True)) == gets_it_back
    if gets_it_back:
        assert page.form("Continue").action == "/policies/social-media/ask"
        assert page.form("Continue").fields["question"] == [TYPED]


def test_a_leaver_is_told_why_not(client: Client, cast: None) -> None:
    page = client.submit(client.get("/demo"), "Lee Marsh", status=403)

    assert "has left the Council" in page.main


def test_only_the_cast_can_be_chosen(client: Client, cast: None) -> None:
    client.post("/demo/sign-in/1234", status=404)

    assert "Signed in as" not in client.get("/privacy").text


def test_nobody_yet_says_what_to_do(client: Client) -> None:
    assert "lms demo" in client.get("/demo").main
