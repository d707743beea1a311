"""The things shown in a scene as they would look in life."""

import calendar
import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from lms.domain.base import Content, Many, Some, Text


class Comment(Content):
    author: Text
    when: Text
    text: Text


class Post(Content):
    """A public post with its comments."""

    kind: Literal["post"]
    caption: Text
    author: Text
    when: Text
    text: Text
    reactions: int = 0
    comments: Many[Comment] = ()


class Bubble(Content):
    """One message; ``side`` is ``right`` for the learner's own."""

    author: Text
    side: Literal["left", "right"]
    text: Text
    at: Text | None = None


class DirectMessage(Content):
    kind: Literal["message"]
    caption: Text
    bubbles: Some[Bubble]


class GroupChat(Content):
    kind: Literal["group_chat"]
    caption: Text
    group: Text
    bubbles: Some[Bubble]


class Email(Content):
    kind: Literal["email"]
    caption: Text
    sender: Text
    to: Text
    sent: Text
    subject: Text
    body: Text


class ProfileField(Content):
    label: Text
    value: Text


class Profile(Content):
    kind: Literal["profile"]
    caption: Text
    name: Text
    fields: Some[ProfileField]


class Screenshot(Content):
    """A picture told in words; no image is shipped."""

    kind: Literal["screenshot"]
    caption: Text
    shows: Text


class PhoneNote(Content):
    kind: Literal["note"]
    caption: Text
    at: Text
    lines: Some[Text]


class MarkedDay(Content):
    day: Annotated[int, Field(ge=1, le=31)]
    note: Text


class Calendar(Content):
    """One month, ``YYYY-MM``, with its marked days said in words too."""

    kind: Literal["calendar"]
    caption: Text
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    marked: Some[MarkedDay]

    @property
    def first(self) -> dt.date:
        """The month's first day."""
        return dt.date.fromisoformat(f"{self.month}-01")

    @property
    def weeks(self) -> list[list[int]]:
        """Days of the month, a row a week from Monday; 0 where another month's day would stand."""
        return calendar.Calendar().monthdayscalendar(self.first.year, self.first.month)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Each marked day in words with its note: ``("Thursday 12", "Market day")``."""
        days = ((self.first + dt.timedelta(days=each.day - 1), each.note) for each in self.marked)
        return [(f"{day:%A} {day.day}", note) for day, note in sorted(days)]


Exhibit = Annotated[
    Post | DirectMessage | GroupChat | Email | Profile | Screenshot | PhoneNote | Calendar,
    Field(discriminator="kind"),
]


def words_in(exhibit: Exhibit) -> int:
    """How many words a reader meets in an exhibit, its caption included."""
    return _count(exhibit.model_dump(exclude={"kind", "side"}))


def _count(value: object) -> int:
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(_count(each) for key, each in value.items() if key not in {"side", "kind"})
    if isinstance(value, list | tuple):
        return sum(_count(each) for each in value)
    return 0
