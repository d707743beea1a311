"""The command that checks content files."""

import sys
from pathlib import Path

import click

from lms.cli.councils import refuse, settings_or_refuse
from lms.library.check import check as check_all
from lms.library.shelves import Places, shown


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check all content; every fault as FILE:LINE: R07 sentence; exit 1 if any.

    With PATHs, only the faults in those files and folders are shown.
    """
    places = Places.around(settings_or_refuse().content.resolve())
    if not any(places.folder("councils").glob("*.yaml")):
        refuse(f"There is no council in {places.folder('councils')}: look at LMS_CONTENT.")
    wanted = _wanted(paths, places)
    faults = [fault for fault in check_all(places) if not wanted or _lies_in(fault.file, wanted)]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}.", err=True)
        sys.exit(1)
    click.echo("No faults.")


def _wanted(paths: tuple[Path, ...], places: Places) -> list[Path]:
    """The paths in full; a path with no content in it is wrong usage, or it would be called good."""
    folders = (places.content, places.quizzes)
    for path in paths:
        full = path.resolve()
        if not any(full.is_relative_to(folder) or folder.is_relative_to(full) for folder in folders):
            raise click.UsageError(
                f"{path} is no content: give paths in {shown(places.content)} or the quizzes."
            )
    return [path.resolve() for path in paths]


def _lies_in(file: str, paths: list[Path]) -> bool:
    return any(Path(file).resolve().is_relative_to(path) for path in paths)
