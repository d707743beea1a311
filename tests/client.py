"""A client that inspects every page it fetches, so that each test also tests the page's bones."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.library.library import CouncilLibrary
from lms.services import accounts
from lms.settings import Settings, from_environment
from lms.storage.engine import Database
from lms.storage.rows import Person
from lms.web.session import Clock, installation

SECRET = "a secret for tests that nobody else has ever used"

Data = Mapping[str, str | list[str]]
QUIET = frozenset({"script", "style", "template"})
MARKS = re.compile(r'name="(csrf_token|shown_to)" value="([^"]+)"')
UNLABELLED = frozenset({"hidden", "submit", "button", "image"})


@dataclass(frozen=True)
class Form:
    """A form as the page shows it: where it goes, and what it would send if nothing were changed."""

    element: Element
    action: str
    method: str
    fields: dict[str, list[str]]
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """An answer, and the tree of its page where it is one."""

    response: TestResponse = field(repr=False)
    tree: Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def title(self) -> str:
        return text_of(one(self.html, "title"))

    @property
    def h1(self) -> str:
        return text_of(one(self.html, "h1"))

    @property
    def text(self) -> str:
        """All the words a person can read, in order, with single spaces."""
        return text_of(one(self.html, "body"))

    @property
    def main(self) -> str:
        """The words of the page itself, without the frame."""
        return text_of(one(self.html, "main"))

    @property
    def html(self) -> Element:
        assert self.tree is not None, f"{self.status} {self.response.content_type} is not a page"
        return self.tree

    @property
    def links(self) -> dict[str, str]:
        """Each link's words and where it goes."""
        return {text_of(link): link.get("href", "") for link in self.html.iter("a")}

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        summaries = [
            each for each in self.html.iter("div") if "govuk-error-summary" in each.get("class", "").split()
        ]
        return [text_of(line) for summary in summaries for line in summary.iter("li")]

    @property
    def forms(self) -> list[Form]:
        return [_form(element) for element in self.html.iter("form")]

    def form(self, button: str) -> Form:
        """The one form with a button of these words."""
        found = [form for form in self.forms if button in form.buttons]
        assert len(found) == 1, (
            f"{len(found)} forms have a button {button!r}: {[form.buttons for form in self.forms]}"
        )
        return found[0]


class Client:
    """Fetches pages of one council as one browser would."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser: FlaskClient = app.test_client()

    def get(self, path: str, *, status: int = 200) -> Page:
        return self._inspected(self.browser.get(path), path, status)

    def follow(self, page: Page) -> Page:
        """Where a redirect leads."""
        assert page.status in (302, 303, 308), f"{page.status} leads nowhere"
        return self.get(page.location)

    def arrive(self, path: str) -> Page:
        """The page to which an address leads in the end."""
        return self._inspected(self.browser.get(path, follow_redirects=True), path, 200)

    def post(
        self, path: str, data: Data | None = None, *, status: int = 303, csrf: str | None = "fetch"
    ) -> Page:
        """Send these fields with a good token, as shown to whoever is signed in; ``csrf=None`` sends none."""
        fields = dict(data or {})
        if csrf == "fetch":
            fields |= self.marks()
        elif csrf is not None:
            fields["csrf_token"] = csrf
        return self._inspected(self.browser.post(path, data=fields), path, status)

    def submit(self, page: Page, button: str, *, status: int = 303, **changes: str | list[str]) -> Page:
        """Press a button of a page, with these fields filled in and the others as the page has them."""
        form = page.form(button)
        data: dict[str, str | list[str]] = {**form.fields, **changes}
        action = form.action or page.response.request.path
        if form.method == "get":
            return self._inspected(self.browser.get(action, query_string=data), action, status)
        return self._inspected(self.browser.post(action, data=data), action, status)

    def token(self) -> str:
        """A CSRF token that belongs to this browser's cookie."""
        return self.marks()["csrf_token"]

    def marks(self) -> dict[str, str]:
        """What each form of this browser's pages carries: the token, and for whom it is shown."""
        for path in ("/sign-out", "/sign-in"):
            found = MARKS.findall(self.browser.get(path).get_data(as_text=True))
            if found:
                return dict(found)
        raise AssertionError("no page gave a token")

    def sign_in(self, person: Person | str) -> None:
        """Be this person (a row or an id), without the work of a password."""
        person_id = person if isinstance(person, str) else person.id
        with self.app.app_context():
            place = installation()
            with place.database.writing() as session:
                person_row = session.get_one(Person, person_id)
                candidate = accounts.Candidate("", person_row.id, person_row.password_hash)
                token = accounts.begin(session, candidate, new_hash=None, now=place.clock())
        with self.browser.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def _inspected(self, response: TestResponse, path: str, status: int) -> Page:
        is_page = response.mimetype == "text/html" and bool(response.data)
        shown = response.get_data(as_text=True)[:3000] if response.status_code != status else ""
        assert response.status_code == status, f"{path} answered {response.status}\n{shown}"
        if not is_page or response.status_code in (301, 302, 303, 308):
            return Page(response, None)
        page = Page(response, parsed(response.get_data(as_text=True)))
        inspect(page)
        return page


