"""HTML in, PDF bytes out: the only file that knows WeasyPrint, and it does so in a process of its own.

``python -m lms.pdf`` is that process, the *press*. It loads WeasyPrint and the fonts once, then keeps a
few forked *hands* that take one sheet each, so that a crash, an endless page or a leak costs one hand.
``lms serve`` calls ``start()``, which makes the press known to every worker by an environment variable;
where none is known (a command, a test), the first ``render`` starts one.
"""

import atexit
import hmac
import json
import os
import secrets
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).resolve().parent.parent / "static"
KNOWN_AS = "COUNCIL_PRESS"
HANDS = 2
SHEETS_A_HAND = 200
LONGEST_SECONDS = 120
START_SECONDS = 30
LARGEST_SHEET = 64 * 1024 * 1024
LARGEST_MEMORY = 2 * 1024**3
TOKEN_BYTES = 32

_lock = threading.Lock()
_presses: list["Press"] = []


class NotPrinted(RuntimeError):
    """The PDF could not be made; the text says why, for the log."""


def render(html: str, *, variant: str = "pdf/ua-1") -> bytes:
    """A complete HTML page as PDF bytes, the same bytes for the same page.

    ``variant`` is a WeasyPrint name ("pdf/ua-1", "pdf/a-3a", …). The page may name ``static:<file>`` for
    files of our static folder, and data addresses; nothing else is ever fetched. Raises NotPrinted.
    """
    request = json.dumps({"html": html, "variant": variant}).encode()
    known = os.environ.get(KNOWN_AS)
    if known:
        with suppress(OSError, EOFError):
            return _ask(known, request)
    try:
        return _ask(_start_instead_of(known), request)
    except (OSError, EOFError) as fault:
        raise NotPrinted(f"The press did not answer: {fault!r}") from fault


def start() -> "Press":
    """Start the press and make it known to this process and those it starts; ``stop()`` ends it."""
    press = Press()
    _presses.append(press)
    os.environ[KNOWN_AS] = press.known_as
    return press


def _start_instead_of(known: str | None) -> str:
    """A press that answers; when two threads find the old one gone, only the first starts another."""
    with _lock:
        now_known = os.environ.get(KNOWN_AS)
        if now_known and now_known != known:
            return now_known
        return start().known_as


