"""``lms serve``: one command from nothing to a page, and a clean end."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import cli
from tests.library import goodset


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(tmp_path: Path, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The server in a process of its own, ended by Ctrl-C."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    environment |= {"LMS_DATA": str(tmp_path / "data"), "LMS_CONTENT": str(tmp_path / "content"), **more}
    command = [sys.executable, "-m", "lms.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    )
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        finally:
            server.kill()
            server.communicate()


def test_a_demonstration_starts_from_nothing_prints_its_address_last_and_stops_cleanly(
    tmp_path: Path,
) -> None:
    goodset.write(tmp_path, goodset.texts())
    port = free_port()

    with serving(tmp_path, port, LMS_DEMO="1") as server:
        lines: list[str] = []
        assert server.stdout is not None
        while not lines or not lines[-1].startswith("http"):
            line = server.stdout.readline()
            assert line, f"it ended early: {lines}"
            lines.append(line.strip())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            well = answer.read()
        # A header that some servers take for where the site is mounted means nothing here.
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/sign-in", headers={"SCRIPT_NAME": "/elsewhere"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            page = answer.read().decode()
        # An address of 6,000 characters is read, and refused by us in words.
        long = f"http://127.0.0.1:{port}/{'x' * 6000}"
        with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(long, timeout=10):
            pass
        refusal = refused.value.read().decode()

    assert lines[-1] == f"http://localhost:{port}"
    assert well == b"well\n" and "Wick Parish Council" in page and "elsewhere" not in page
    assert refused.value.code == 404 and "We cannot find that page" in refusal
    assert server.returncode == 0
    time.sleep(0.1)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "nobody is left behind"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Set LMS_SECRET_KEY"),
        ({"LMS_SECRET_KEY": "secret"}, "can be guessed"),
        (
            {"LMS_SECRET_KEY": "Zp3-qL9_vR7xT1mK5wY8bN2cJ6hD4gF0sA", "LMS_BASE_URL": "http://x.example"},
            "https://",
        ),
        ({"LMS_SECRETKEY": "x"}, "LMS_SECRETKEY is not a setting"),
    ],
)
def test_it_refuses_what_is_not_safe_with_one_sentence(
    settings: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LMS_DATA", str(tmp_path))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    done = CliRunner().invoke(cli, ["serve"])

    assert done.exit_code == 1
    assert sentence in done.output and len(done.output.splitlines()) == 1


def test_it_refuses_records_that_need_an_upgrade(tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())
    given = {
        "LMS_DATA": str(tmp_path / "data"),
        "LMS_CONTENT": str(content),
        "LMS_SECRET_KEY": "Zp3-qL9_vR7xT1mK5wY8bN2cJ6hD4gF0sA",
        "LMS_BASE_URL": "https://training.example.gov.uk",
    }

    with serving(tmp_path, free_port(), **given) as server:
        output, _ = server.communicate(timeout=60)

    assert server.returncode == 1
    assert "wick does not start." in output and "Run: lms upgrade wick" in output
    assert output.splitlines()[-1] == "No council could start."
