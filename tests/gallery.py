"""Every component, error page and print sheet with invented sample words, for looking at and for the judges.

``python -m tests.gallery FOLDER`` writes them, with the static files beside them, to be opened in a browser.
"""

import datetime as dt
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

from lms import assets
from lms.domain.standing import NAMES
from lms.settings import root
from lms.web import design
from lms.web.again import Kept
from lms.web.fields import Choice, Day, Hidden, LongText, Secret, Text, Tick
from lms.web.forms import Form
from tests.samples import (
    CLERK,
    COLUMNS,
    DESK,
    EXHIBITS,
    LEARNER,
    LEAVE,
    SHEETS,
    Hereford,
    Ludlow,
    Megan,
)


def sheet(name: str) -> str:
    """A sheet for paper, as the HTML that is handed to lms.pdf."""
    template, given = SHEETS[name]
    return environment().get_template(f"print/{template}.html").render(given)


@cache
def environment() -> Environment:
    """The templates as the web layer sets them up: escaped, and strict about what is not given."""
    made = Environment(
        loader=FileSystemLoader(root() / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=False,
    )
    made.globals.update(
        asset=assets.asset_url,
        csrf_token=lambda: "token",
        shown_to=lambda: "somebody",
        council_css="/static/council.css",
    )
    design.hang(made)
    return made


class Every(Form):
    """One of each kind of field."""

    seen = Hidden(longest=9)
    email = Text(
        "E-mail address",
        longest=254,
        description="The one the Council writes to",
        look={"type": "email", "autocomplete": "username"},
    )
    password = Secret("Password", longest=99, look={"type": "password", "autocomplete": "current-password"})
    clause = Choice("Which clause?", longest=9)
    reason = LongText("Why do you not wish to acknowledge this?", longest=99)
    on = Day("Show what they knew on a date", description="For example, 31 3 2027")
    agreed = Tick("I have read and understood the Social Media Policy adopted on 11 December 2023.")


def every(*, wrong: str | None = None, **typed: str) -> Every:
    """A form of one of each, as it was typed, with this sentence at each field."""
    form = Every(MultiDict(typed))
    form.clause.offer([("", "Choose a clause"), ("1", "Clause 1"), ("2", "Clause 2")])
    for field in form if wrong else ():
        form.say(field, wrong)
    return form


FRAME: dict[str, Any] = {
    "council": Ludlow,
    "root": "",
    "person": Megan,
    "navigation": LEARNER,
    "help": CLERK,
    "is_demo": True,
}


def page(body: str, **given: Any) -> str:
    """A page whose content block is ``body``, a template's text, in the frame."""
    imports = "".join(
        f'{{% import "components/{name}.html" as {name} with context %}}'
        for name in ("exhibits", "fields", "forms", "record", "text")
    )
    source = f'{{% extends "layout.html" %}}{{% block content %}}{imports}{body}{{% endblock %}}'
    return environment().from_string(source).render({**FRAME, **given})


def body(name: str) -> str:
    """The content block of a sample page, as a template's text."""
    return (Path(__file__).parent / "fixtures" / "gallery" / f"{name}.html").read_text("utf-8")


def screens() -> dict[str, str]:
    """Each sample page by name."""
    people = [
        ["Tom Hartley", "Employee", "Social media at work", "Overdue", "11 November 2026", "18 November"],
        [
            "Łukasz Ŵyn",
            "Employee, Authorised Officer",
            "Speaking for the Council",
            "Current",
            "10 December 2027",
            "",
        ],
        ["Megan Pugh", "Employee", "Social media at work", "Due", "Friday 11 December", "16 November"],
    ]
    made = {
        "home": page(body("home"), page_title="Home"),
        "exhibits": page(
            body("exhibits"),
            page_title="Exhibits",
            sample=EXHIBITS,
            council=Hereford,
        ),
        "scene": page(body("scene"), page_title="Scene", sample=EXHIBITS, navigation=LEAVE, wrong=None),
        "scene-error": page(
            body("scene"),
            page_title="Scene",
            sample=EXHIBITS,
            navigation=LEAVE,
            errors=[("Choose what you would do", "#choice")],
            wrong="Choose what you would do",
        ),
        "consequence": page(
            body("consequence"),
            page_title="Scene",
            navigation=LEAVE,
            quote="Nobody but the persons so named shall answer on the council’s behalf.",
        ),
        "quiz": page(body("quiz"), page_title="Quiz", navigation=LEAVE, council=Hereford),
        "result": page(body("result"), page_title="Result", navigation=LEAVE, notice="Your place is kept."),
        "form": page(
            body("form"),
            page_title="Form",
            wrong="Say what to change",
            errors=[("Enter an e-mail address", "#email"), ("Enter a real day", "#on-day")],
            form=every(
                wrong="Say what to change",
                seen="s",
                email="me@",
                clause="2",
                reason="Because",
                agreed="yes",
                **{"on-day": "31", "on-month": "13", "on-year": "2026"},
            ),
        ),
        "report": page(
            body("report"),
            page_title="Completions",
            navigation=DESK,
            is_wide=True,
            people=people,
            columns=COLUMNS,
            tags=NAMES.values(),
            href_of=lambda number: f"?page={number}",
        ),
    }
    return made | errors()


def errors() -> dict[str, str]:
    given: dict[str, Any] = {
        "sentence": None,
        "for_whom": "the Town Clerk",
        "record": ("Your certificate", "/certificates/1"),
        "is_done": True,
        "outcome": "unknown",
        "action": "/modules/x/quiz",
        "wait": "14:05",
        "kept": Kept(
            [
                ("key", "abc"),
                ("answer", "b"),
                ("reason", "A long reason that somebody took the trouble to type in here."),
            ]
        ),
        "reference": "A7F2",
    }
    codes = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
    return {
        f"error-{code}": environment().get_template(f"errors/{code}.html").render({**FRAME, **given})
        for code in codes
    }


def council_css(council: Any) -> str:
    return environment().get_template("components/council.css.jinja").render(council=council)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(root() / "static", folder / "static", dirs_exist_ok=True)
    for name, html in screens().items():
        council = Hereford if "Hereford" in html else Ludlow
        css = f"/static/{council.slug}.css"
        (folder / css[1:]).write_text(council_css(council), "utf-8")
        (folder / f"{name}.html").write_text(html.replace("/static/council.css", css), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    print(f"Written at {dt.datetime.now(dt.UTC):%H:%M} UTC.")
