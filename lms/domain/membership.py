"""Who still belongs, with which roles, and how long their sign-in lasts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

from lms.domain.roles import Role

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
LONGEST_WITH_POWERS = dt.timedelta(hours=8)

TRIES = 10
WAIT = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=1)
REMEMBERED = dt.timedelta(hours=24)


class Granted(Protocol):
    """A role from one day until the end of another (open while None)."""

    @property
    def role(self) -> str: ...
    @property
    def from_on(self) -> dt.date: ...
    @property
    def until_on(self) -> dt.date | None: ...


def is_active_member(left_on: dt.date | None, *, today: dt.date) -> bool:
    """Whether somebody still belongs to the council today. The day of leaving is the first day outside."""
    return left_on is None or today < left_on


def roles_on(grants: Iterable[Granted], *, today: dt.date) -> frozenset[Role]:
    """The roles live on this day; everybody is a learner."""
    live = (grant for grant in grants if grant.from_on <= today and (grant.until_on or today) >= today)
    return frozenset({Role.LEARNER, *(Role(grant.role) for grant in live)})


def is_fresh(
    started_at: dt.datetime, seen_at: dt.datetime, *, roles: frozenset[Role], now: dt.datetime
) -> bool:
    """Whether a sign-in still holds: 30 minutes after the last page, 12 hours in all, 8 with powers."""
    longest = LONGEST if roles == {Role.LEARNER} else LONGEST_WITH_POWERS
    return now - seen_at < IDLE and now - started_at < longest


def may_try_from(tries: Sequence[dt.datetime]) -> dt.datetime | None:
    """When the next password may be tried for an address, or None when it may be tried at once.

    ``tries`` are those of the last 24 hours that no success has cleared. After each ten the wait begins:
    5 minutes, then 10, then 20, at most an hour. Sign-ins that already hold are untouched.
    """
    tens, rest = divmod(len(tries), TRIES)
    if not tens or rest:
        return None
    wait: dt.timedelta = min(WAIT * 2 ** (tens - 1), LONGEST_WAIT)
    return max(tries) + wait
