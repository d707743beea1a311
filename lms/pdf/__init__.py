"""HTML in, PDF bytes out, made in a process of its own so that no web worker ever loads WeasyPrint.

That process is the *press* (``python -m lms.pdf``). ``lms serve`` calls ``start()``, which makes it known
to every worker by an environment variable; where none is known (a command, a test), the first ``render``
starts one. A press that has gone is replaced by the first who misses it.
"""

import atexit
import json
import os
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

KNOWN_AS = "COUNCIL_PRESS"
LONGEST_SECONDS = 120
START_SECONDS = 30
TOKEN_BYTES = 32
LARGEST_SHEET = 64 * 1024 * 1024

_lock = threading.Lock()


class NotPrinted(RuntimeError):
    """The PDF could not be made; the text says why, for the log."""


def render(html: str, *, variant: str = "pdf/ua-1") -> bytes:
    """A complete HTML page as PDF bytes, the same bytes for the same page.

    ``variant`` is a WeasyPrint name ("pdf/ua-1", "pdf/a-3a", …). The page may name ``static:<file>`` for
    files of our static folder, and data addresses; nothing else is ever fetched. Raises NotPrinted.
    """
    request = json.dumps({"html": html, "variant": variant}).encode()
    if len(request) > LARGEST_SHEET:
        raise NotPrinted(f"The page is too long to print: {len(request)} bytes.")
    began, fault = time.monotonic(), Exception()
    for _ in range(3):
        known = os.environ.get(KNOWN_AS) or _start_instead_of(None)
        try:
            return _ask(known, request)
        except (ConnectionRefusedError, FileNotFoundError) as gone:
            fault = gone
            _start_instead_of(known)
        except (OSError, EOFError) as cut_off:
            fault = cut_off
            if time.monotonic() - began > START_SECONDS:
                break
    raise NotPrinted(f"The press did not answer: {fault!r}. Try: python -c 'import weasyprint'")


def start() -> "Press":
    """Start the press and make it known to this process and those it starts; ``stop()`` ends it."""
    press = Press()
    os.environ[KNOWN_AS] = press.known_as
    return press


def _start_instead_of(known: str | None) -> str:
    """A press that answers; when several threads find the old one gone, only the first starts another."""
    with _lock:
        now_known = os.environ.get(KNOWN_AS)
        if now_known and now_known != known:
            return now_known
        return start().known_as


class Press:
    """The process that prints, as its owner holds it; it ends by itself when its owner has gone."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.known_as = ""
        self.folder = tempfile.mkdtemp(prefix="press-")
        token = secrets.token_bytes(TOKEN_BYTES)
        # A session of its own: Ctrl-C in a terminal must not stop it before the last answer is out.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lms.pdf", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        atexit.register(self.stop)
        address = self._introduce(token)
        if not address:
            self.stop()
            raise NotPrinted("The press did not start. Try: python -c 'import weasyprint'")
        self.known_as = f"{address} {token.hex()}"

    def _introduce(self, token: bytes) -> str:
        """Give it the token; its answer is where it listens, or nothing when it could not start."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(token)
            self.process.stdin.flush()
        return self.process.stdout.readline().decode().strip()

    def stop(self) -> None:
        """End it; does nothing in a forked copy of the owner, whose press it is not."""
        if os.getpid() != self.owner:
            return
        atexit.unregister(self.stop)
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        with suppress(BrokenPipeError):
            self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
        if os.environ.get(KNOWN_AS) == self.known_as:
            del os.environ[KNOWN_AS]


def _ask(known: str, request: bytes) -> bytes:
    """Say the token, the length and the request; hear one letter, the length and the answer.

    Raises OSError or EOFError when nobody answers, NotPrinted when the page itself is at fault.
    """
    address, token = known.rsplit(" ", 1)
    with _connected(address) as line:
        line.settimeout(LONGEST_SECONDS + START_SECONDS)
        line.sendall(bytes.fromhex(token) + struct.pack(">I", len(request)) + request)
        answer = take(line, 5)
        body = take(line, struct.unpack(">I", answer[1:])[0])
    if answer[:1] != b"P":
        raise NotPrinted(body.decode("utf-8", "replace"))
    return body


def _connected(address: str) -> socket.socket:
    if not address.startswith("/"):
        return socket.create_connection(("127.0.0.1", int(address or "0")))
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def take(line: socket.socket, size: int) -> bytes:
    """Exactly so many bytes off the line, or EOFError."""
    parts = bytearray()
    while len(parts) < size:
        piece = line.recv(min(size - len(parts), 1 << 20))
        if not piece:
            raise EOFError("the line was closed")
        parts += piece
    return bytes(parts)
