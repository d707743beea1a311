"""Whether somebody may speak for the council today: the grant, the training and the acknowledgement together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lms.domain.standing import Standing

LIVE = frozenset({Standing.CURRENT, Standing.EXPIRING})


@dataclass(frozen=True)
class Need:
    """Something an authorisation rests on: its title, its standing today and the last day it holds.

    ``was_held_before`` is for an acknowledgement of an earlier version: until the new one is due, it stands.
    """

    title: str
    standing: Standing
    lasts_until: dt.date | None
    is_training: bool = True
    was_held_before: bool = False

    @property
    def is_live(self) -> bool:
        return self.standing in LIVE or (self.standing is Standing.DUE and self.was_held_before)


@dataclass(frozen=True)
class Speaking:
    """May this person speak on these channels? ``lacking`` names each thing that stops them, with why."""

    channels: tuple[str, ...]
    until: dt.date | None
    lacking: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        return not self.lacking


WHY = {
    Standing.DUE: "is still to be done",
    Standing.NOT_YET_OPEN: "is still to be done",
    Standing.OVERDUE: "is overdue",
    Standing.LAPSED: "has run out",
    Standing.FAILED: "is not passed yet",
    Standing.REVOKED: "was withdrawn",
    Standing.WITHDRAWN: "is no longer held",
}


def speaking(channels: Sequence[str], needs: Sequence[Need]) -> Speaking:
    """The authorisation as it stands: live only while everything it rests on is live.

    An authorisation with no training behind it is not live. Set by the Town Clerk; the policies ask for
    the grant alone (HCC-5.3.s2, LTC-4B-p3).
    """
    lacking = tuple(f"{need.title} {WHY[need.standing]}" for need in needs if not need.is_live)
    if not any(need.is_training for need in needs):
        lacking = ("no training for it is asked of anybody", *lacking)
    ends = [need.lasts_until for need in needs if need.lasts_until is not None]
    return Speaking(tuple(channels), min(ends, default=None), lacking)
