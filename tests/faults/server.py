"""A real `lms serve` with two workers that a test can start, kill whole, and start again."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.council import environment
from benchmarks.outside import HOST

WORKERS = 2
START_SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Below those that lines outward are given: a client that knocks while nobody listens could meet itself."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """Use it as a context; ``plant`` names a fault from `tests.faults.plants`."""

    def __init__(self, data: Path, *, plant: str = "none") -> None:
        self.port = free_port()
        self.pid = 0
        self.log = data / "server.log"
        self.errors = self.log.open("ab")
        scratch = data / "scratch"
        scratch.mkdir(exist_ok=True)
        words = [sys.executable, "-m", "tests.faults.launcher", plant]
        self.launcher = subprocess.Popen(
            [*words, "--port", str(self.port), "--workers", str(WORKERS)],
            env={**_bare(os.environ), **environment(data), "TMPDIR": str(scratch)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self._answer()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        with suppress(subprocess.TimeoutExpired):
            self.launcher.communicate("end\n", timeout=10)
        self.launcher.kill()
        self.errors.close()

    def start(self) -> None:
        """Start it and wait until it answers."""
        assert self.launcher.stdin is not None
        self.launcher.stdin.write("start\n")
        self.launcher.stdin.flush()
        self.pid = int(self._answer())
        until = time.monotonic() + START_SECONDS
        while not self._is_well():
            assert time.monotonic() < until, f"the server did not start:\n{self.log.read_text()[-3000:]}"
            time.sleep(0.02)

    def kill(self) -> None:
        """End every process of it at once, as the machine would, the one that prints included."""
        if not self.pid:
            return
        if not _is_alive(self.pid):
            return
        groups = [self.pid, *_leaders(self.pid)]
        processes = [pid for pid, group in _processes() if group in groups]
        for group in groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        # A process whose first thread has ended may have others that still hold its line.
        while any(_is_alive(pid) for pid in processes) or not self._is_line_free():
            time.sleep(0.002)
        self.pid = 0

    def _answer(self) -> str:
        assert self.launcher.stdout is not None
        answer = self.launcher.stdout.readline()
        assert answer, f"the launcher ended:\n{self.log.read_text()[-3000:]}"
        return answer

    def _is_line_free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True

    def _is_well(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/healthz", headers={"Host": HOST})
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def _bare(variables: "os._Environ[str]") -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.startswith("LMS_")}


def _leaders(pid: int) -> list[int]:
    """Its children that lead a group of their own."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [child for child in map(int, found) if os.getpgid(child) == child]


def _processes() -> list[tuple[int, int]]:
    """Every process of this machine with its group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            found.append((int(folder.name), os.getpgid(int(folder.name))))
    return found


def _is_alive(pid: int) -> bool:
    """Whether it still runs; one that only waits to be buried holds nothing any more."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"
