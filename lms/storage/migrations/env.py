"""Runs the migrations on the connection that `lms.storage.schema` gives; nothing else runs them."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from lms.storage.rows import Base, Instant


def render(kind: str, thing: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write our own column type by its own name in a new migration."""
    if kind == "type" and isinstance(thing, Instant):
        autogenerate.imports.add("from lms.storage.rows.base import Instant")
        return "Instant()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
context.run_migrations()
