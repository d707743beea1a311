"""Signing in and out, and the page behind an invitation."""

from tests.client import Client


def test_a_stranger_sees_the_sign_in_page_in_place_of_home(client: Client) -> None:
    page = client.get("/", status=404)

    assert page.h1
    page = client.get("/sign-in")
    assert page.h1 == "Sign in to Wick Parish Council’s training"
