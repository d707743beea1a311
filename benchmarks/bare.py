"""The floor: a throw-away Flask and SQLAlchemy Core program that does the least that could be called the same work.

SQLite with WAL and synchronous=FULL, a sign-in row looked up for every page, a CSRF token, one short template.
``python -m benchmarks.bare PORT`` serves it with gunicorn, two processes of four threads.
"""

import csv
import datetime as dt
import hmac
import io
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask, Response, abort, redirect, request, session

STATIC = Path(__file__).resolve().parent.parent / "static"
PASSWORD = "harbour violin teacup"
FORMULA = frozenset("=+-@\t\r\n\0")
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

TABLES = sa.MetaData()
PERSON = sa.Table(
    "person",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String),
    sa.Column("email", sa.String, unique=True),
    sa.Column("password", sa.String),
)
SIGN_IN = sa.Table(
    "sign_in", TABLES, sa.Column("token", sa.String, primary_key=True), sa.Column("person_id", sa.Integer)
)
OWED = sa.Table(
    "owed",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer, index=True),
    sa.Column("title", sa.String),
    sa.Column("due_on", sa.Date),
    sa.Column("done_on", sa.Date),
)
SAVED = sa.Table(
    "saved",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.Integer),
    sa.Column("what", sa.String),
    sa.Column("at", sa.DateTime),
)

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title>
<link rel="stylesheet" href="/static/style.css"></head><body><header><a href="/">Training</a>
<p>{{ person.name }}</p></header><main><h1>{{ title }}</h1><table>{% for each in owed %}
<tr><td>{{ each.title }}</td><td>{{ each.due_on }}</td><td>{{ each.done_on or "to do" }}</td></tr>{% endfor %}</table>
<form method="post" action="/save"><input type="hidden" name="csrf_token" value="{{ token }}">
<button>Save</button></form></main></body></html>"""
SIGN_IN_PAGE = """<!doctype html><html lang="en"><head><title>Sign in</title></head><body><h1>Sign in</h1>
<form method="post"><input type="hidden" name="csrf_token" value="{{ token }}"><input name="email">
<input name="password" type="password"><button>Sign in</button></form></body></html>"""
SHEET = "<html lang='en'><title>Certificate</title><h1>Certificate</h1><p>{name}</p>"


def engine_of(path: str) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}", pool_size=8)

    @sa.event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for name in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {name}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(
            "BEGIN IMMEDIATE" if connection.get_execution_options().get("w") else "BEGIN"
        )

    return engine


def fill(path: str, *, people: int) -> None:
    """So many people, each owing two things."""
    engine = engine_of(path)
    TABLES.create_all(engine)
    password = HASHER.hash(PASSWORD)
    rows = [
        {"id": n, "name": f"Employee {n:05}", "email": f"person-{n:05}@example.gov.uk", "password": password}
        for n in range(people)
    ]
    owed = [
        {"person_id": n, "title": title, "due_on": dt.date(2026, 12, 1), "done_on": None}
        for n in range(people)
        for title in ("Training", "Policy")
    ]
    with engine.execution_options(w=True).begin() as connection:
        connection.execute(PERSON.insert(), rows)
        connection.execute(OWED.insert(), owed)
    engine.dispose()


def token() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(16)
    found: str = session["csrf"]
    return found


def check_token() -> None:
    sent = request.form.get("csrf_token", "")
    if request.method == "POST" and not hmac.compare_digest(sent, session.get("csrf", "-")):
        abort(400)


class Pages:
    """The views, on an engine for reading and one whose transactions begin by taking the write lock."""

    def __init__(self, app: Flask, engine: sa.Engine) -> None:
        self.home, self.sign_in_page = map(app.jinja_env.from_string, (PAGE, SIGN_IN_PAGE))
        self.read = engine.begin
        self.write = engine.execution_options(w=True).begin

    def person(self, connection: sa.Connection) -> Any:
        asked = sa.select(PERSON).join(SIGN_IN, SIGN_IN.c.person_id == PERSON.c.id)
        found = connection.execute(asked.where(SIGN_IN.c.token == session.get("token", ""))).first()
        return found or abort(401)

    def show_sign_in(self) -> str:
        return self.sign_in_page.render(token=token())

    def sign_in(self) -> Any:
        with self.read() as connection:
            who = connection.execute(sa.select(PERSON).where(PERSON.c.email == request.form["email"])).first()
        assert who is not None
        HASHER.verify(who.password, request.form["password"])
        session["token"] = secrets.token_urlsafe(32)
        with self.write() as connection:
            connection.execute(SIGN_IN.insert().values(token=session["token"], person_id=who.id))
        return redirect("/page", 303)

    def page(self) -> str:
        with self.read() as connection:
            who = self.person(connection)
            owed = connection.execute(sa.select(OWED).where(OWED.c.person_id == who.id)).all()
        return self.home.render(title="Home", person=who, owed=owed, token=token())

    def save(self) -> Any:
        with self.write() as connection:
            who = self.person(connection)
            at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
            connection.execute(SAVED.insert().values(person_id=who.id, what="an answer", at=at))
        return redirect("/page", 303)

    def paper(self) -> Response:
        with self.read() as connection:
            who = self.person(connection)
        return Response(sheet(who.name), mimetype="application/pdf")

    def rows(self) -> Response:
        return Response(self.lines(), mimetype="text/csv")

    def lines(self) -> Iterator[str]:
        """Nine columns, and no cell that a spreadsheet takes for a formula."""
        asked = sa.select(PERSON.c.name, PERSON.c.email, PERSON.c.id, OWED, OWED.c.title)
        asked = asked.join(OWED, OWED.c.person_id == PERSON.c.id).order_by(PERSON.c.name)
        with self.read() as connection:
            for part in connection.execute(asked).partitions(500):
                text = io.StringIO()
                csv.writer(text).writerows([safe(cell) for cell in row] for row in part)
                yield text.getvalue()


def safe(value: Any) -> str:
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell[:1] in FORMULA else cell


def create() -> Flask:
    app = Flask(__name__)
    app.secret_key = "a secret of nothing"
    pages = Pages(app, engine_of(os.environ["BARE_DATABASE"]))
    app.before_request(check_token)
    app.get("/sign-in")(pages.show_sign_in)
    app.post("/sign-in")(pages.sign_in)
    app.get("/page")(pages.page)
    app.post("/save")(pages.save)
    app.get("/paper.pdf")(pages.paper)
    app.get("/rows.csv")(pages.rows)
    return app


_fonts: list[Any] = []


def sheet(name: str) -> bytes:
    """A page of one line on paper."""
    return printed(SHEET.format(name=name), variant=None)


def printed(page: str, *, variant: str | None) -> bytes:
    """A page by WeasyPrint with one font configuration for all; with the print stylesheet if of a variant."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    if not _fonts:
        fonts = FontConfiguration()
        styles = (STATIC / "print/print.css").read_text("utf-8").replace("static:", f"{STATIC.as_uri()}/")
        _fonts.extend([fonts, CSS(string=styles, font_config=fonts)])
    fonts, styles = _fonts
    made: bytes = HTML(string=page.replace("static:", f"{STATIC.as_uri()}/")).write_pdf(
        stylesheets=[styles] if variant else None, font_config=fonts, pdf_variant=variant
    )
    return made


def main(port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
        def load_config(self) -> None:
            values = {"bind": f"127.0.0.1:{port}", "workers": 2, "threads": 4, "worker_class": "gthread"}
            for name, value in {**values, "control_socket_disable": True, "loglevel": "warning"}.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return create()

    Server().run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
