"""The parts of pages: exhibits, clauses, bars, fields."""

import pytest

from tests import gallery, samples
from tests.seen import Seen, part

HOSTILE = '<script>alert(1)</script>" onload="x'


@pytest.mark.parametrize("kind", sorted(samples.EXHIBITS))
def test_an_exhibit_is_a_figure_with_its_caption_and_nothing_to_press(kind: str) -> None:
    seen = part("{{ exhibits.exhibit(it) }}", it=samples.EXHIBITS[kind])

    assert seen.tags[1][0] == "figure" or "figure" in [tag for tag, _ in seen.tags]
    assert samples.EXHIBITS[kind].caption in seen.words
    assert not seen.all("button") and not seen.all("a") and not seen.all("img")


def test_a_post_shows_three_comments_and_offers_the_rest() -> None:
    words = part("{{ exhibits.exhibit(it) }}", it=samples.EXHIBITS["post"]).words

    assert "23 reactions, 5 comments" in words
    assert words.index("Ann Tudor") < words.index("Show 2 more") < words.index("Piotr Wójcik")


@pytest.mark.parametrize(
    ("reactions", "comments", "tally"),
    [(1, 1, "1 reaction, 1 comment"), (2, 0, "2 reactions"), (0, 3, "3 comments")],
)
def test_a_posts_tally_counts_in_words(reactions: int, comments: int, tally: str) -> None:
    some = [{"author": "A", "when": "1", "text": "t"}] * comments
    it = samples.exhibit(
        kind="post", caption="c", author="B", when="2", text="x", reactions=reactions, comments=some
    )

    words = part("{{ exhibits.exhibit(it) }}", it=it).words

    assert tally in words and "Show" not in words


def test_a_quiet_post_has_no_tally() -> None:
    it = samples.exhibit(kind="post", caption="c", author="B", when="2", text="x")

    assert "reaction" not in part("{{ exhibits.exhibit(it) }}", it=it).words


def test_a_calendar_is_a_table_whose_marked_days_are_said_in_words() -> None:
    seen = part("{{ exhibits.exhibit(it) }}", it=samples.EXHIBITS["calendar"])

    assert len(seen.all("th")) == 7 and all(head["scope"] == "col" for head in seen.all("th"))
    assert len(seen.all("td")) == 42
    assert "12 , marked" in seen.words
    assert "Thursday 12 Market moved to Mill Street" in seen.words


def test_what_people_write_is_never_taken_for_markup() -> None:
    it = samples.exhibit(
        kind="message", caption=HOSTILE, bubbles=[{"author": HOSTILE, "side": "left", "text": HOSTILE}]
    )

    html = gallery.page(
        "{{ exhibits.exhibit(it) }}{{ text.paragraphs(it.caption) }}", page_title=HOSTILE, it=it
    )

    assert "<script>alert" not in html and 'onload="x"' not in html


def test_a_clause_is_quoted_only_where_the_councils_words_are_accepted() -> None:
    without = part('{{ text.clause("Clause 5.3", "1 May 2025", none, "Ask first.") }}')
    quoted = part('{{ text.clause("Clause 5.3", "1 May 2025", "Words.", "Ask first.") }}')

    assert without.words.endswith("Clause 5.3, policy of 1 May 2025 In short: Ask first.")
    assert not without.all("blockquote") and len(quoted.all("blockquote")) == 1


def test_a_bar_says_its_numbers_and_keeps_each_colour_when_one_is_nought() -> None:
    html = gallery.page(
        '{{ record.bar("b", "Share", [(4, "current"), (0, "due"), (1, "late")]) }}', page_title="Bar"
    )
    seen = Seen(html)

    assert [attrs["class"] for attrs in seen.all("rect")] == [
        "app-bar__part app-bar__part--1",
        "app-bar__part app-bar__part--3",
    ]
    assert [attrs["width"] for attrs in seen.all("rect")] == ["80.00%", "20.00%"]
    assert "4 current, 0 due, 1 late" in seen.words


def test_a_bar_of_nothing_is_drawn_empty() -> None:
    html = gallery.page('{{ record.bar("b", "Share", [(0, "current"), (0, "due")]) }}', page_title="Bar")

    assert len(Seen(html).all("rect")) == 1


def test_pages_show_their_neighbours_and_both_ends() -> None:
    seen = part("{{ record.pagination(5, 9, at) }}", at=lambda number: f"?page={number}")

    assert [link["href"] for link in seen.all("a")][1:-1] == [
        "?page=1",
        "?page=4",
        "?page=5",
        "?page=6",
        "?page=9",
    ]
    assert [link["href"] for link in seen.all("a") if link.get("aria-current")] == ["?page=5"]


def test_one_page_needs_no_pages() -> None:
    assert not part("{{ record.pagination(1, 1, at) }}", at=str).all("nav")


def test_an_error_is_tied_to_its_field_and_a_password_is_never_sent_back() -> None:
    form = gallery.every(email="me@", password="secret")
    form.say(form.email, "Enter one")

    seen = part("{{ fields.show(it.email) }}{{ fields.show(it.password) }}", it=form)

    email, password = seen.all("input")
    assert email["aria-describedby"] == "email-hint email-error" and email["value"] == "me@"
    assert "Error: Enter one" in seen.words and "value" not in password
