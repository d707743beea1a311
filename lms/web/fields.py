"""The kinds of field that our forms have: what each takes, and the sentence where it is not well-formed."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.fields import BooleanField, Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation

from lms.domain.refusal import Refused


class Text(StringField):
    """One line of text, without the spaces around it. ``look`` is what the design system's macro takes besides."""

    kind = "line"
    data: str
    filters: tuple[Any, ...] = (str.strip,)

    def __init__(
        self, label: str, *, longest: int, validators: Sequence[Any] = (), look: Any = None, **more: Any
    ) -> None:
        self.look: Mapping[str, Any] = look or {}
        fits = Length(max=longest, message=f"Use at most {longest:,} characters.")
        more |= {"default": "", "filters": type(self).filters}
        super().__init__(label, [*validators, fits], **more)

    @property
    def shown(self) -> str:
        """What stands in the field when the form is shown again."""
        return self.data


class LongText(Text):
    """Several lines of text."""

    kind = "lines"


class Secret(Text):
    """A password, taken exactly as it was typed and never shown again."""

    data: str
    filters = ()

    @property
    def shown(self) -> str:
        return ""


class Hidden(Text):
    """What the page itself sends. Nobody can put it right, so one that is too long has a page of its own."""

    kind = "hidden"
    filters = ()

    def __init__(self, *, longest: int, **more: Any) -> None:
        super().__init__("", longest=longest, **more)
        self.longest = longest

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - the library calls it so
        if len(self.data) > self.longest:
            raise Refused(f"Use at most {self.longest:,} characters.", kind="invalid")


class Choice(SelectField):
    """One of a list, offered by ``offer``. Whether it may be chosen is for the service to say."""

    kind = "choice"
    data: str

    def __init__(self, label: str, *, longest: int, **more: Any) -> None:
        fits = Length(max=longest, message=f"Use at most {longest:,} characters.")
        super().__init__(label, [fits], validate_choice=False, default="", **more)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Set what can be chosen: each value and its words."""
        self.choices = [SelectChoice(value, words) for value, words in options]


class Tick(BooleanField):
    """One box, ticked or not."""

    kind = "tick"
    value = "yes"
    data: bool

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist == [self.value]


class Day(Field):
    """A day in three parts, which are kept as typed. ``data`` is the day, or None where the parts make none."""

    kind = "day"
    digits: Mapping[str, str] = {"day": "[0-9]{1,2}", "month": "[0-9]{1,2}", "year": "[0-9]{4}"}
    data: dt.date | None
    typed: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}-{part}" for part in self.digits)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - likewise
        self.process_errors: list[str] = []
        self.typed = dict.fromkeys(self.digits, "")
        if formdata is not None:
            self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.digits}
        self.data = self._day()

    def _day(self) -> dt.date | None:
        # Python reads "1_1", "+1" and the digits of other scripts as numbers; a date is written in plain ones.
        if not all(re.fullmatch(wanted, self.typed[part]) for part, wanted in self.digits.items()):
            return None
        try:
            return dt.date(int(self.typed["year"]), int(self.typed["month"]), int(self.typed["day"]))
        except ValueError:
            return None

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - likewise
        if self.data is None:
            raise StopValidation("Give a day, a month and a year, such as 11 12 2026.")


def names_of(field: Any) -> tuple[str, ...]:
    """The names that a field is sent under; an error line leads to the first of them."""
    names: tuple[str, ...] = field.names if isinstance(field, Day) else (field.name,)
    return names
