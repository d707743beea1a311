"""The frame and the error pages: what they say, and what no page ever holds."""

import re
from typing import Any

import html5lib
import pytest

from lms.settings import root
from lms.web.again import Kept
from tests import gallery, samples
from tests.seen import Seen

SCREENS = gallery.screens()


@pytest.mark.parametrize("path", sorted((root() / "templates").rglob("*.*")), ids=lambda path: path.name)
def test_every_template_compiles(path: Any) -> None:
    name = path.relative_to(root() / "templates").as_posix()

    source = path.read_text("utf-8")

    assert gallery.environment().parse(source, name).body


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_page_is_strict_html_with_one_heading_and_no_inline_code(name: str) -> None:
    html = SCREENS[name]
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)

    seen = Seen(html)

    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(seen.all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert not seen.all("style") and not any("style" in attrs for _, attrs in seen.tags)
    assert all("src" in script for script in seen.all("script"))
    assert not any(key.startswith("on") for _, attrs in seen.tags for key in attrs)


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_every_posted_form_has_its_token_and_every_field_its_label(name: str) -> None:
    html = SCREENS[name]
    seen = Seen(html)

    posts = [form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if 'method="post"' in form]
    fields = [
        attrs
        for tag in ("input", "select", "textarea")
        for attrs in seen.all(tag)
        if attrs.get("type") != "hidden"
    ]
    labelled = {attrs.get("for") for attrs in seen.all("label")}

    assert all('name="csrf_token"' in form and 'name="shown_to"' in form for form in posts)
    assert {attrs.get("id") for attrs in fields} <= labelled


def test_the_title_is_plain_then_the_council_and_says_error_first() -> None:
    assert "<title>Home - Ludlow Town Council</title>" in SCREENS["home"]
    assert "<title>Error: Scene - Ludlow Town Council</title>" in SCREENS["scene-error"]


def test_the_frame_names_whom_to_ring_and_where_everything_is() -> None:
    words = Seen(SCREENS["home"]).words

    assert "Stuck? Ring Ruth Prosser, Town Clerk, 01632 960123 , or e-mail Ruth" in words
    assert "Demonstration. Everyone here is invented." in words
    assert "Accessibility Privacy: what we keep and who sees it" in words
    assert "Signed in as Megan Pugh. Sign out" in words


def test_inside_a_scene_the_navigation_is_one_link() -> None:
    nav = SCREENS["scene"].split("<nav", 1)[1].split("</nav>")[0]

    assert Seen(nav).words.endswith("Save and leave") and nav.count("<a ") == 1


def test_the_frame_stands_with_nothing_but_a_title() -> None:
    html = gallery.environment().from_string(
        '{% extends "layout.html" %}{% block content %}<h1>X</h1>{% endblock %}'
    )

    page = html.render(page_title="Councils")

    assert "<title>Councils</title>" in page
    assert "council.css" not in page and "<nav" not in page and "Demonstration" not in page


@pytest.mark.parametrize("council", [samples.Ludlow, samples.Hereford])
def test_a_councils_colours_can_be_read(council: Any) -> None:
    css = gallery.council_css(council)

    assert f"--council-colour: {council.colours.main};" in css
    assert contrast(council.colours.main, "#ffffff") >= 7
    assert contrast(council.colours.main, council.colours.tint) >= 7


def test_edges_that_carry_meaning_can_be_seen() -> None:
    css = (root() / "static" / "app.css").read_text("utf-8")

    edge = re.search(r"--app-edge: (#\w{6})", css)

    assert edge is not None and contrast(edge[1], "#ffffff") >= 3


def test_our_stylesheet_moves_nothing_and_casts_no_shadow() -> None:
    css = (root() / "static" / "app.css").read_text("utf-8")

    assert not re.search(r"animation|transition|@keyframes", css)
    # The one exception is the line beneath a focused control, as the design system draws it.
    assert re.findall(r"box-shadow: ([^;]+)", css) == ["0 4px #0b0c0c"]


@pytest.mark.parametrize(
    ("code", "heading", "more"),
    [
        (401, "Sign in again", "straight back to the same place"),
        (403, "This page is for the Town Clerk", "Ruth Prosser, Town Clerk, is on 01632 960123"),
        (404, "We cannot find that page", "Go to Home"),
        (405, "That cannot be done here", "Nothing was recorded"),
        (409, "You have already done this", "Your certificate"),
        (413, "That is too long to send", "shorten the text"),
        (422, "Check what you sent", "Nothing was recorded"),
        (429, "Try again from 14:05", "too many tries"),
        (500, "Something went wrong here, not with you", "A7F2"),
    ],
)
def test_an_error_page_says_the_cure(code: int, heading: str, more: str) -> None:
    html = SCREENS[f"error-{code}"]

    assert re.search(r"<h1[^>]*>\s*" + heading + r"\s*</h1>", html)
    assert more in Seen(html).words


@pytest.mark.parametrize(
    ("outcome", "heading", "more"),
    [
        (
            "unknown",
            "We could not confirm that this was saved",
            "Press the button again; it will not count twice.",
        ),
        (
            "failed",
            "Nothing was recorded",
            "What you wrote is still on this page, and what you chose goes with it. Press the button again.",
        ),
    ],
)
def test_a_form_that_could_not_be_saved_is_shown_again_with_its_key(
    outcome: str, heading: str, more: str
) -> None:
    given = {
        "outcome": outcome,
        "action": "/modules/x/quiz",
        "kept": Kept([("key", "abc"), ("answer", "b"), ("answer", "c"), ("reason", "Why? Because.")]),
    }

    html = gallery.environment().get_template("errors/503.html").render({**gallery.FRAME, **given})

    seen = Seen(html)
    sent = [(each.get("name"), each.get("value")) for each in seen.all("input")]
    assert {("key", "abc"), ("answer", "b"), ("answer", "c")} <= set(sent)
    assert heading in seen.words and more in seen.words
    assert "Why? Because." in seen.words and "Send it again" in seen.words
    assert next(form["action"] for form in seen.all("form")) == "/modules/x/quiz"


def test_a_page_that_could_not_be_read_promises_nothing_about_answers() -> None:
    html = (
        gallery.environment()
        .get_template("errors/503.html")
        .render({**gallery.FRAME, "person": None, "navigation": []})
    )

    assert "We cannot reach the records just now" in html and "<form" not in html


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours."""
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
