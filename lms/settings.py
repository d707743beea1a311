"""What the operator sets: a frozen dataclass from the environment that refuses anything unknown or malformed."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(
    r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)
SHORTEST_SECRET = 32
GUESSABLE = frozenset({"changeme", "change-me", "secret", "default", "password", "lms", "development"})
DATABASES = ("sqlite://", "postgresql://", "postgresql+psycopg://")

KNOWN = (
    "LMS_COUNCILS", "LMS_DATA", "LMS_DATABASE_URL", "LMS_SECRET_KEY", "LMS_BASE_URL", "LMS_SMTP_URL",
    "LMS_DEMO", "LMS_CONTENT",
)  # fmt: skip
SECRETS = ("LMS_DATABASE_URL", "LMS_SECRET_KEY", "LMS_SMTP_URL")


class BadSetting(Exception):
    """A setting that cannot be used; the sentence names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to the next.

    ``councils`` is empty where none are named: every council of the content folder is meant.
    ``base_url`` has no slash at its end. ``content`` holds the folders ``councils``, ``policies`` and
    ``modules``.
    """

    councils: tuple[str, ...]
    data: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    base_url: str
    smtp_url: str | None = field(repr=False)
    is_demonstration: bool
    content: Path

    def database_url_of(self, council: str) -> str:
        """The address of this council's own database."""
        return self.database_url.replace("{council}", council)

    def served(self) -> tuple[str, ...]:
        """The slugs of the councils that are served: those named, else all that the content folder has."""
        return self.councils or tuple(
            sorted(path.stem for path in (self.content / "councils").glob("*.yaml"))
        )

    def address_of(self, council: str, *, host: str | None) -> str:
        """Where people find this council, without a slash at the end; ``host`` is its own, if it has one."""
        if host and not self.is_demonstration:
            return f"{urlsplit(self.base_url).scheme}://{host}"
        return self.base_url if len(self.served()) == 1 else f"{self.base_url}/{council}"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name that people type, without a port."""
        return urlsplit(self.base_url).hostname or ""


def root() -> Path:
    """The folder that holds ``templates/``, ``content/``, ``quizzes/`` and ``static/``."""
    beside = Path(__file__).resolve().parent.parent
    inside = Path(__file__).resolve().parent / "carried"
    return inside if inside.is_dir() else beside


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in these variables; raises BadSetting with a sentence for the operator."""
    given = _read(environment)
    is_demonstration = _is_on(given, "LMS_DEMO")
    data = Path(given.get("LMS_DATA", "instance")).absolute()
    settings = Settings(
        councils=_slugs(given.get("LMS_COUNCILS", "")),
        data=data,
        database_url=given.get("LMS_DATABASE_URL") or f"sqlite:///{data}/{{council}}.sqlite3",
        secret_key=given.get("LMS_SECRET_KEY", ""),
        base_url=given.get("LMS_BASE_URL", "http://localhost:8000" if is_demonstration else "").rstrip("/"),
        smtp_url=given.get("LMS_SMTP_URL"),
        is_demonstration=is_demonstration,
        content=Path(given["LMS_CONTENT"]).absolute() if "LMS_CONTENT" in given else root() / "content",
    )
    _check_forms(settings)
    return settings


def check_fit_to_serve(settings: Settings, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings with all that serving needs, or BadSetting: a good secret and, off demonstration, https.

    In demonstration mode a missing secret is made and kept in the data folder.
    """
    if environment.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise BadSetting("Unset FLASK_DEBUG: a service does not run in debug mode.")
    if settings.is_demonstration and not settings.secret_key:
        return replace(settings, secret_key=_own_secret(settings.data))
    _check_secret(settings.secret_key)
    if not settings.base_url:
        raise BadSetting(
            "Set LMS_BASE_URL to the address people use, such as https://training.example.gov.uk."
        )
    if not settings.is_https and not settings.is_demonstration:
        raise BadSetting("LMS_BASE_URL must begin with https:// (plain http is for demonstrations only).")
    return settings


def _read(environment: Mapping[str, str]) -> dict[str, str]:
    """Our variables, those named ``…_FILE`` read from their files; empty ones count as not set."""
    allowed = {*KNOWN, *(f"{name}_FILE" for name in SECRETS)}
    ours = {name: value.strip() for name, value in environment.items() if name.startswith("LMS_")}
    for name in sorted(ours.keys() - allowed):
        raise BadSetting(f"{name} is not a setting. The settings are {', '.join(KNOWN)}.")
    given = {name: value for name, value in ours.items() if value}
    for name in SECRETS:
        if f"{name}_FILE" in given:
            if name in given:
                raise BadSetting(f"Set {name} or {name}_FILE, not both.")
            given[name] = _from_file(f"{name}_FILE", given.pop(f"{name}_FILE"))
    return given


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSetting(f"{name}: {path} cannot be read ({type(fault).__name__}).") from fault


def _is_on(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise BadSetting(f"{name} is 1 for yes or 0 for no, not {value!r}.")
    return value == "1"


def _slugs(value: str) -> tuple[str, ...]:
    slugs = tuple(part.strip() for part in value.split(",") if part.strip())
    for slug in slugs:
        if not SLUG.fullmatch(slug):
            raise BadSetting(
                f"LMS_COUNCILS: {slug!r} is not a council's slug (small letters, digits, hyphens)."
            )
    if len(set(slugs)) != len(slugs):
        raise BadSetting("LMS_COUNCILS names a council twice.")
    return slugs


def _check_forms(settings: Settings) -> None:
    if not settings.database_url.startswith(DATABASES):
        raise BadSetting("LMS_DATABASE_URL begins with sqlite:/// or postgresql+psycopg://.")
    if len(settings.councils) != 1 and "{council}" not in settings.database_url:
        raise BadSetting("LMS_DATABASE_URL must hold {council}: each council has a database of its own.")
    if settings.base_url:
        _check_base_url(settings.base_url)
    if settings.smtp_url and not settings.smtp_url.startswith(("smtp://", "smtps://")):
        raise BadSetting("LMS_SMTP_URL begins with smtp:// or smtps://.")
    if not (settings.content / "councils").is_dir():
        raise BadSetting(f"LMS_CONTENT: {settings.content} has no folder called councils.")


def _check_base_url(given: str) -> None:
    """A scheme, a host and perhaps a port: all links and certificates are made from it."""
    match = ADDRESS.fullmatch(given)
    if match is None or int(match["port"] or 1) not in range(1, 65536):
        raise BadSetting("LMS_BASE_URL is a scheme and a host, such as https://training.example.gov.uk.")


def _check_secret(secret: str) -> None:
    if not secret:
        raise BadSetting("Set LMS_SECRET_KEY, or LMS_SECRET_KEY_FILE to a file that holds it.")
    if secret.lower() in GUESSABLE or len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        raise BadSetting(
            f"LMS_SECRET_KEY can be guessed: use {SHORTEST_SECRET} random characters or more, "
            "such as python3 -c 'import secrets; print(secrets.token_urlsafe(48))' prints."
        )


def _own_secret(data: Path) -> str:
    """The secret of this demonstration, made once and readable by its owner alone."""
    path = data / "secret-key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        return _read_or_make(path)
    except OSError as fault:
        raise BadSetting(f"LMS_DATA: {data} cannot be used as a folder ({fault.strerror}).") from fault


def _read_or_make(path: Path) -> str:
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link appears whole or not at all, so a second process never reads half a secret.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text("ascii").strip()
