"""The command that serves: gunicorn where processes can be forked, waitress elsewhere."""

import ctypes
import gc
import importlib
import os
import socket
from contextlib import suppress
from typing import Any

import click

from lms import pdf
from lms.cli.councils import refuse, settings_or_refuse
from lms.cli.demo import fill
from lms.services import upkeep
from lms.settings import BadSetting, Settings, check_fit_to_serve

# The application is named as text: the doors do not import what stands above them.
MODULE, FACTORY = "lms.app", "create_site"
STARTING_SECONDS = 60
LONGEST_ADDRESS = 8190  # the most that gunicorn reads; what is longer has its bare 414
M_MMAP_THRESHOLD, LARGE_BLOCK = -3, 1024 * 1024  # the first is glibc's number for what it is


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The interface to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), envvar="PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads of each process."
)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve every council of the settings; Ctrl-C stops it."""
    settings = _settings(port)
    if settings.is_demonstration:
        _prepare_demonstration(settings)
    _check_free(host, port)
    press = pdf.start()
    try:
        site = _site()
        if os.name == "posix":
            _by_gunicorn(site, settings, bind=f"{host}:{port}", workers=workers, threads=threads)
        else:
            _by_waitress(site, settings, host=host, port=port, threads=workers * threads)
    finally:
        press.stop()


def _settings(port: int) -> Settings:
    """The settings, fit to serve; a demonstration's address follows its port."""
    if os.environ.get("LMS_DEMO") == "1" and not os.environ.get("LMS_BASE_URL"):
        os.environ["LMS_BASE_URL"] = f"http://localhost:{port}"
    try:
        return check_fit_to_serve(settings_or_refuse())
    except BadSetting as fault:
        refuse(str(fault))


def _prepare_demonstration(settings: Settings) -> None:
    for slug in settings.served():
        try:
            upkeep.upgrade_records(settings.database_url_of(slug), council=slug)
        except upkeep.TROUBLE as trouble:
            click.echo(f"{slug}: {upkeep.sentence_of(trouble)}", err=True)
        else:
            fill(settings, slug)


def _site() -> Any:
    """The application, loaded before the processes part so that they share its memory."""
    try:
        site = getattr(importlib.import_module(MODULE), FACTORY)()
    except BadSetting as fault:
        refuse(str(fault))
    if not site.is_open:
        refuse("No council could start.")
    _give_large_blocks_back()
    gc.collect()
    gc.freeze()
    return site


def _give_large_blocks_back() -> None:
    """Checking a password takes 19 MiB for a moment; left to itself, glibc keeps them in each process."""
    with suppress(OSError, AttributeError, TypeError):  # other systems' libraries have no such setting
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            refuse(f"Port {port} of {host} cannot be used ({fault.strerror}). Choose another with --port.")


def _by_gunicorn(site: Any, settings: Settings, *, bind: str, workers: int, threads: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
        def load_config(self) -> None:
            chosen = {
                "bind": bind,
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "timeout": STARTING_SECONDS,
                "graceful_timeout": 10,
                "keepalive": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
                "limit_request_line": LONGEST_ADDRESS,
                # No header of a browser may say where the site is mounted, whatever stands in between.
                "forwarder_headers": "",
                "when_ready": lambda _: _print_address(settings),
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return site

    Server().run()


def _by_waitress(site: Any, settings: Settings, *, host: str, port: int, threads: int) -> None:
    import waitress

    _print_address(settings)
    waitress.serve(site, host=host, port=port, threads=threads)


def _print_address(settings: Settings) -> None:
    click.echo(f"Serving {', '.join(settings.served())}. Press Ctrl-C to stop.")
    click.echo(settings.base_url)
