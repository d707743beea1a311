"""The completion report as a file: the same rows as the screen, as CSV, Excel, JSON or PDF."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from sqlalchemy.orm import Session

from lms.domain.days import day_of, long_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action, Actor, check_may
from lms.domain.standing import tag
from lms.library.library import CouncilLibrary
from lms.services import printing, report
from lms.services.report import Shown, Wanted
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Entry

COLUMNS = (
    "person", "email", "audiences", "module", "standing", "due_on", "completed_on", "valid_until", "certificate",
)  # fmt: skip
DAYS = frozenset({"due_on", "completed_on", "valid_until"})
WIDE = {"person": 28, "email": 32, "audiences": 28, "module": 36, "certificate": 32}
# What a spreadsheet would take for a formula; some also read the wide signs of an East Asian keyboard.
DANGEROUS = frozenset(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"))
ON_PAPER_AT_MOST = 1000
A_PART = 500

Record = dict[str, Any]


def _record(shown: Shown) -> Record:
    line = shown.line
    return {
        "person": line.name,
        "email": line.email,
        "audiences": list(shown.audiences),
        "module": shown.title,
        "standing": line.standing.value,
        "due_on": line.dates.due_on,
        "completed_on": line.dates.done_on,
        "valid_until": line.dates.valid_until,
        "certificate": line.certificate,
    }


def taken_away(
    session: Session,
    actor: Actor,
    *,
    form: str,
    chosen: Mapping[str, str],
    wanted: Wanted,
    on: dt.date,
    now: dt.datetime,
) -> int:
    """Write in the ledger who takes which rows away, and say how many there are."""
    check_may(actor, Action.EXPORT_REPORT)
    here = report.view(session, on=on, today=day_of(now))
    rows, _ = report.count(here, wanted)
    if form == "pdf" and rows > ON_PAPER_AT_MOST:
        raise Refused(
            f"That is {rows:,} rows, too many to print. Choose fewer people, or take Excel or CSV.",
            kind="invalid",
        )
    detail = {"format": form, "on": on.isoformat(), "filter": dict(chosen), "rows": rows}
    ledger.add(session, Entry(kind="export", person_id=None, by_id=actor.person_id, detail=detail), now=now)
    return rows


def records(
    database: Database, *, library: CouncilLibrary, wanted: Wanted, on: dt.date, today: dt.date
) -> Iterator[Record]:
    """Every row that matches, in one snapshot of its own that ends with the last row."""
    with database.reading() as session:
        here = report.view(session, on=on, today=today)
        for shown in report.every_line(here, wanted, library=library):
            yield _record(shown)


def as_csv(rows: Iterator[Record]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark, a part at a time; no cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(COLUMNS)
    for n, row in enumerate(rows, 1):
        writer.writerow([_safe(row[name]) for name in COLUMNS])
        if n % A_PART == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    part = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return part


def _cell(value: str | list[str] | None) -> str:
    return value if isinstance(value, str) else ";".join(value or ())


def _safe(value: Any) -> str:
    """A date as it is, text so that no spreadsheet takes it for a formula."""
    if isinstance(value, dt.date):
        return value.isoformat()
    cell = value if isinstance(value, str) else ";".join(value or ())
    return f"'{cell}" if cell[:1] in DANGEROUS else cell


def as_json(rows: Iterator[Record]) -> Iterator[str]:
    """A list of objects, dates as ISO text, a line each."""
    yield "["
    for n, row in enumerate(rows):
        yield f"{',' if n else ''}\n  {json.dumps(row, default=str, ensure_ascii=False)}"
    yield "\n]\n"


def write_xlsx(rows: Iterator[Record], file: IO[bytes]) -> None:
    """A workbook whose dates are dates and whose text stays text, written a row at a time."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True})
        sheet = book.add_worksheet("Completions")
        sheet.freeze_panes(1, 1)
        for at, name in enumerate(COLUMNS):
            sheet.set_column(at, at, WIDE.get(name, 14))
            sheet.write_string(0, at, name, head)
        last = 0
        for last, row in enumerate(rows, 1):
            for at, name in enumerate(COLUMNS):
                value = row[name]
                if value is None:
                    continue
                if name in DAYS:
                    sheet.write_datetime(last, at, value, day)
                else:
                    sheet.write_string(last, at, _cell(value))
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def as_pdf(
    session: Session,
    *,
    library: CouncilLibrary,
    wanted: Wanted,
    chosen: str | None,
    on: dt.date,
    today: dt.date,
) -> bytes:
    """The report on paper, A4. ``chosen`` says in words which rows these are."""
    here = report.view(session, on=on, today=today)
    tallies, people = report.by_thing(here), report.by_person(here)
    called = report.titles(library, ((each.kind, each.thing) for each in tallies))
    lines = report.every_line(here, wanted, library=library)
    return printing.sheet(
        "report",
        council=library.council,
        as_at=f"{long_day(on, today=on)} {on.year}",
        heading=report.heading(people),
        filters=chosen,
        figures=report.figures(people),
        meanings=list(report.MEANINGS),
        bars=[(called[each.kind, each.thing], parts) for each, parts in report.bars(tallies)],
        columns=["Person", "Audience", "Module", "Standing", "Due or lasts until"],
        rows=[_paper_row(shown, on=on) for shown in lines],
        is_wide=False,
        last=f"Printed on {long_day(today, today=today)} {today.year}.",
    )


def _paper_row(shown: Shown, *, on: dt.date) -> list[str]:
    line = shown.line
    return [
        line.name,
        ", ".join(shown.audience_names),
        shown.title,
        tag(line.dates, today=on).words,
        f"{line.falls_on.day} {line.falls_on:%B %Y}" if line.falls_on else "",
    ]
