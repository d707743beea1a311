"""The ``lms`` command."""

import click

from lms.cli.check import check


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Training and policy acknowledgement for councils."""


cli.add_command(check)


def main() -> None:
    """Run the command."""
    cli(prog_name="lms")
