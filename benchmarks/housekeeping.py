"""What the service weighs: certificates, memory, the bytes of a page, and the time to the first page."""

import datetime as dt
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from benchmarks import bare, council, serving
from benchmarks.council import COUNCIL, MODULE, PASSWORD, name_of
from benchmarks.outside import Browser
from benchmarks.serving import Served
from benchmarks.table import Row, at_most, below
from benchmarks.timing import Line, page_times, request_for, time_of, times_of
from lms import pdf
from lms.domain.marking import right_answer
from lms.services import attempts, certificates, printing, records, upkeep

FILES = re.compile(rb'(?:href|src)="([^"]+\.(?:css|js|svg|png|ico|woff2)[^"]*)"')
IMPORTED = re.compile(rb"(?:from|import)\s*['\"]([^'\"]+\.js[^'\"]*)['\"]")
BUSY_PAGES, BUSY_SHEETS, SHEETS, STARTS = 400, 60, 20, 3
TWO = "ludlow,hereford"
MB = 1_000_000
WHY_WARM = "Beside the printing: the sign-in, the records, the page, and the way to the process that prints."
WHY_FIRST = "It waits for the process that prints, still loading WeasyPrint when the first page is served."


@dataclass(frozen=True)
class Stage:
    """A council with one person who holds a certificate; ``quick`` halves nothing but how often."""

    folder: Path
    number: str
    is_quick: bool

    def often(self, count: int) -> int:
        return 2 if self.is_quick else count


@contextmanager
def _staged(folder: Path, *, is_quick: bool) -> Iterator[Stage]:
    now = dt.datetime.now(dt.UTC)
    database, library = council.make(folder, count=1, now=now)
    with database.writing() as session:
        actor = council.actor_named(session, name_of(0))
        council.play(session, actor, library=library, now=now)
        attempt = attempts.start(session, actor, library=library, module=MODULE, now=now)
        council.answer(session, actor, library=library, attempt_id=attempt.id, by=right_answer, now=now)
        attempts.finish(session, actor, library=library, attempt_id=attempt.id, now=now)
        number = certificates.held_by(session, actor, today=now.date())[0].number
    database.dispose()
    for slug in TWO.split(","):
        settings = council.settings_of(folder)
        upkeep.upgrade_records(settings.database_url_of(slug), council=slug)
    bare.fill(str(folder / "bare.sqlite3"), people=1)
    yield Stage(folder, number, is_quick)


def _learner(served: Served, *, prefix: str = "") -> Browser:
    browser = Browser(served.port, prefix=prefix)
    assert browser.sign_in(name_of(0), PASSWORD).status == 303
    return browser


def starting(stage: Stage) -> list[Row]:
    """From the command to the first page, with everything loaded that was loaded before."""
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(stage.often(STARTS)):
        for starts, kind in ((ours, serving.product), (floor, serving.bare)):
            with kind(stage.folder) as served:
                starts.append(served.started)
    why = "It loads the ORM, pydantic, YAML and forms, twice as many modules of Python, and all content."
    return [at_most("process start to first page", min(ours), min(floor), times=1.5, why=why)]


def paper(stage: Stage) -> list[Row]:
    """A certificate, right after the start and then again and again, against a bare page of WeasyPrint."""
    with serving.product(stage.folder) as served:
        browser = _learner(served)
        path = f"/certificates/{stage.number}.pdf"
        first = time_of(lambda: browser.get(path))
        warm = page_times(served.port, request_for(browser, path), stage.often(SHEETS)).p50
        size = Line(served.port).ask(request_for(browser, path))[1]
    sheet = _the_same_sheet(stage)
    floor = times_of(lambda: bare.printed(sheet, variant="pdf/ua-1"), stage.often(SHEETS)).p50
    what = f"certificate, warm, {size / 1024:.0f} KiB (floor: WeasyPrint alone)"
    return [
        at_most(what, warm, floor, times=1.3, why=WHY_WARM),
        below("certificate, first after start", first, most=0.7, unit="s", why=WHY_FIRST),
    ]


def _the_same_sheet(stage: Stage) -> str:
    """The page that the certificate is printed from."""
    kept: list[str] = []

    def keep(page: str) -> bytes:
        kept.append(page)
        return b""

    settings = council.settings_of(stage.folder)
    library = records.content_of(settings, COUNCIL)
    with records.opened(settings, COUNCIL) as database, database.reading() as session:
        today = dt.datetime.now(dt.UTC).date()
        proof = certificates.check(session, typed=stage.number, today=today)
        with mock.patch.object(pdf, "render", keep):
            printing.certificate(
                proof,
                council=library.council,
                address="https://a.example/verify/1",
                verify_at="",
                standing=None,
            )
    return kept[0]


def memory(stage: Stage) -> list[Row]:
    """Shared pages counted in parts, the process that prints included, with two councils."""
    with serving.product(stage.folder, councils=TWO) as served:
        browser = _learner(served, prefix=f"/{COUNCIL}")
        browser.get(f"/{COUNCIL}/")
        idle = served.memory()
        pages = [f"/{COUNCIL}/", f"/{COUNCIL}/modules/{MODULE}", f"/{COUNCIL}/record", "/hereford/sign-in"]
        for n in range(stage.often(BUSY_PAGES)):
            assert browser.get(pages[n % len(pages)]).status == 200
        for _ in range(stage.often(BUSY_SHEETS)):
            assert browser.get(f"/{COUNCIL}/certificates/{stage.number}.pdf").status == 200
        busy = served.memory()
    with serving.product(stage.folder) as served:
        _learner(served).get("/")
        alone = served.memory()
    with serving.bare(stage.folder) as served:
        Browser(served.port).get("/sign-in")
        floor = served.memory()
    why = "The process that prints holds WeasyPrint and its fonts from the start, so that no sheet waits."
    return [
        below("memory, idle, two councils", idle, most=120 * MB, unit="MB", floor=floor, why=why),
        below("memory after a busy hour with PDFs", busy, most=180 * MB, unit="MB", floor=floor, why=why),
        below("memory, each further council", max(idle - alone, 0), most=5 * MB, unit="MB"),
    ]


def weight(stage: Stage) -> list[Row]:
    """The bytes and requests of a learner's home page, packed, for a browser that has nothing and one that was here."""
    with serving.product(stage.folder) as served:
        browser = _learner(served)
        body = browser.get("/").body.encode()
        page = Line(served.port).ask(request_for(browser, "/"))[1]
        files = {path.decode() for path in FILES.findall(body)}
        sizes = {path: Line(served.port).ask(request_for(browser, path))[1] for path in sorted(files)}
    cold, requests = page + sum(sizes.values()), 1 + len(sizes)
    return [
        below(f"learner's page, cold, {requests} requests", cold, most=70 * 1024, unit="KiB"),
        below("learner's page, warm, 1 request", page, most=8 * 1024, unit="KiB"),
        below("requests, cold", requests, most=6, unit=""),
    ]


PARTS = (starting, paper, memory, weight)


def run(folder: Path, *, is_quick: bool) -> list[Row]:
    place = folder / secrets.token_hex(4)
    place.mkdir()
    with _staged(place, is_quick=is_quick) as stage:
        rows = [row for part in PARTS for row in part(stage)]
    shutil.rmtree(place, ignore_errors=True)
    return rows
