"""Makes the applications: one for each council with its own database, and one site that holds them all."""

import sys
from collections.abc import Mapping
from typing import TextIO

from flask import Flask

from lms import assets
from lms.library.library import CouncilLibrary, FaultyCouncil, load
from lms.services import opening
from lms.settings import BadSetting, Settings, check_fit_to_serve, from_environment
from lms.storage import schema
from lms.storage.engine import Database, open_database
from lms.storage.schema import SchemaRefused
from lms.storage.sqlite import UnsafeDatabase
from lms.storage.troubles import StorageTrouble
from lms.web import frame
from lms.web.front import create_front, create_shut
from lms.web.session import Clock, Installation, utc_now
from lms.web.site import Application, Site


def create_app(
    settings: Settings, *, library: CouncilLibrary, database: Database, clock: Clock = utc_now
) -> Flask:
    """One council's application. Refuses to start while any of its endpoints names no action."""
    installation = Installation(settings, library, database, clock)
    return frame.council_app(installation)


def create_site(settings: Settings | None = None, *, log: TextIO = sys.stderr) -> Site:
    """Every council of the settings, mounted by path or by host, in one application for a real server.

    A council with faults in its content or its database answers 503 at its own address; the others run.
    """
    settings = check_fit_to_serve(settings or from_environment())
    missing = assets.missing()
    if missing:
        raise BadSetting(
            f"Files of the design system are missing: {', '.join(missing)}. Run: python -m lms.assets"
        )
    loaded = load(settings.content, cache=settings.data / "cache")
    slugs = settings.councils or tuple(loaded)
    unknown = [slug for slug in slugs if slug not in loaded]
    if unknown or not slugs:
        raise BadSetting(f"LMS_COUNCILS: there is no content/councils/{(unknown or ['…'])[0]}.yaml.")
    apps = {slug: _app_of(settings, loaded[slug], log=log) for slug in slugs}
    hosts = _hosts(settings, loaded, slugs)
    by_path = [(slug, _name(loaded[slug])) for slug in slugs if slug not in hosts.values()]
    return Site(apps, hosts=hosts, front=create_front(settings, by_path))


def _app_of(settings: Settings, found: CouncilLibrary | FaultyCouncil, *, log: TextIO) -> Application:
    """The council's application, or the page that says why there is none."""
    if isinstance(found, FaultyCouncil):
        faults = [str(fault) for fault in found.faults]
        return _shut(settings, found, "There are faults in its content.", details=faults, log=log)
    try:
        database = _open(settings, found)
    except SchemaRefused as refusal:
        return _shut(settings, found, refusal.sentence, details=[], log=log)
    except (StorageTrouble, UnsafeDatabase) as trouble:
        sentence = "Its records cannot be reached."
        return _shut(settings, found, sentence, details=[repr(trouble)], log=log)
    return create_app(settings, library=found, database=database)


def _open(settings: Settings, library: CouncilLibrary) -> Database:
    """The council's database with what must stand in it before anybody comes in; no connection is left open."""
    database = open_database(settings.database_url_of(library.slug), council=library.slug)
    try:
        schema.check_current(database)
        with database.writing() as session:
            opening.open_council(session, library=library, now=utc_now())
    finally:
        database.dispose()
    return database


def _shut(
    settings: Settings,
    found: CouncilLibrary | FaultyCouncil,
    sentence: str,
    *,
    details: list[str],
    log: TextIO,
) -> Application:
    print(f"{found.slug} does not start. {sentence}", *details, sep="\n  ", file=log)
    told = details if settings.is_demonstration else []
    return create_shut(settings, found.council, name=_name(found), sentence=sentence, details=told)


def _name(found: CouncilLibrary | FaultyCouncil) -> str:
    return found.name if isinstance(found, FaultyCouncil) else found.council.name


def _hosts(
    settings: Settings, loaded: Mapping[str, CouncilLibrary | FaultyCouncil], slugs: tuple[str, ...]
) -> dict[str, str]:
    """Which council a host belongs to; a demonstration is all on one host."""
    if settings.is_demonstration:
        return {}
    councils = {slug: loaded[slug].council for slug in slugs}
    return {council.host: slug for slug, council in councils.items() if council and council.host}
