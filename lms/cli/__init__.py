"""The ``lms`` command."""

import click

from lms.cli.check import check
from lms.cli.daily import daily
from lms.cli.demo import demo
from lms.cli.ledger import ledger
from lms.cli.person import person
from lms.cli.policy import policy
from lms.cli.report import report
from lms.cli.serve import serve
from lms.cli.upgrade import upgrade

COMMANDS = (check, daily, demo, ledger, person, policy, report, serve, upgrade)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Training and policy acknowledgement for councils."""


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command."""
    cli(prog_name="lms")
