"""Opens the press's line first and loads the press second, so that early callers wait instead of failing."""

import os
import socket
import sys
from pathlib import Path

from lms.pdf import TOKEN_BYTES

# What every system allows for the name of such a line; a long TMPDIR can exceed it.
LONGEST_LINE_NAME = 100


def listen(folder: str) -> tuple[socket.socket, str]:
    """A line that only the folder's owner can reach; a loopback port where there is no such line."""
    address = str(Path(folder) / "line")
    if hasattr(socket, "AF_UNIX") and len(os.fsencode(address)) <= LONGEST_LINE_NAME:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen(128)
        return listener, address
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    return listener, str(listener.getsockname()[1])


def main() -> None:
    token = os.read(0, TOKEN_BYTES)
    listener, address = listen(sys.argv[1])
    print(address, flush=True)
    # Only now: this import takes longer than everything above together.
    from lms.pdf.press import work

    work(listener, token)


main()
