"""``lms demo``: fill empty demonstration councils with an invented cast and a year of history."""

import datetime as dt
import sys

import click

from lms.cli.councils import known_councils, settings_or_refuse
from lms.domain.refusal import Refused
from lms.library.cast import cast_of
from lms.services import demo as demonstration
from lms.services import records, upkeep
from lms.settings import Settings


@click.command()
def demo() -> None:
    """Fill empty demonstration councils with a named cast and a year of history. Everyone is invented."""
    settings = settings_or_refuse()
    if not settings.is_demonstration:
        click.echo("This fills demonstrations only. Set LMS_DEMO=1 if this is one.", err=True)
        sys.exit(1)
    filled = [fill(settings, slug) for slug in known_councils(settings)]
    if not all(filled):
        sys.exit(1)


def fill(settings: Settings, slug: str) -> bool:
    """Whether this council has its cast now, having said so; one that is filled already is left as it is."""
    try:
        library = records.content_of(settings, slug)
        with records.opened(settings, slug) as database:
            cast = cast_of(settings.content, slug)
            if demonstration.is_filled(database):
                demonstration.run_today(database, library=library, now=dt.datetime.now(dt.UTC))
                click.echo(f"{slug}: has people already; their records are kept.")
                return True
            people = demonstration.fill(database, library=library, cast=cast, now=dt.datetime.now(dt.UTC))
    except (*upkeep.TROUBLE, Refused) as trouble:
        sentence = trouble.sentence if isinstance(trouble, Refused) else upkeep.sentence_of(trouble)
        click.echo(f"{slug}: {sentence}", err=True)
        return False
    click.echo(f"{slug}: {people} invented people with a year of history.")
    return True
