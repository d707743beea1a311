"""A disk that is full, refuses or is read-only, and a database that somebody holds: nothing is half-saved or lost.

Every answer is the usual one or 503 with the form to send again; never 500, and never a thanks for what is not
in the file. The same application goes on once the fault is over.
"""

import datetime as dt
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from benchmarks import council
from benchmarks.council import COUNCIL, MODULE, POLICY, name_of
from lms.app import create_app
from lms.domain.marking import right_answer
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import attempts
from lms.storage.engine import Database
from tests.client import Client, Data, Page, settings_for
from tests.judges.missing import cannot_run

pytestmark = pytest.mark.faults

DISK_SIZE = "24m"
SETTLED = ("Nothing was recorded", "We could not confirm that this was saved")


@dataclass(frozen=True)
class Form:
    """A form about to be sent by somebody, and how many rows say that it was taken."""

    client: Client
    token: str
    path: str
    fields: Data
    kept: str

    def send(self) -> Page:
        """Whatever the answer: it is one of those that a sick disk allows."""
        answer = self.client.browser.post(self.path, data={**self.fields, "csrf_token": self.token})
        return self.client._inspected(answer, self.path, answer.status_code)


@dataclass(frozen=True)
class Place:
    """A council on a disk of its own."""

    folder: Path
    database: Database
    forms: list[Form]

    @property
    def file(self) -> Path:
        return self.folder / f"{COUNCIL}.sqlite3"

    def count(self, form: Form) -> int:
        with closing(sqlite3.connect(self.file)) as records:
            found: int = records.execute(form.kept).fetchone()[0]
        return found


def _run(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of the test's own."""
    if (
        os.name != "posix"
        or os.geteuid() != 0
        or not _run("mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", str(tmp_path))
    ):
        cannot_run("a small disk can be mounted only by root, where the machine allows it")
    yield tmp_path
    _run("umount", "-l", str(tmp_path))


@pytest.fixture
def place(disk: Path) -> Iterator[Place]:
    now = dt.datetime.now(dt.UTC)
    database, library = council.make(disk, count=5, now=now)
    app = create_app(settings_for(disk, COUNCIL, is_demonstration=True), library=library, database=database)
    with database.writing() as session:
        stage = _stage(session, library, now=now)
    forms = [_form(Client(app), library, each) for each in stage]
    yield Place(disk, database, forms)
    database.dispose()


@dataclass(frozen=True)
class Stage:
    """Somebody before a form: where it goes, what it asks, and the rows that tell that it was taken."""

    actor: Actor
    path: str
    fields: Data
    kept: str


def _stage(session: Session, library: CouncilLibrary, *, now: dt.datetime) -> list[Stage]:
    """One person in a scene, one before the quiz, one in it, one at its end, one reading the policy."""
    actors = [council.actor_named(session, name_of(number)) for number in range(5)]
    for actor in actors[1:4]:
        council.play(session, actor, library=library, now=now)
    asked, answered = (
        attempts.start(session, actor, library=library, module=MODULE, now=now).id for actor in actors[2:4]
    )
    council.answer(session, actors[3], library=library, attempt_id=answered, by=right_answer, now=now)
    question = attempts.sheet(session, actors[2], library=library, attempt_id=asked).asked(1)[1]
    story = library.modules[MODULE].scenarios[0]
    scene = story.scenes[0]
    choices = "scene_choice JOIN module_run ON run_id = module_run.id"
    policy, clause = f"/policies/{POLICY}", library.policy.clauses[0].id
    query = {"clause": clause, "question": "What is meant by this?", "key": "a-key-for-this-question"}
    answer: dict[str, str | list[str]] = {}
    for name, value in council.fields_for(question, right_answer(question)):
        answer[name] = [*answer.get(name, []), value]
    return [
        Stage(
            actors[0],
            f"/modules/{MODULE}/scenes/{story.id}.{scene.id}",
            {"choice": scene.choices[0].id},
            choices,
        ),
        Stage(actors[1], f"/modules/{MODULE}/quiz", {}, "attempt"),
        Stage(
            actors[2],
            f"/attempts/{asked}/questions/1",
            answer,
            "attempt_answer JOIN attempt ON id = attempt_id",
        ),
        Stage(actors[3], f"/attempts/{answered}/finish", {}, "completion"),
        Stage(actors[4], f"{policy}/acknowledge", {"agreed": "yes"}, "acknowledgement"),
        Stage(actors[4], f"{policy}/ask", query, "policy_query"),
    ]


def _form(client: Client, library: CouncilLibrary, stage: Stage) -> Form:
    client.sign_in(stage.actor.person_id)
    fields = dict(stage.fields)
    if "agreed" in fields:
        fields["seen"] = client.get(stage.path).form("Acknowledge").fields["seen"]
    kept = f"SELECT count(*) FROM {stage.kept} WHERE person_id = '{stage.actor.person_id}'"
    return Form(client, client.token(), stage.path, fields, kept)


def _put_log_away(place: Place) -> None:
    """Empty the write-ahead log, whose file would otherwise have room for the next writes."""
    with closing(sqlite3.connect(place.file)) as records:
        records.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _full(place: Place) -> Iterator[None]:
    _put_log_away(place)
    filler = place.folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)
    yield
    filler.unlink()


