"""What every content model shares: frozen, strict, and no key that it does not know."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

# YAML gives lists; the models keep tuples, so that nothing can change what was checked.
Many = Annotated[tuple[T, ...], Field(strict=False)]
Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9A-Za-z.-]+$", max_length=40)]


class Content(BaseModel):
    """A piece of what the council wrote: equal by value, never changed after it is read."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