def parsed(html: str) -> Element:
    """The tree of a page; any error of syntax fails the test."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    assert not parser.errors, [(place, code, data) for place, code, data in parser.errors][:5]
    return tree


def inspect(page: Page) -> None:
    """What every page must be, whatever it is about."""
    tree = page.html
    assert tree.get("lang") == "en-GB"
    assert page.title and page.h1
    ids = Counter(each.get("id") for each in tree.iter() if each.get("id") is not None)
    assert max(ids.values(), default=1) == 1, f"the same id twice: {ids.most_common(3)}"
    levels = [int(each.tag[1]) for each in tree.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    for element in tree.iter():
        _inspect_element(element, set(ids))
    _inspect_labels(tree)
    is_somebodys = any("app-footer__person" in form.element.get("class", "") for form in page.forms)
    for form in page.forms:
        is_named = is_somebodys and form.method == "post"
        assert ("shown_to" in form.fields) == is_named, f"for whom is the form to {form.action!r}?"
        assert form.method in ("get", "post")
        assert ("csrf_token" in form.fields) == (form.method == "post"), (
            f"token of the form to {form.action!r}"
        )
    greens = [each for each in one(tree, "main").iter() if _is_green(each)]
    assert len(greens) <= 1, f"more than one next step: {[text_of(each) for each in greens]}"


def _inspect_element(element: Element, ids: set[str | None]) -> None:
    tag = str(element.tag)
    assert tag != "style", "no inline style"
    assert tag != "script" or (element.get("src") and not (element.text or "").strip()), "no inline script"
    for name, value in element.attrib.items():
        assert name != "style" and not name.startswith("on"), f"inline {name} on <{tag}>"
        if name in ("href", "src", "action"):
            assert not value.lower().startswith(("javascript:", "http:", "//")), value
    assert tag != "a" or element.get("role") is None, (
        f"{element.get('href')} is a link that claims to be more"
    )
    assert tag != "img" or "alt" in element.attrib, "an image without words"
    if tag == "a" and element.get("href", "").startswith("#"):
        assert element.get("href", "")[1:] in ids, f"{element.get('href')} leads nowhere on the page"
    for name in ("aria-describedby", "aria-labelledby", "for"):
        for wanted in element.get(name, "").split():
            assert wanted in ids, f"{name} names {wanted}, which is not on the page"


def _inspect_labels(tree: Element) -> None:
    labelled = {label.get("for") for label in tree.iter("label")}
    within = {id(part) for label in tree.iter("label") for part in label.iter()}
    for control in [each for each in tree.iter() if each.tag in ("input", "select", "textarea")]:
        is_quiet = control.tag == "input" and control.get("type", "text") in UNLABELLED
        is_labelled = control.get("id") in labelled or id(control) in within or control.get("aria-label")
        assert is_quiet or is_labelled, f"{control.tag} {control.get('name')!r} has no label"


def _is_green(element: Element) -> bool:
    classes = element.get("class", "").split()
    other = {"govuk-button--secondary", "govuk-button--warning", "govuk-button--inverse"}
    return "govuk-button" in classes and not other & set(classes)


def one(tree: Element, tag: str) -> Element:
    found = list(tree.iter(tag))
    assert len(found) == 1, f"{len(found)} <{tag}>"
    return found[0]


def text_of(element: Element) -> str:
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    if str(element.tag) in QUIET or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""
    yield (
        " "
        if element.tag in ("p", "li", "div", "td", "th", "h1", "h2", "h3", "dt", "dd", "label", "br")
        else ""
    )


def _form(element: Element) -> Form:
    fields: dict[str, list[str]] = {}
    for control in element.iter():
        for value in _sends(control):
            fields.setdefault(control.get("name", ""), []).append(value)
    buttons = tuple(text_of(each) for each in element.iter("button"))
    action = urlsplit(element.get("action", "")).path
    query = urlsplit(element.get("action", "")).query
    return Form(
        element,
        f"{action}?{query}" if query else action,
        element.get("method", "get").lower(),
        fields,
        buttons,
    )


def _sends(control: Element) -> list[str]:
    """What a control would send if the form were sent as the page shows it."""
    if not control.get("name") or control.get("disabled") is not None:
        return []
    if control.tag == "textarea":
        return [control.text or ""]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", text_of(option)) for option in chosen]
    if control.tag != "input" or control.get("type") in ("submit", "button"):
        return []
    if control.get("type") in ("radio", "checkbox") and control.get("checked") is None:
        return []
    return [control.get("value", "")]


def settings_for(data: Path, *councils: str, is_demonstration: bool = False) -> Settings:
    """The settings of a real service on https, or of a demonstration on plain http."""
    given = {"LMS_DATA": str(data), "LMS_SECRET_KEY": SECRET, "LMS_COUNCILS": ",".join(councils)}
    if is_demonstration:
        return from_environment({**given, "LMS_DEMO": "1"})
    return from_environment({**given, "LMS_BASE_URL": "https://training.example.gov.uk"})


def app_for(
    database: Database, library: CouncilLibrary, data: Path, *, clock: Clock, is_demonstration: bool = True
) -> Flask:
    """The application of one council as it is served, with a clock of the test's own."""
    settings = settings_for(data, library.slug, is_demonstration=is_demonstration)
    return create_app(settings, library=library, database=database, clock=clock)
