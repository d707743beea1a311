"""The command that checks content files."""

import os
import sys
from pathlib import Path

import click

import lms
from lms.library.check import check as check_all
from lms.library.shelves import Places, shown


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check all content; every fault as FILE:LINE: R07 sentence; exit 1 if any.

    With PATHs, only the faults in those files and folders are shown.
    """
    places = Places.around(_content())
    if not any(places.folder("councils").glob("*.yaml")):
        raise click.ClickException(
            f"There is no council in {places.folder('councils')}: look at LMS_CONTENT."
        )
    faults = check_all(places)
    wanted = [shown(path.resolve()) for path in paths]
    faults = [fault for fault in faults if not wanted or any(_lies_in(fault.file, path) for path in wanted)]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}.", err=True)
        sys.exit(1)
    click.echo("No faults.")


def _content() -> Path:
    own = os.environ.get("LMS_CONTENT")
    return Path(own) if own else Path(lms.__file__).resolve().parent.parent / "content"


def _lies_in(file: str, path: str) -> bool:
    return path in {".", file} or file.startswith(path.rstrip("/") + "/")
