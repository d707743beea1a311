"""Starts the product's server and the bare one, each as its operator would, and weighs them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.council import COUNCIL, environment
from benchmarks.outside import HOST

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Served:
    """A server in a process of its own, ended on leaving. ``started`` is the seconds to its first page."""

    def __init__(self, words: list[str], *, variables: Mapping[str, str], log: Path, first: str) -> None:
        self.port = free_port()
        ours = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        began = time.perf_counter()
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, *words, str(self.port)],
                cwd=ROOT,
                env={**ours, **variables},
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        while not self._shows(first):
            assert self.process.poll() is None, log.read_text()[-2000:]
            assert time.perf_counter() - began < PATIENCE_SECONDS, log.read_text()[-2000:]
            time.sleep(0.002)
        self.started = time.perf_counter() - began

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def memory(self) -> int:
        """Bytes that this server and what it started hold, shared pages counted in parts."""
        return sum(_pss(pid) for pid in _family(self.process.pid))

    def _shows(self, path: str) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
                return line.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False


def product(data: Path, *, councils: str = COUNCIL) -> Served:
    """`lms serve`, two processes of four threads, as a real service."""
    first = "/sign-in" if "," not in councils else f"/{COUNCIL}/sign-in"
    return Served(
        ["-m", "lms.cli", "serve", "--port"],
        variables=environment(data, councils=councils),
        log=data / "product.log",
        first=first,
    )


def bare(data: Path) -> Served:
    """The bare program on gunicorn, two processes of four threads."""
    return Served(
        ["-m", "benchmarks.bare"],
        variables={"BARE_DATABASE": str(data / "bare.sqlite3")},
        log=data / "bare.log",
        first="/sign-in",
    )


def _family(pid: int) -> list[int]:
    found = [pid]
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += _family(int(child))
    return found


def _pss(pid: int) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
