"""The Nu HTML checker as an outside judge of pages (Java, and a jar that npm brings once)."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lms.settings import root
from tests.judges.missing import cannot_run

VERSION = "26.9.27"
CACHE = root() / ".cache" / "judges"
# Its schema is deep: with Java's own stack size it dies before reading a page.
JAVA = ("-Xss8m", "-Xmx512m")


@cache
def jar() -> Path:
    """The checker's jar, fetched on first use; skips the test where there is no Java or no npm."""
    found = CACHE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if shutil.which("java") is None:
        cannot_run("the Nu checker needs Java: apt-get install default-jre-headless")
    if not found.is_file():
        npm = shutil.which("npm")
        if npm is None:
            cannot_run("the Nu checker comes by npm, which is not on this machine")
        CACHE.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [
                npm,
                "install",
                "--prefix",
                str(CACHE),
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                f"vnu-jar@{VERSION}",
            ],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode or not found.is_file():
            cannot_run(f"npm could not bring the Nu checker: {done.stderr.strip()[-300:]}")
    return found


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