class Press:
    """The process that prints, as its owner holds it; it ends by itself when its owner has gone."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.folder = tempfile.mkdtemp(prefix="press-")
        self.token = secrets.token_bytes(TOKEN_BYTES)
        # A session of its own: Ctrl-C in a terminal must not stop it before the last answer is out.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lms.pdf", self.folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, cwd=STATIC.parent,
        )  # fmt: skip
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(self.token)
        self.process.stdin.flush()
        address = self.process.stdout.readline().decode().strip()
        if not address:
            raise NotPrinted("The press did not start. Try: python -c 'import weasyprint'")
        self.known_as = f"{address} {self.token.hex()}"
        atexit.register(self.stop)

    def stop(self) -> None:
        """End it; does nothing in a forked copy of the owner, whose press it is not."""
        if os.getpid() != self.owner or self.process.poll() is not None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
        if os.environ.get(KNOWN_AS) == self.known_as:
            del os.environ[KNOWN_AS]


# What is said between the two: the token, then length and JSON; back: one letter, length and bytes.


def _ask(known: str, request: bytes) -> bytes:
    """Raises OSError or EOFError when nobody answers, NotPrinted when the page itself is at fault."""
    address, token = known.rsplit(" ", 1)
    with _connected(address) as line:
        line.settimeout(LONGEST_SECONDS + START_SECONDS)
        line.sendall(bytes.fromhex(token) + struct.pack(">I", len(request)) + request)
        answer = _take(line, 5)
        body = _take(line, struct.unpack(">I", answer[1:])[0])
    if answer[:1] != b"P":
        raise NotPrinted(body.decode("utf-8", "replace"))
    return body


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection(("127.0.0.1", int(address)))


def _take(line: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        piece = line.recv(min(size - len(parts), 1 << 20))
        if not piece:
            raise EOFError("the line was closed")
        parts += piece
    return bytes(parts)


# From here on: inside the press.


def _press(folder: str) -> NoReturn:
    """Listen first, so that early callers wait in the queue; then load, print one sheet, and fork."""
    token = sys.stdin.buffer.raw.read(TOKEN_BYTES)  # type: ignore[attr-defined]
    listener, address = _listen(folder)
    print(address, flush=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    printer = _Printer()
    printer.print("<html lang=en><title>Warm</title><h1>Warm</h1>", "pdf/ua-1")
    if not hasattr(os, "fork"):
        threading.Thread(target=_leave_with_owner, daemon=True).start()
        while True:
            _one_sheet(listener, token, printer)
    _oversee(listener, token, printer)


def _listen(folder: str) -> tuple[socket.socket, str]:
    if hasattr(socket, "AF_UNIX") and hasattr(os, "fork"):
        address = str(Path(folder) / "line")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen(128)
        return listener, address
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    return listener, str(listener.getsockname()[1])


def _leave_with_owner() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _oversee(listener: socket.socket, token: bytes, printer: "_Printer") -> NoReturn:
    """Keep the hands at work until the owner has gone; a hand that ends, for whatever cause, is replaced."""
    import gc

    gc.collect()
    gc.freeze()  # what is loaded now is shared with every hand and never copied by a collection
    ended, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda *_: _dismiss(hands))
    hands: set[int] = set()
    while True:
        while len(hands) < HANDS:
            hands.add(_hire(listener, token, printer))
        ready, _, _ = select.select([0, ended], [], [])
        if 0 in ready:
            _dismiss(hands)
        os.read(ended, 4096)
        while hands:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            hands.discard(pid)


def _dismiss(hands: set[int]) -> NoReturn:
    for pid in hands:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _hire(listener: socket.socket, token: bytes, printer: "_Printer") -> int:
    """Fork a hand: it prints so many sheets, then makes way for a fresh one with none of its memory."""
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    for name in (signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(name, signal.SIG_DFL)
    _bound_memory()
    listener.setblocking(False)
    for _ in range(SHEETS_A_HAND):
        ready, _, _ = select.select([0, listener], [], [])
        if 0 in ready:
            break
        with suppress(BlockingIOError):  # the other hand was quicker
            _one_sheet(listener, token, printer)
    os._exit(0)


def _bound_memory() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or most > LARGEST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, most))


def _one_sheet(listener: socket.socket, token: bytes, printer: "_Printer") -> None:
    line, _ = listener.accept()
    with line, suppress(OSError, EOFError):
        line.settimeout(START_SECONDS)
        if not hmac.compare_digest(_take(line, TOKEN_BYTES), token):
            return
        size = struct.unpack(">I", _take(line, 4))[0]
        if size > LARGEST_SHEET:
            return
        letter, body = _answer(_take(line, size), printer)
        line.sendall(letter + struct.pack(">I", len(body)) + body)


def _answer(request: bytes, printer: "_Printer") -> tuple[bytes, bytes]:
    """An endless page ends its hand by the alarm, whose default is to end the process."""
    if hasattr(signal, "alarm"):
        signal.alarm(LONGEST_SECONDS)
    try:
        asked = json.loads(request)
        return b"P", printer.print(asked["html"], asked["variant"])
    except Exception as fault:
        return b"F", f"{type(fault).__name__}: {fault}".encode()
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


class _Printer:
    """WeasyPrint with the print stylesheet and its fonts read once."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        self.weasyprint: Any = weasyprint
        self.fonts = FontConfiguration()
        self.fetcher = _fetcher_class()()
        sheet = "static:print/print.css"
        self.styles = weasyprint.CSS(url=sheet, url_fetcher=self.fetcher, font_config=self.fonts)

    def print(self, html: str, variant: str) -> bytes:
        page = self.weasyprint.HTML(string=html, base_url="static:", url_fetcher=self.fetcher)
        made = page.write_pdf(stylesheets=[self.styles], font_config=self.fonts, pdf_variant=variant)
        assert isinstance(made, bytes)
        return made


def _fetcher_class() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OursOnly(URLFetcher):
        """Files of our static folder by ``static:``, and data addresses; anything else stops the page."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            path = (STATIC / unquote(parts.path).lstrip("/")).resolve()
            if parts.scheme != "static" or not path.is_relative_to(STATIC) or not path.is_file():
                raise FatalURLFetchingError(f"A page to be printed may not fetch {url[:80]}")
            return URLFetcherResponse(url, path.read_bytes())

    return OursOnly


if __name__ == "__main__":
    _press(sys.argv[1])
