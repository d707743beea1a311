"""The invented people of a demonstration and what they did, told in days before today."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lms.domain.base import Content, Many, Slug, Some, Text

DaysAgo = Annotated[int, Field(ge=0, le=1500)]


class Deed(Content):
    """Something a person did: completed a module (``first`` says how the first attempt went), or acknowledged."""

    days_ago: DaysAgo
    module: Slug | None = None
    acknowledged: Slug | None = None
    first: Literal["passed", "not yet"] = "passed"
    stops: Literal["scenario", "attempt"] | None = None

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        if (self.module is None) == (self.acknowledged is None):
            raise ValueError("a deed is one thing: give either 'module' or 'acknowledged'")
        return self


class Grant(Content):
    """Authorised by the clerk to speak on these channels."""

    days_ago: DaysAgo
    channels: Some[Slug]


class CastMember(Content):
    """One invented person. ``key`` names those with a button of their own."""

    key: Slug | None = None
    name: Text
    email: Text | None = None
    audiences: Many[Slug] = ()
    roles: Many[Literal["clerk", "deputy", "countersigner", "auditor"]] = ()
    joined: DaysAgo
    left: DaysAgo | None = None
    authorised: Grant | None = None
    did: Many[Deed] = ()


class Cast(Content):
    """Everybody in one council's demonstration."""

    council: Slug
    people: Some[CastMember]
