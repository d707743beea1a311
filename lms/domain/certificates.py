"""What a certificate's number looks like, the words frozen on it, and what it amounts to today."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from lms.domain.refusal import Refused

# Crockford's base 32: no I, L, O or U, so that a number read aloud or off paper can be typed.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def number_from(chance: bytes) -> str:
    """A certificate number of 140 bits from at least 18 random bytes."""
    value = int.from_bytes(chance)
    return "".join(LETTERS[(value >> (5 * place)) & 31] for place in range(LENGTH))


def grouped(number: str) -> str:
    """In groups of four, as it is printed: ``7K2M 9QXA …``."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def as_typed(text: str) -> str:
    """The number meant by what somebody typed; spaces, hyphens, case and look-alike letters forgiven."""
    number = "".join(text.upper().split()).replace("-", "").translate(_READ_AS)
    if len(number) != LENGTH or not set(number) <= set(LETTERS):
        raise Refused("We do not know this number. Check each group.", kind="not found")
    return number


@dataclass(frozen=True)
class Words:
    """Everything a certificate says, frozen at issue. ``lasts_until`` None does not run out."""

    council: str
    person: str
    module: str
    covers: str
    completed_on: dt.date
    lasts_until: dt.date | None
    policy: str

    def as_data(self) -> dict[str, Any]:
        return {
            "council": self.council,
            "person": self.person,
            "module": self.module,
            "covers": self.covers,
            "completed_on": self.completed_on.isoformat(),
            "lasts_until": self.lasts_until.isoformat() if self.lasts_until else None,
            "policy": self.policy,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        until = data["lasts_until"]
        return cls(
            council=data["council"],
            person=data["person"],
            module=data["module"],
            covers=data["covers"],
            completed_on=dt.date.fromisoformat(data["completed_on"]),
            lasts_until=dt.date.fromisoformat(until) if until else None,
            policy=data["policy"],
        )


class Validity(StrEnum):
    CURRENT = "current"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def validity(words: Words, *, withdrawn_on: dt.date | None, today: dt.date) -> Validity:
    """A certificate holds to the end of the day it lasts until; a withdrawn one never again."""
    if withdrawn_on is not None:
        return Validity.WITHDRAWN
    if words.lasts_until is not None and today > words.lasts_until:
        return Validity.EXPIRED
    return Validity.CURRENT
