"""A real ``lms serve`` of both demonstration councils, in a folder of its own."""

import datetime as dt
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

COUNCILS = ("ludlow", "hereford")
STARTING_SECONDS = 120
# Longer than the suite takes on a slow machine.
LASTS_SECONDS = 15 * 60
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Site:
    """A running server: its address, its folder of records, and the settings that commands share with it."""

    base: str
    data: Path
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """What an ``lms`` command prints, as the operator of this server would run it."""
        done = subprocess.run(
            [sys.executable, "-m", "lms.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"lms {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def records_of(self, council: str) -> Path:
        """The file of one council's records."""
        return self.data / f"{council}.sqlite3"

    def copy_records(self, folder: Path) -> None:
        """Put the records as they are now into another folder, for another server."""
        for council in COUNCILS:
            file = self.records_of(council)
            with (
                closing(sqlite3.connect(file)) as here,
                closing(sqlite3.connect(folder / file.name)) as there,
            ):
                here.backup(there)


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """The server, up and answering; stopped afterwards."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    environment |= {
        "LMS_DEMO": "1",
        "LMS_DATA": str(data),
        "LMS_COUNCILS": ",".join(COUNCILS),
        "LMS_BASE_URL": f"http://localhost:{port}",
    }
    log = data / "serve.log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "lms.cli", "serve", "--port", str(port)],
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            site = Site(f"http://localhost:{port}", data, environment)
            _wait_until_well(site, server, log)
            yield site
        finally:
            server.terminate()
            server.wait(30)


def wait_out_midnight() -> None:
    """The pages say what day it is and are compared with today, so no day may end while they are read."""
    now = dt.datetime.now(LONDON)
    ends = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    left = (ends.astimezone(dt.UTC) - now.astimezone(dt.UTC)).total_seconds()
    if left < LASTS_SECONDS:
        time.sleep(left + 1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_well(site: Site, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + STARTING_SECONDS
    waiting = list(COUNCILS)
    while waiting:
        assert server.poll() is None, f"lms serve stopped: {log.read_text()}"
        assert time.monotonic() < ends, f"lms serve did not answer: {log.read_text()}"
        try:
            with urllib.request.urlopen(f"{site.base}/{waiting[0]}/healthz", timeout=5) as answer:
                assert answer.read().strip() == b"well"
                waiting.pop(0)
        except OSError:
            time.sleep(0.2)
