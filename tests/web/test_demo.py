"""The demonstration's cast: one button each, learners first, and nobody in who has left."""

import pytest

from lms.storage.engine import Database
from tests import build
from tests.client import Client


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


def test_a_leaver_is_told_why_not(client: Client, cast: None) -> None:
    page = client.submit(client.get("/demo"), "Lee Marsh", status=403)

    assert "has left the Council" in page.main


def test_only_the_cast_can_be_chosen(client: Client, cast: None) -> None:
    client.post("/demo/sign-in/1234", status=404)

    assert "Signed in as" not in client.get("/privacy").text


def test_nobody_yet_says_what_to_do(client: Client) -> None:
    assert "lms demo" in client.get("/demo").main
