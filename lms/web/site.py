"""Sends each request to its council's application, by host or by the first part of the path."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wsgi import get_host

Application = Callable[..., Iterable[bytes]]


class Site:
    """One WSGI application for many councils; a single council stands at ``/``."""

    def __init__(
        self, apps: Mapping[str, Application], *, hosts: Mapping[str, str], front: Application
    ) -> None:
        self.apps = apps
        self.hosts = hosts
        self.front = front

    @property
    def is_open(self) -> bool:
        """Whether any council could start."""
        return any(not getattr(app, "is_shut", False) for app in self.apps.values())

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # A host's name is the same in capitals, and everything below compares it as text.
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        return self._app(environ)(environ, start_response)

    def _app(self, environ: dict[str, Any]) -> Application:
        """The application for this request; a path mount moves its part of the path to SCRIPT_NAME."""
        if len(self.apps) == 1:
            return next(iter(self.apps.values()))
        if self.hosts:
            slug = self.hosts.get(get_host(environ).partition(":")[0])
            if slug is not None:
                return self.apps[slug]
        slug, slash, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if slug not in self.apps or slug in self.hosts.values() or not slash:
            return self.front
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{slug}"
        environ["PATH_INFO"] = f"/{rest}"
        return self.apps[slug]
