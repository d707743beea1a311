"""The commands about a council's ledger."""

import sys

import click

from lms.cli.councils import chosen, one_or_all, settings_or_refuse
from lms.services import upkeep
from lms.settings import Settings


@click.group()
def ledger() -> None:
    """The append-only record that evidence is kept in."""


@ledger.command()
@one_or_all
def verify(council: str | None, is_all: bool) -> None:
    """Walk the ledger and name each entry that does not hold; exit 1 if there is one."""
    settings = settings_or_refuse()
    walked = [_walk(settings, slug) for slug in chosen(settings, council, is_all=is_all)]
    if not all(walked):
        sys.exit(1)


def _walk(settings: Settings, slug: str) -> bool:
    """Whether this council's ledger holds, having said so."""
    try:
        state = upkeep.verify_ledger(settings.database_url_of(slug), council=slug)
    except upkeep.TROUBLE as trouble:
        click.echo(f"{slug}: {upkeep.sentence_of(trouble)}", err=True)
        return False
    for fault in state.faults:
        click.echo(f"{slug}: {fault}")
    entries = "1 entry" if state.size == 1 else f"{state.size} entries"
    if state.faults:
        click.echo(f"{slug}: the ledger does not hold. It has {entries}; its root is {state.root}.", err=True)
        return False
    click.echo(f"{slug}: the ledger holds. It has {entries}; its root is {state.root}.")
    return True
