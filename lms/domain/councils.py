"""What makes one council's installation its own: name, look, people to ring, audiences and starting rules."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from lms.domain.base import Content, Many, Slug, Some, Text

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Colours(Content):
    main: Colour
    tint: Colour
    edge: Colour


class Contact(Content):
    name: Text
    title: Text
    telephone: Text
    email: Text


class Audience(Content):
    """Somebody the council trains. ``codes`` are the register codes that bind them."""

    slug: Slug
    name: Text
    plural: Text
    codes: Many[str] = ()


class Channel(Content):
    slug: Slug
    name: Text


class StartingRule(Content):
    """A programme rule as the council starts with it; dated rows in the database rule thereafter.

    ``due_days`` counts from the latest of joining, gaining the audience and the rule's start.
    ``valid_months`` is None where a completion does not run out. ``renewal`` says what a renewal's
    new expiry is counted from.
    """

    slug: Slug
    kind: Literal["module", "acknowledgement"]
    thing: Slug
    audiences: Some[Slug]
    starts_on: dt.date
    due_days: Annotated[int, Field(ge=0, le=365)]
    valid_months: Annotated[int, Field(ge=1, le=60)] | None = None
    window_days: Annotated[int, Field(ge=0, le=180)] = 60
    renewal: Literal["from completion", "no drift", "fixed date"] = "from completion"
    fixed_month: Annotated[int, Field(ge=1, le=12)] | None = None
    fixed_day: Annotated[int, Field(ge=1, le=31)] | None = None
    minimum_months: int = 0
    set_by: Text
    because: Text
    law: Text


class Council(Content):
    slug: Slug
    name: Text
    short_name: Text
    place: Text
    host: Text | None = None
    colours: Colours
    clerk: Contact
    stand_in: Contact
    policy: Slug
    audiences: Some[Audience]
    channels: Some[Channel]
    programme: Some[StartingRule]
    common_words: Many[Text] = ()

    def audience(self, slug: str) -> Audience | None:
        return next((each for each in self.audiences if each.slug == slug), None)
