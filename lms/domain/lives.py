"""What the rules and the records say of one person that bears on what they owe, as plain values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.domain.renewals import Lasting

Thing = tuple[str, str]  # kind ("module" or "acknowledgement") and slug


class Rule(Lasting, Protocol):
    """What of a programme rule decides who owes what. It asks from ``starts_on`` until before ``ended_on``."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def thing(self) -> str: ...
    @property
    def audiences(self) -> Sequence[str]: ...
    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ended_on(self) -> dt.date | None: ...
    @property
    def due_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the end of the last; open while ``until_on`` is None."""

    from_on: dt.date
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A dated time away, and when the system learnt of it."""

    from_on: dt.date
    until_on: dt.date
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """The version of a policy that is in force, and since when."""

    version_id: str
    since_on: dt.date


@dataclass(frozen=True, slots=True)
class Done:
    """That a period's thing was done, and whether its certificate was withdrawn since."""

    on: dt.date
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """One thing owed once, with everything that came of it.

    ``number`` is "1", "2", … for a module and the version's id for an acknowledgement. ``reasons`` holds
    the date each rule gave when it first asked. ``moved_to`` is the clerk's date, where there is one.
    """

    assignment_id: str
    kind: str
    thing: str
    number: str
    opens_on: dt.date
    due_on: dt.date
    reasons: Mapping[str, dt.date]
    moved_to: dt.date | None = None
    moved_at: dt.datetime | None = None
    is_withdrawn: bool = False
    done: Done | None = None
    failed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What the records say of one person that bears on what they owe."""

    joined_on: dt.date
    left_on: dt.date | None
    memberships: Mapping[str, Sequence[Span]]
    absences: Sequence[Absence]
    first_granted_on: dt.date | None
    periods: Sequence[Period]
