"""The command that writes the completion report."""

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click

from lms.cli.councils import chosen, refuse, settings_or_refuse
from lms.domain.days import day_of
from lms.domain.refusal import Refused
from lms.library.library import CouncilLibrary
from lms.services import exports, people, records, upkeep
from lms.services.exports import Record
from lms.services.report import Wanted
from lms.storage.engine import Database

FORMS = ("table", "csv", "xlsx", "json", "pdf")
IN_A_FILE = ("xlsx", "pdf")
SHOWN = ("person", "module", "standing", "due_on", "completed_on", "valid_until")


@click.command()
@click.argument("council")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="A past day to report as at; today when left out."
)
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write it to."
)
def report(council: str, on: dt.datetime | None, form: str, output: Path | None) -> None:
    """Write the completion report: everybody, and each thing they owe or hold."""
    settings = settings_or_refuse()
    chosen(settings, council, is_all=False)
    if form in IN_A_FILE and output is None and sys.stdout.isatty():
        raise click.UsageError(f"Give a file for the {form}: -o FILE.")
    now = dt.datetime.now(dt.UTC)
    day = on.date() if on else day_of(now)
    try:
        library = records.content_of(settings, council)
        with records.opened(settings, council) as database, ExitStack() as ends:
            _report(database, library, form=form, on=day, now=now, file=lambda: _opened(output, ends))
    except Refused as refusal:
        refuse(refusal.sentence)
    except upkeep.TROUBLE as trouble:
        refuse(f"{council}: {upkeep.sentence_of(trouble)}")
    except OSError as fault:
        refuse(f"{output}: {fault.strerror}.")


def _report(
    database: Database,
    library: CouncilLibrary,
    *,
    form: str,
    on: dt.date,
    now: dt.datetime,
    file: Callable[[], IO[bytes]],
) -> None:
    """The ledger first says who takes it away; the file is opened once nothing refuses."""
    wanted, today = Wanted(), day_of(now)
    with database.writing() as session:
        exports.taken_away(session, people.operator(), form=form, chosen={}, wanted=wanted, on=on, now=now)
    if form == "pdf":
        with database.reading() as session:
            made = exports.as_pdf(session, library=library, wanted=wanted, chosen=None, on=on, today=today)
        file().write(made)
        return
    _write(exports.records(database, library=library, wanted=wanted, on=on, today=today), form, file())


def _opened(output: Path | None, ends: ExitStack) -> IO[bytes]:
    return ends.enter_context(output.open("wb")) if output else sys.stdout.buffer


def _write(rows: Iterator[Record], form: str, file: IO[bytes]) -> None:
    if form == "xlsx":
        exports.write_xlsx(rows, file)
        return
    if form == "csv":
        for part in exports.as_csv(rows):
            file.write(part)
        return
    for line in exports.as_json(rows) if form == "json" else _table(rows):
        file.write(line.encode())


def _table(rows: Iterable[Record]) -> Iterator[str]:
    """Columns as wide as what stands in them."""
    cells = [[name.replace("_", " ") for name in SHOWN]]
    cells += [["" if row[name] is None else str(row[name]) for name in SHOWN] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(SHOWN))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
