"""A page as a reader meets it: its tags in order and its words."""

from html.parser import HTMLParser
from typing import Any

from tests import gallery


class Seen(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words = " ".join(f"{self.words} {data}".split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def part(body: str, **given: Any) -> Seen:
    """A page of that one part, read."""
    return Seen(gallery.page(body, page_title="Part", **given).split("<main", 1)[1].split("</main>")[0])
