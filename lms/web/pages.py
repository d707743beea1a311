"""Puts a view's values into a page with the council's frame: navigation, help line, token."""

import datetime as dt
from contextlib import suppress
from typing import Any

from flask import Flask, current_app, render_template, request
from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from werkzeug.exceptions import HTTPException

from lms import assets
from lms.domain.councils import Contact
from lms.domain.days import clock_of, long_day, short_day
from lms.domain.roles import Action, Actor, may
from lms.services import accounts
from lms.settings import root
from lms.storage.troubles import StorageTrouble
from lms.web import design, seals
from lms.web.forms import submit_key
from lms.web.session import council, installation, now, reading, today, visitor

__all__ = ["hang", "render", "submit_key"]

AWAY_KNOWN_FOR = dt.timedelta(minutes=1)
Item = tuple[str, str, Action]

LEARNER: tuple[Item, ...] = (
    ("Home", "/", Action.LEARN),
    ("May I post this?", "/may-i-post", Action.LEARN),
    ("Policy", "/policies/{policy}", Action.LEARN),
    ("My record", "/record", Action.SEE_OWN_RECORD),
    ("Clerk’s desk", "/clerk/completions", Action.SEE_REPORT),
)
DESK: tuple[Item, ...] = (
    ("Home", "/", Action.LEARN),
    ("Completions", "/clerk/completions", Action.SEE_REPORT),
    ("People", "/clerk/people", Action.SEE_REPORT),
    ("Officers", "/clerk/officers", Action.SEE_REPORT),
    ("Policies", "/clerk/policies", Action.SEE_REPORT),
    ("Programme", "/clerk/programme", Action.SEE_REPORT),
    ("Evidence", "/clerk/evidence", Action.SEE_REPORT),
)


class Compiled(BytecodeCache):
    """Templates as compiled code, kept for every council of this process: each is compiled once."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


compiled = Compiled()


def hang(app: Flask) -> None:
    """Teach the application's templates what every page may use."""
    app.jinja_options = {"bytecode_cache": compiled, "undefined": StrictUndefined, "auto_reload": False}
    app.jinja_loader = FileSystemLoader(root() / "templates")
    app.jinja_env.globals.update(asset=_asset, shown_to=seals.shown_to)
    app.jinja_env.filters.update(clock=clock_of, short_day=short_day)
    design.hang(app.jinja_env)


def render(template: str, *, title: str, **values: Any) -> str:
    """The page of that template. ``title`` is plain and stable; ``values`` may replace what the frame gives."""
    who = visitor()
    frame: dict[str, Any] = {
        "council": council(),
        "council_css": request.script_root + current_app.extensions["council_css"],
        "page_title": title,
        "root": request.script_root,
        "person": who,
        "actor": who,
        "navigation": _navigation(who),
        "help": _help(),
        "errors": [],
        "notice": None,
        "is_demo": installation().settings.is_demonstration,
        "is_wide": False,
        "now": now(),
        "today": today(),
        "long_day": _long_day,
    }
    return render_template(template, **(frame | values))


def _long_day(day: dt.date) -> str:
    return long_day(day, today=today())


def _asset(name: str) -> str:
    """A static file's address with its fingerprint; looked up once, since a release changes them all."""
    known: dict[str, str] = current_app.extensions.setdefault("asset_urls", {})
    if name not in known:
        known[name] = assets.asset_url(name)
    return request.script_root + known[name]


def _navigation(who: Actor | None) -> list[tuple[str, str, bool]]:
    """The pages this person may open that this version has, with the one they are in marked."""
    if who is None:
        return []
    is_desk = request.path.startswith("/clerk/")
    items = [
        (text, path.format(policy=council().policy), action)
        for text, path, action in (DESK if is_desk else LEARNER)
    ]
    return [
        (text, request.script_root + path, _is_within(path))
        for text, path, action in items
        if may(who, action) and _exists(path)
    ]


def _is_within(path: str) -> bool:
    return request.path == path or (path != "/" and request.path.startswith(path + "/"))


def _exists(path: str) -> bool:
    known: dict[str, bool] = current_app.extensions.setdefault("paths_there", {})
    if path not in known:
        known[path] = False
        with suppress(HTTPException):
            current_app.url_map.bind("").match(path)
            known[path] = True
    return known[path]


def _help() -> Contact:
    """Whom to ring: the clerk, or the stand-in while the clerk is away. Asked at most once a minute."""
    kept = current_app.extensions.get("clerk_away")
    if kept is None or now() - kept[0] >= AWAY_KNOWN_FOR or now() < kept[0]:
        is_away = False
        with suppress(StorageTrouble):
            is_away = accounts.is_clerk_away(reading(), today=today())
        kept = (now(), is_away)
        current_app.extensions["clerk_away"] = kept
    return council().stand_in if kept[1] else council().clerk
