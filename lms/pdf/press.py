"""The inside of the press: WeasyPrint and the fonts loaded once, and a few forked *hands* that print.

Each hand takes one sheet at a time and makes way for a fresh one after a while, so that a crash, an endless
page or a leak costs one hand and nothing else.
"""

import gc
import hmac
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
from contextlib import suppress
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.pdf import LARGEST_SHEET, LONGEST_SECONDS, START_SECONDS, TOKEN_BYTES, take
from lms.settings import root

STATIC = root() / "static"
HANDS = 2
SHEETS_A_HAND = 200
LARGEST_MEMORY = 2 * 1024**3


class OursOnly(URLFetcher):  # type: ignore[misc]
    """Files of our static folder by ``static:``, and data addresses; anything else stops the page."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = (STATIC / unquote(parts.path).lstrip("/")).resolve()
        if parts.scheme != "static" or not path.is_relative_to(STATIC) or not path.is_file():
            raise FatalURLFetchingError(f"a page to be printed may not fetch {url[:80]}")
        return URLFetcherResponse(url, path.read_bytes())


class Printer:
    """WeasyPrint with the print stylesheet and its fonts read once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.fetcher = OursOnly()
        self.styles = CSS(url="static:print/print.css", url_fetcher=self.fetcher, font_config=self.fonts)

    def print(self, html: str, variant: str) -> bytes:
        page = HTML(string=html, base_url="static:", url_fetcher=self.fetcher)
        made = page.write_pdf(stylesheets=[self.styles], font_config=self.fonts, pdf_variant=variant)
        assert isinstance(made, bytes)
        return made


def work(listener: socket.socket, token: bytes) -> NoReturn:
    """Print one sheet, so that the fonts are warm and shared, then keep the hands at work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    printer = Printer()
    printer.print('<html lang="en"><title>Warm</title><h1>Warm</h1><p><b>up</b>', "pdf/ua-1")
    if not hasattr(os, "fork"):
        threading.Thread(target=_leave_with_owner, daemon=True).start()
        while True:
            _one_sheet(listener, token, printer)
    gc.collect()
    gc.freeze()  # what is loaded now is shared with every hand, and no collection copies it
    _oversee(listener, token, printer)


def _leave_with_owner() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _oversee(listener: socket.socket, token: bytes, printer: Printer) -> NoReturn:
    """Replace each hand that ends, for whatever cause, until the owner has gone."""
    hands: set[int] = set()
    ended, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: _dismiss(hands))
    while True:
        while len(hands) < HANDS:
            hands.add(_hire(listener, token, printer))
        ready, _, _ = select.select([0, ended], [], [])
        if 0 in ready:
            _dismiss(hands)
        os.read(ended, 4096)
        while hands and (pid := os.waitpid(-1, os.WNOHANG)[0]):
            hands.discard(pid)


def _dismiss(hands: set[int]) -> NoReturn:
    for pid in hands:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _hire(listener: socket.socket, token: bytes, printer: Printer) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    for name in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(name, signal.SIG_DFL)
    _bound_memory()
    overseer = os.getppid()
    listener.setblocking(False)
    awaited: list[Any] = [0, listener]
    for _ in range(SHEETS_A_HAND):
        ready, _, _ = select.select(awaited, [], [], 60)
        if 0 in ready or os.getppid() != overseer:
            break
        with suppress(BlockingIOError):  # the other hand was quicker
            _one_sheet(listener, token, printer)
    os._exit(0)


def _bound_memory() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or most > LARGEST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, most))


def _one_sheet(listener: socket.socket, token: bytes, printer: Printer) -> None:
    line, _ = listener.accept()
    with line, suppress(OSError, EOFError):
        line.settimeout(START_SECONDS)
        if not hmac.compare_digest(take(line, TOKEN_BYTES), token):
            return
        size = struct.unpack(">I", take(line, 4))[0]
        if size > LARGEST_SHEET:
            return
        letter, body = _answer(take(line, size), printer)
        line.sendall(letter + struct.pack(">I", len(body)) + body)


def _answer(request: bytes, printer: Printer) -> tuple[bytes, bytes]:
    """An endless page ends its hand by the alarm, whose default is to end the process."""
    if hasattr(signal, "alarm"):
        signal.alarm(LONGEST_SECONDS)
    try:
        asked = json.loads(request)
        return b"P", printer.print(asked["html"], asked["variant"])
    # Whatever a page does to WeasyPrint is told to whoever asked; the hand goes on.
    except (Exception, FatalURLFetchingError) as fault:
        return b"F", f"{type(fault).__name__}: {fault}".encode()
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)