@contextmanager
def _read_only(place: Place) -> Iterator[None]:
    place.database.dispose()
    assert _run("mount", "-o", "remount,ro", str(place.folder))
    yield
    place.database.dispose()
    assert _run("mount", "-o", "remount,rw", str(place.folder))


def _check_kept(form: Form, answer: Page) -> None:
    """503 says so in words, with what was sent ready to be sent again."""
    assert answer.status == 503
    assert any(words in answer.text for words in SETTLED), answer.text
    assert answer.response.headers["Retry-After"]
    sent = {name: [value] if isinstance(value, str) else value for name, value in form.fields.items()}
    sent.pop("seen", None)  # the page is shown again, so what it seals is new
    assert any(sent.items() <= again.fields.items() for again in answer.forms), [
        each.fields for each in answer.forms
    ]


@pytest.mark.parametrize("fault", [_full, _read_only], ids=["a full disk", "a read-only disk"])
def test_a_form_is_shown_again_and_nothing_is_kept_on(
    place: Place, fault: Callable[[Place], AbstractContextManager[None]]
) -> None:
    with fault(place):
        answers = [form.send() for form in place.forms]

    for form, answer in zip(place.forms, answers, strict=True):
        _check_kept(form, answer)
        assert place.count(form) == 0, form.path

    again = [form.send() for form in place.forms]
    assert [answer.status for answer in again] == [303, 303, 303, 303, 303, 200]
    assert [place.count(form) for form in place.forms] == [1] * len(place.forms)


def test_pages_can_still_be_read_while_the_disk_is_full(place: Place) -> None:
    with _full(place):
        page = place.forms[0].client.get("/")

    assert page.h1


def test_under_load_a_disk_that_fills_and_empties_loses_nothing(place: Place) -> None:
    """Every answer is noted, as fast as they come, while the disk is filled and emptied again and again."""
    taken: list[str] = []
    statuses: set[int] = set()
    over = threading.Event()
    asking = place.forms[-1]

    def ask() -> None:
        browser = Client(asking.client.app).browser
        browser._cookies.update(asking.client.browser._cookies)
        while not over.is_set():
            words = f"Question {len(taken)} of {threading.get_ident()} at {time.monotonic_ns()}"
            fields = {**asking.fields, "question": words, "key": os.urandom(12).hex()}
            status = browser.post(asking.path, data={**fields, "csrf_token": asking.token}).status_code
            statuses.add(status)
            if status == 200:
                taken.append(words)

    workers = [threading.Thread(target=ask) for _ in range(4)]
    for worker in workers:
        worker.start()
    for _ in range(5):
        time.sleep(0.3)
        with _full(place):
            time.sleep(0.3)
    over.set()
    for worker in workers:
        worker.join()

    assert statuses == {200, 503}
    with closing(sqlite3.connect(place.file)) as records:
        kept = [words for (words,) in records.execute("SELECT question FROM policy_query")]
        assert records.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert set(taken) <= set(kept)
    assert len(kept) == len(set(kept))


@contextmanager
def _held(place: Place, seconds: float) -> Iterator[None]:
    """Somebody else keeps the write lock for so long."""
    holder = sqlite3.connect(place.file, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(seconds, holder.execute, ["ROLLBACK"])
    timer.start()
    yield
    timer.join()
    holder.close()


def test_a_form_waits_for_a_lock_held_for_a_second(place: Place) -> None:
    with _held(place, 1):
        began = time.monotonic()
        answer = place.forms[0].send()
        waited = time.monotonic() - began

    assert answer.status == 303
    assert waited > 0.9
    assert place.count(place.forms[0]) == 1


def test_a_lock_held_for_longer_is_answered_with_the_form_again(place: Place) -> None:
    with _held(place, 8):
        began = time.monotonic()
        answer = place.forms[0].send()
        waited = time.monotonic() - began

    _check_kept(place.forms[0], answer)
    assert waited < 7
    assert answer.response.headers["Retry-After"] == "5"
    assert place.count(place.forms[0]) == 0
    assert place.forms[0].send().status == 303
