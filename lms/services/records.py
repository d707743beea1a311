"""Opens one council for a command: its content and its database, or the reason why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from lms.domain.refusal import Refused
from lms.library.library import CouncilLibrary, FaultyCouncil, load
from lms.settings import Settings
from lms.storage import schema
from lms.storage.engine import Database, open_database


@contextmanager
def opened(settings: Settings, council: str) -> Iterator[Database]:
    """This council's database, closed afterwards; raises one of `lms.services.upkeep.TROUBLE`."""
    database = open_database(settings.database_url_of(council), council=council)
    try:
        schema.check_current(database)
        yield database
    finally:
        database.dispose()


def content_of(settings: Settings, council: str) -> CouncilLibrary:
    """This council's content; refused while it has faults."""
    found = load(settings.content, cache=settings.data / "cache").get(council)
    if found is None:
        raise Refused(f"There is no content/councils/{council}.yaml.", kind="not found")
    if isinstance(found, FaultyCouncil):
        faults = "1 fault" if len(found.faults) == 1 else f"{len(found.faults)} faults"
        raise Refused(f"The content of {council} has {faults}. Run: lms check", kind="conflict")
    return found
