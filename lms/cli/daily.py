"""The command that the clock gives once a day."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from lms.cli.councils import chosen, one_or_all, settings_or_refuse
from lms.domain.days import day_of
from lms.domain.refusal import Refused
from lms.services import daily as running
from lms.services import records, upkeep
from lms.services.daily import Did, Progress
from lms.settings import Settings


@click.command()
@one_or_all
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="A missed day to make good; today when left out."
)
def daily(council: str | None, is_all: bool, on: dt.datetime | None) -> None:
    """Make what the rules ask for today, and check the records. Safe to run twice, and late."""
    settings = settings_or_refuse()
    day = on.date() if on else None
    done = [_run(settings, slug, on=day) for slug in chosen(settings, council, is_all=is_all)]
    if not all(done):
        sys.exit(1)


def _run(settings: Settings, slug: str, *, on: dt.date | None) -> bool:
    """Whether this council's run went well, having said so."""
    try:
        library = records.content_of(settings, slug)
        with records.opened(settings, slug) as database, _bar(slug) as progress:
            day = on or day_of(_now())
            did = running.run(database, library=library, on=day, clock=_now, progress=progress)
    except Refused as refusal:
        click.echo(f"{slug}: {refusal.sentence}", err=True)
        return False
    except upkeep.TROUBLE as trouble:
        click.echo(f"{slug}: {upkeep.sentence_of(trouble)}", err=True)
        return False
    return _said(slug, did)


def _said(slug: str, did: Did) -> bool:
    click.echo(
        f"{slug}: looked at {_count(did.brought.people, 'person', 'people')}; "
        f"asked {_count(did.brought.assignments, 'new thing', 'new things')}; "
        f"the dates of {_count(did.brought.changed, 'person', 'people')} changed."
    )
    for fault in did.faults:
        click.echo(f"{slug}: {fault}", err=True)
    if did.faults:
        click.echo(f"{slug}: the ledger does not hold. Run: lms ledger verify {slug}", err=True)
        return False
    click.echo(
        f"{slug}: the records were checked, {_count(did.entries, 'entry', 'entries')}; nothing was altered."
    )
    return True


@contextmanager
def _bar(slug: str) -> Iterator[Progress]:
    """A bar on a terminal; nothing where the lines go to a log."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    with click.progressbar(length=1, label=slug, file=sys.stderr) as bar:

        def progress(done: int, everybody: int) -> None:
            bar.length = everybody
            bar.update(done)

        yield progress


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
