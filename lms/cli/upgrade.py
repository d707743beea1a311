"""The command that brings a council's records up to date with this program."""

import sys

import click

from lms.cli.councils import chosen, one_or_all, settings_or_refuse
from lms.services import upkeep
from lms.settings import Settings


@click.command()
@one_or_all
def upgrade(council: str | None, is_all: bool) -> None:
    """Make or migrate a council's database; safe to run twice. Take a backup first."""
    settings = settings_or_refuse()
    done = [_upgrade(settings, slug) for slug in chosen(settings, council, is_all=is_all)]
    if not all(done):
        sys.exit(1)


def _upgrade(settings: Settings, slug: str) -> bool:
    """Whether this council's records are up to date now, having said so."""
    try:
        done = upkeep.upgrade_records(settings.database_url_of(slug), council=slug)
    except upkeep.TROUBLE as trouble:
        click.echo(f"{slug}: {upkeep.sentence_of(trouble)}", err=True)
        return False
    if done.before is None:
        click.echo(f"{slug}: made, at version {done.after}.")
    elif done.before == done.after:
        click.echo(f"{slug}: up to date already, at version {done.after}.")
    else:
        click.echo(f"{slug}: upgraded from version {done.before} to {done.after}.")
    return True
