"""A real ``lms serve`` of both demonstration councils, in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COUNCILS = ("ludlow", "hereford")
STARTING_SECONDS = 120


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
