"""How fast the clerk's first screen and its files are, at three sizes of council."""

import datetime as dt
import io
import secrets
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import xlsxwriter

from benchmarks import bare, crowd, serving
from benchmarks.council import COUNCIL, PASSWORD
from benchmarks.outside import HOST, Browser
from benchmarks.serving import Served
from benchmarks.table import Row, at_most, below
from benchmarks.timing import END_OF_HEAD, page_times, request_for, times_of

# 100 ms on a machine whose live query takes 264 ms: so much of the floor, on whatever machine.
MOST_OF_LIVE_SQL = 0.38
SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (40,)
BY_SERVICES = 10_000  # larger councils are this one several times over
FILES_AT, LOOKS = 10_000, 15
BESIDE_SQL = 0.010  # seconds that page, frame and sign-in may add

STANDING = """CASE WHEN done_on IS NULL AND due_on < :today THEN 'overdue' WHEN done_on IS NULL THEN 'due'
WHEN valid_until < :today THEN 'lapsed' ELSE 'current' END"""
# The least that fills the first screen: counts by thing, people by their worst, what is coming, fifty lines.
FLOOR = (
    f"SELECT kind, thing, {STANDING}, count(*) FROM standing_dates WHERE is_withdrawn = 0 GROUP BY 1, 2, 3",
    """SELECT worst, count(*) FROM (SELECT max(CASE WHEN done_on IS NULL AND due_on < :today THEN 3
    WHEN done_on IS NULL THEN 2 WHEN valid_until < :today THEN 1 ELSE 0 END) AS worst
    FROM standing_dates WHERE is_withdrawn = 0 GROUP BY person_id) GROUP BY worst""",
    """SELECT kind, thing, valid_until, count(*) FROM standing_dates WHERE is_withdrawn = 0
    AND valid_until BETWEEN :today AND date(:today, '+90 days') GROUP BY 1, 2, 3""",
    f"""SELECT name, kind, thing, {STANDING} FROM person JOIN standing_dates ON person_id = person.id
    WHERE is_withdrawn = 0 ORDER BY name LIMIT 50""",
)


def run(folder: Path, *, is_quick: bool) -> list[Row]:
    rows = []
    for size in QUICK_SIZES if is_quick else SIZES:
        place = folder / secrets.token_hex(4)
        place.mkdir()
        _filled(place, size)
        with serving.product(place) as served:
            rows += _screen(served, place, size)
            if is_quick or size == FILES_AT:
                rows += _files(served, place, size)
    return rows


def _filled(place: Path, size: int) -> None:
    people = min(size, BY_SERVICES)
    database, _ = crowd.fill(place, people=people, password=PASSWORD, now=dt.datetime.now(dt.UTC))
    if size > people:
        crowd.multiply(database, times=size // people)
    database.dispose()
    with closing(sqlite3.connect(place / f"{COUNCIL}.sqlite3")) as records:
        records.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _clerk(served: Served) -> Browser:
    browser = Browser(served.port, timeout=120)
    assert browser.sign_in(crowd.CLERK, PASSWORD).status == 303
    return browser


def _screen(served: Served, place: Path, size: int) -> list[Row]:
    ours = page_times(served.port, request_for(_clerk(served), "/clerk/completions"), LOOKS).p50
    with closing(sqlite3.connect(place / f"{COUNCIL}.sqlite3")) as records:
        today = {"today": dt.datetime.now(dt.UTC).date().isoformat()}
        floor = times_of(lambda: [records.execute(each, today).fetchall() for each in FLOOR], LOOKS).p50
    what = f"completion report, first screen, {size:,} people (floor: SQL)"
    if size > BY_SERVICES:
        return [at_most(what, ours, floor, times=MOST_OF_LIVE_SQL)]
    row = below(what, ours, most=floor + BESIDE_SQL, unit="s", floor=floor)
    return [Row(row.what, ours, floor, "s", f"≤ SQL + {BESIDE_SQL * 1000:.0f} ms", row.is_met)]


def _files(served: Served, place: Path, size: int) -> list[Row]:
    browser = _clerk(served)
    bare.fill(str(place / "bare.sqlite3"), people=size)
    with serving.bare(place) as floor:
        at_floor = Browser(floor.port)
        at_floor.sign_in("person-00000@example.gov.uk", PASSWORD)
        first, whole, lines = _streamed(served, browser, "/clerk/completions.csv")
        _, least, _ = _streamed(floor, at_floor, "/rows.csv")
    what = f"CSV, {size:,} people, {lines:,} rows"
    _, book, _ = _streamed(served, browser, "/clerk/completions.xlsx")
    return [
        at_most(
            what,
            whole,
            least,
            times=2,
            why="Each row names the person's audiences and its standing in words.",
        ),
        below(f"{what}: first byte", first, most=0.3, unit="s"),
        at_most(
            f"XLSX, the same rows (floor: {lines:,} of text, xlsxwriter)", book, _workbook(lines), times=1.3
        ),
    ]


def _streamed(served: Served, browser: Browser, path: str) -> tuple[float, float, int]:
    """Seconds to the first byte of the body and to the last, and how many lines came; the best of three."""
    found = [_once(served, browser, path) for _ in range(3)]
    return min(each[0] for each in found), min(each[1] for each in found), found[0][2]


def _once(served: Served, browser: Browser, path: str) -> tuple[float, float, int]:
    cookies = "; ".join(map("=".join, browser.cookies.items()))
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"
    began, first, size, lines = time.perf_counter(), 0.0, 0, 0
    with socket.create_connection(("127.0.0.1", served.port), timeout=120) as line:
        line.sendall(request.encode())
        received = b""
        while piece := line.recv(1 << 18):
            received = received + piece if not first else piece
            lines += piece.count(b"\n") if first else 0
            if not first and len(received.partition(END_OF_HEAD)[2]) > 0:
                assert received.startswith(b"HTTP/1.1 200"), received[:200]
                first = time.perf_counter() - began
                lines += received.partition(END_OF_HEAD)[2].count(b"\n")
            size += len(piece)
    return first, time.perf_counter() - began, lines


def _workbook(rows: int) -> float:
    def write() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(
                row, 0, [f"Name {row}", "person@example.gov.uk", "Employee", "Induction", "current"]
            )
            sheet.write_row(row, 5, ["2026-10-01", "2026-09-01", "2027-09-01", ""])
        book.close()

    return times_of(write, 1).p50
