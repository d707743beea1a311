"""Starts `lms serve` again and again, each in a process group of its own, from one process that has it loaded.

Loading Python's modules and compiling templates takes longer than a round of the tests that kill the server.
What runs in the fork is the command itself, from its first line. Told on standard input, one word a line:
``start``, ``end``.
The first argument may name a planted fault (`tests.faults.plants`), the rest are those of `lms serve`.
"""

import os
import signal
import sys

import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401 - loaded for the forks to share

import lms.app  # noqa: F401
from lms.cli import cli
from lms.settings import from_environment
from lms.web.frame import bare_app
from tests.faults import plants


def serve(plant: str, arguments: list[str]) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(2, 1)
    if plant != "none":
        plants.PLANTS[plant]()
    cli(["serve", *arguments], prog_name="lms")


def _compile_templates() -> None:
    """They are kept for every application of this process, and so for the forks."""
    environment = bare_app(from_environment()).jinja_env
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


def main() -> None:
    plant, *arguments = sys.argv[1:]
    # Nobody waits for what is killed; the system does it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _compile_templates()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        pid = os.fork()
        if pid == 0:
            serve(plant, arguments)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
