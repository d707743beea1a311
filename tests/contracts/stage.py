"""Two councils with the same named cast, whose rows every address is tried against."""

import datetime as dt
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.domain.drawing import Form
from lms.domain.marking import right_answer
from lms.domain.paths import Made
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary, load
from lms.services import accounts, acknowledging, attempts, learning, opening, people, programme
from lms.services.people import NewPerson
from lms.storage.engine import Database, open_database
from lms.storage.rows import Assignment, Certificate, Person
from tests import build
from tests.client import app_for
from tests.library import goodset

NOW = build.NOW
PASSWORD_FREE = "demonstration"
CAST = {
    "learner": (),
    "other learner": (),
    "deputy": ("deputy",),
    "clerk": ("clerk",),
    "auditor": ("auditor",),
    "countersigner": ("countersigner",),
}
EVERYBODY = ("anonymous", *CAST, "leaver", "clerk of the other council")


@dataclass(frozen=True)
class Council:
    """One council on the stage: its content, its finished database file, and what stands in it."""

    library: CouncilLibrary
    file: Path
    tokens: dict[str, str]
    things: dict[str, str]


def canary(slug: str) -> str:
    """A name that stands in this council's rows and nowhere else."""
    return f"Canary{slug}"


def build_stage(folder: Path, empty: Path) -> dict[str, Council]:
    """Wick and Weir, each with its cast, a certificate, an open attempt and an acknowledgement."""
    wick = goodset.texts()
    weir = {place.replace("wick", "weir"): _renamed(text) for place, text in wick.items()}
    loaded = load(goodset.write(folder, wick | weir))
    return {slug: _council(folder, empty, loaded[slug]) for slug in ("wick", "weir")}


def _renamed(text: str) -> str:
    return text.replace("wick", "weir").replace("Wick", "Weir")


def _council(folder: Path, empty: Path, library: object) -> Council:
    assert isinstance(library, CouncilLibrary)
    file = folder / f"{library.slug}.sqlite3"
    shutil.copyfile(empty, file)
    database = open_database(f"sqlite:///{file}", council=library.slug)
    with database.writing() as session:
        tokens, things = _act(session, library)
    database.dispose()
    # What still stands beside the file belongs in it before it is copied.
    with sqlite3.connect(file) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    return Council(library, file, tokens, things)


def _act(session: Session, library: CouncilLibrary) -> tuple[dict[str, str], dict[str, str]]:
    opening.open_council(session, library=library, now=NOW - dt.timedelta(days=40))
    operator = people.operator()
    tokens: dict[str, str] = {}
    cast: dict[str, Person] = {}
    for part, roles in {**CAST, "leaver": ()}.items():
        new = NewPerson(
            name=f"{canary(library.slug)} {part.title()}",
            email=f"{part.replace(' ', '.')}@{library.slug}.example.gov.uk",
            joined_on=day_of(NOW) - dt.timedelta(days=9),
            audiences=("employee",),
            roles=tuple(map(Role, roles)),
            reference=f"demo:{part.replace(' ', '-')}",
        )
        cast[part] = people.add_person(session, operator, council=library.council, new=new, now=NOW)
        tokens[part] = accounts.begin_as_cast(session, key=part.replace(" ", "-"), now=NOW)
    programme.bring_up_to_date(session, library=library, today=day_of(NOW), now=NOW)
    things = _things(session, library, cast)
    people.record_leaving(session, operator, person=cast["leaver"], on=day_of(NOW), now=NOW)
    return tokens, things


def _things(session: Session, library: CouncilLibrary, cast: dict[str, Person]) -> dict[str, str]:
    """The learner has passed and acknowledged; the other learner is in the middle of a quiz."""
    learner, other = _actor(cast["learner"]), _actor(cast["other learner"])
    done = _try(session, learner, library, finish=True)
    opened = _try(session, other, library, finish=False)
    page = acknowledging.page(session, learner, library=library, policy="social-media", now=NOW)
    acknowledging.acknowledge(
        session, learner, library=library, policy="social-media", seen=page.seen(NOW), now=NOW
    )
    certificate = session.query(Certificate).filter_by(person_id=learner.person_id).one()
    invitation = people.invite(session, people.operator(), person=cast["deputy"], now=NOW)
    first = library.modules["induction"].scenarios[0]
    owed = session.query(Assignment).filter_by(person_id=other.person_id, kind="module").one()
    return {
        "module": "induction",
        "scenario": first.id,
        "scene": f"{first.id}.{first.scenes[0].id}",
        "policy": "social-media",
        "finished": done,
        "attempt": opened,
        "certificate": certificate.id,
        "person": learner.person_id,
        "other": other.person_id,
        "assignment": owed.id,
        "invitation": invitation,
    }


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.name, frozenset({Role.LEARNER}), PASSWORD_FREE)


def _try(session: Session, actor: Actor, library: CouncilLibrary, *, finish: bool) -> str:
    """Live through the induction's scenes and into its quiz; the attempt's id."""
    here = learning.begin(session, actor, library=library, module="induction", now=NOW)
    while here.place.scene is not None and here.place.scenario is not None:
        made = Made(here.place.scenario.id, here.place.scene.id, here.place.scene.choices[0].id)
        here = learning.choose(session, actor, library=library, module="induction", made=made, now=NOW)
    attempt = attempts.start(session, actor, library=library, module="induction", now=NOW)
    bank = library.bank_of(library.modules["induction"])
    for n, asked in enumerate(Form.from_data(attempt.form).asked, 1):
        answer = right_answer(bank.question(asked.question))
        if finish or n == 1:
            attempts.save(session, actor, library=library, attempt_id=attempt.id, n=n, answer=answer, now=NOW)
    if finish:
        attempts.finish(session, actor, library=library, attempt_id=attempt.id, now=NOW)
    return attempt.id


@dataclass
class Standing:
    """One council served from a copy of its file, with an eye on whether the file changes."""

    council: Council
    app: Flask
    database: Database
    eye: sqlite3.Connection
    foreign: dict[str, str]

    def client(self, who: str) -> FlaskClient:
        """A browser in which this member of the cast is signed in, as far as they can be."""
        browser = self.app.test_client()
        tokens = {**self.council.tokens, "clerk of the other council": self.foreign["clerk"]}
        if who in tokens:
            with browser.session_transaction() as cookie:
                cookie["_user_id"] = tokens[who]
                cookie["_fresh"] = True
        return browser

    def changes(self) -> int:
        """A number that moves whenever anything is written to the file."""
        return int(self.eye.execute("PRAGMA data_version").fetchone()[0])

    def path(self, pattern: str) -> str:
        """The address with this council's own things in it."""
        return pattern.format(**self.council.things)


def serve(council: Council, other: Council, folder: Path) -> Standing:
    """Serve a copy of the council's file; closed by ``close``."""
    file = folder / council.file.name
    shutil.copyfile(council.file, file)
    database = open_database(f"sqlite:///{file}", council=council.library.slug)
    app = app_for(database, council.library, folder, clock=lambda: NOW)
    return Standing(council, app, database, sqlite3.connect(file), other.tokens)


def close(standing: Standing) -> None:
    standing.eye.close()
    standing.database.dispose()
