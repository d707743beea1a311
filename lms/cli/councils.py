"""Which councils a command is for: the one it names, or every council of this installation."""

import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from lms.settings import BadSetting, Settings, from_environment

Command = TypeVar("Command", bound=Callable[..., Any])


def one_or_all(command: Command) -> Command:
    """Give the command ``council`` and ``is_all``, from COUNCIL or ``--all``."""
    with_all = click.option("--all", "is_all", is_flag=True, help="Every council of this installation.")
    return click.argument("council", required=False)(with_all(command))


def settings_or_refuse() -> Settings:
    """The settings, or the sentence that says which one cannot be used, and exit 1."""
    try:
        return from_environment()
    except BadSetting as fault:
        refuse(str(fault))


def chosen(settings: Settings, council: str | None, *, is_all: bool) -> list[str]:
    """The slugs meant, in order. Wrong usage exits 2, a council that is not there exits 1."""
    if (council is None) == (not is_all):
        raise click.UsageError("Give a COUNCIL, or --all.")
    known = known_councils(settings)
    if council is None:
        return known
    if council not in known:
        refuse(f"There is no council called {council}. There is: {', '.join(known) or 'none'}.")
    return [council]


def known_councils(settings: Settings) -> list[str]:
    """The councils of this installation: those the settings name, else all that have a file."""
    return list(settings.councils) or sorted(
        path.stem for path in (settings.content / "councils").glob("*.yaml")
    )


def refuse(sentence: str) -> NoReturn:
    """Say why not, and exit 1."""
    click.echo(sentence, err=True)
    sys.exit(1)
