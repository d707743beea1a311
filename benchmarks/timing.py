"""A line to a server with next to no cost of its own, and what a stopwatch makes of it."""

import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from benchmarks.outside import HOST, Browser

WARM_UP, A_FEW = 5, 10
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Times:
    """Seconds of many of the same."""

    seconds: Sequence[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, -(-len(self.seconds) * 95 // 100) - 1)]


class Line:
    """One kept-open connection that sends bytes made beforehand and reads whole answers."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, int]:
        """The status, and how many bytes of body came."""
        self.socket.sendall(request)
        received = b""
        while END_OF_HEAD not in received:
            received += self._more()
        head, _, body = received.partition(END_OF_HEAD)
        status = int(head[9:12])
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if fields.get(b"transfer-encoding") == b"chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
            return status, len(body)
        length = int(fields.get(b"content-length", b"0"))
        count = len(body)
        while count < length:
            count += len(self._more())
        return status, length

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the line was closed")
        return piece


def request_for(browser: Browser, path: str, *, packed: bool = True) -> bytes:
    """The bytes of a GET as this browser would send it."""
    cookies = "; ".join(map("=".join, browser.cookies.items()))
    packing = "Accept-Encoding: gzip\r\n" if packed else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookies}\r\n{packing}\r\n".encode()


def time_of(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def times_of(act: Callable[[], object], count: int) -> Times:
    """After a few that are not counted."""
    for _ in range(min(WARM_UP, count)):
        act()
    return Times([time_of(act) for _ in range(count)])


def page_times(port: int, request: bytes, count: int) -> Times:
    """How long the same page takes, one after the other, on one line."""
    line = Line(port)

    def ask() -> None:
        status, _ = line.ask(request)
        assert status == 200, (status, request[:80])

    # Both processes have to have shown it before.
    for _ in range(WARM_UP * 4):
        once = Line(port)
        once.ask(request)
        once.close()
    times = times_of(ask, count)
    line.close()
    return times


def in_turn(asked: Sequence[tuple[int, bytes]], count: int) -> list[Times]:
    """How long each of these takes, a few of each in turn, so that what disturbs one disturbs all."""
    lines = {port: Line(port) for port, _ in asked}
    for port, request in asked:
        page_times(port, request, WARM_UP)
    seconds: list[list[float]] = [[] for _ in asked]
    for _ in range(max(1, count // A_FEW)):
        for kept, (port, request) in zip(seconds, asked, strict=True):
            lines[port].ask(request)  # what ran before has had the processor's memory to itself
            kept += [time_of(partial(lines[port].ask, request)) for _ in range(A_FEW)]
    for line in lines.values():
        line.close()
    return [Times(each) for each in seconds]


def rate(port: int, request: bytes, *, count: int, at_once: int) -> float:
    """Answers a second with so many lines at once."""

    def work(_: int) -> None:
        line = Line(port)
        for _ in range(count // at_once):
            assert line.ask(request)[0] == 200
        line.close()

    with ThreadPoolExecutor(at_once) as pool:
        seconds = time_of(lambda: list(pool.map(work, range(at_once))))
    return (count // at_once) * at_once / seconds


def together(acts: Sequence[Callable[[], int]], *, at_once: int | None = None) -> tuple[float, list[int]]:
    """Do all of it, so many at once (all where not said); the seconds until the last is done, and the statuses."""
    gate = threading.Barrier(len(acts) + 1) if at_once is None else None

    def work(act: Callable[[], int]) -> int:
        if gate is not None:
            gate.wait()
        return act()

    with ThreadPoolExecutor(at_once or len(acts)) as pool:
        began = time.perf_counter()
        doing = [pool.submit(work, act) for act in acts]
        if gate is not None:
            gate.wait()
            began = time.perf_counter()
        statuses = [each.result() for each in doing]
    return time.perf_counter() - began, statuses
