"""What every answer carries: headers, packing, files by content, navigation, the help line."""

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from lms import assets
from lms.library.library import CouncilLibrary
from lms.storage.engine import Database
from lms.storage.rows import Away
from lms.web.headers import ALWAYS
from lms.web.packing import gzipped
from tests import build
from tests.client import Client, app_for
from tests.web.conftest import Hands


def test_every_address_answers_with_the_headers_even_when_it_refuses(app: Flask) -> None:
    browser = app.test_client()

    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:int:)?[^>]+>", "1", rule.rule)
        for method in ("GET", "POST", "OPTIONS"):
            answer = browser.open(path, method=method)
            for name, value in ALWAYS.items():
                assert answer.headers.get(name) == value, f"{method} {path}: {name}"
            assert answer.headers.get("Cache-Control"), path


def test_https_is_remembered_and_its_cookie_is_held_to_the_host(
    database: Database, wick: CouncilLibrary, tmp_path: Path, clock: Hands
) -> None:
    app = app_for(database, wick, tmp_path, clock=clock, is_demonstration=False)
    browser = app.test_client()

    answer = browser.get("/sign-in", base_url="https://training.example.gov.uk")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-s-wick=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert browser.get("/demo", base_url="https://training.example.gov.uk").status_code == 404
    assert "Demonstration" not in answer.get_data(as_text=True)


def test_a_public_page_sets_no_cookie(app: Flask) -> None:
    assert "Set-Cookie" not in app.test_client().get("/privacy").headers


def test_a_signed_in_page_is_not_stored(client: Client, database: Database) -> None:
    with database.writing() as session:
        person = build.person(session)
    client.sign_in(person)

    assert client.get("/privacy").response.headers["Cache-Control"] == "no-store"


def test_pages_travel_packed_and_their_length_does_not_tell_what_is_in_them(app: Flask) -> None:
    browser = app.test_client()

    answers = [browser.get("/privacy", headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    plain = browser.get("/privacy")

    assert {gzip.decompress(answer.data) for answer in answers} == {plain.data}
    assert all(len(answer.data) < len(plain.data) / 2 for answer in answers)
    assert len({len(answer.data) for answer in answers}) > 1
    assert "Accept-Encoding" in answers[0].headers["Vary"]


def test_packing_gives_back_every_byte() -> None:
    body = "Ludlow, Llwydlo — ß 漢".encode() * 999

    assert gzip.decompress(gzipped(body)) == body


def test_a_file_is_named_by_its_content_and_kept_for_a_year(app: Flask) -> None:
    browser = app.test_client()
    page = browser.get("/privacy").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src|data-design-system)="(/(?:static|council)[^"]+)"', page)
    assert len(addresses) >= 5

    for address in addresses:
        answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        assert "max-age=31536000" in answer.headers["Cache-Control"], address
    styles = next(address for address in addresses if "govuk-frontend.min.css" in address)
    packed = browser.get(styles, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < 25_000
    assert browser.get(styles).data == gzip.decompress(packed.data)


def test_a_file_asked_for_by_an_old_name_is_not_kept(app: Flask) -> None:
    answer = app.test_client().get("/static/app.css?v=000000000000")

    assert answer.headers["Cache-Control"] == "no-cache"
    again = app.test_client().get("/static/app.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_councils_colours_asked_for_by_an_old_name_are_not_kept(client: Client) -> None:
    named = re.search(r"/council\.css\?v=\w+", client.get("/sign-in").response.get_data(as_text=True))
    assert named is not None

    assert "immutable" in client.browser.get(named[0]).headers["Cache-Control"]
    assert client.browser.get("/council.css?v=000000000000").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["//elsewhere.example", "/static//app.css", "/modules//induction"])
def test_an_address_with_two_slashes_is_unknown_and_sends_nobody_elsewhere(client: Client, path: str) -> None:
    answer = client.browser.get("/", environ_overrides={"PATH_INFO": path})

    assert answer.status_code == 404 and "Location" not in answer.headers


@pytest.mark.parametrize(
    "name", ["../lms/settings.py", "%2e%2e/pyproject.toml", "none.css", "vendor", ".gitignore"]
)
def test_no_file_outside_the_folder_is_given(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code == 404


def test_a_learners_page_weighs_little(app: Flask) -> None:
    browser = app.test_client()
    page = browser.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    text = gzip.decompress(page.data).decode()
    addresses = set(re.findall(r'(?:href|src)="(/(?:static|council)[^"]+)"', text))
    woken = re.findall(r"<(?!button)[^>]*data-module[^>]*>", text)
    assert not woken, "only pages with a part that gains by it fetch the design system's script"

    files = [browser.get(address, headers={"Accept-Encoding": "gzip"}).data for address in addresses]

    assert 1 + len(files) <= 6, addresses
    assert len(page.data) <= 8 * 1024
    assert len(page.data) + sum(map(len, files)) <= 70 * 1024


def test_the_council_speaks_in_its_own_colours(app: Flask) -> None:
    styles = app.test_client().get("/council.css").get_data(as_text=True)

    assert "--council-colour: #333366" in styles


def test_the_help_line_names_the_stand_in_while_the_clerk_is_away(
    client: Client, database: Database, clock: Hands
) -> None:
    with database.writing() as session:
        clerk = build.person(session, name="Ada Fenn", roles=["clerk"])
    assert "Ring Ada Fenn, Parish Clerk" in client.get("/privacy").text

    with database.writing() as session:
        until = build.TODAY + dt.timedelta(days=7)
        session.add(
            Away(
                id="1",
                person_id=clerk.id,
                from_on=build.TODAY,
                until_on=until,
                recorded_by="x",
                recorded_at=build.NOW,
            )
        )
    clock.pass_by(minutes=2)

    assert "Ring Bert Osier, Assistant Clerk" in client.get("/privacy").text


def test_only_pages_that_exist_and_that_a_person_may_open_are_in_the_menu(
    client: Client, app: Flask, database: Database
) -> None:
    with database.writing() as session:
        learner = build.person(session)
        clerk = build.person(session, name="Ada Fenn", roles=["clerk"])

    assert "Clerk’s desk" not in client.get("/privacy").links
    client.sign_in(learner)
    menu = client.get("/privacy").links
    client.sign_in(clerk)
    clerks = client.get("/privacy").links

    assert "Clerk’s desk" not in menu
    assert "Clerk’s desk" in clerks or not _is_there(app, "/clerk/completions")
    for links in (menu, clerks):
        assert all(_is_there(app, address) for address in links.values() if address.startswith("/"))


def _is_there(app: Flask, path: str) -> bool:
    return app.url_map.bind("").test(path)


def test_the_service_says_whether_it_is_well(client: Client, app: Flask, database: Database) -> None:
    assert client.get("/healthz").response.data == b"well\n"

    database.dispose()
    Path(str(database.url.database)).write_bytes(b"not a database, but as long as one" * 200)

    assert client.browser.get("/healthz").status_code == 503


def test_the_named_files_are_all_there() -> None:
    assert assets.missing() == []
