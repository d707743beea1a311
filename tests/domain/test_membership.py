"""Who still belongs, which roles they hold, and how long a sign-in lasts."""

import datetime as dt
from dataclasses import dataclass

import pytest

from lms.domain.membership import is_active_member, is_fresh, may_try_from, roles_on
from lms.domain.roles import Role

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
LEARNER = frozenset({Role.LEARNER})


@dataclass
class Grant:
    role: str
    from_on: dt.date
    until_on: dt.date | None = None


def test_the_day_of_leaving_is_the_first_day_outside() -> None:
    assert is_active_member(None, today=TODAY)
    assert is_active_member(TODAY + dt.timedelta(days=1), today=TODAY)
    assert not is_active_member(TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("from_days", "until_days", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False), (-9, 9, True)],
)
def test_a_role_holds_from_its_first_day_to_the_end_of_its_last(
    from_days: int, until_days: int | None, holds: bool
) -> None:
    until = None if until_days is None else TODAY + dt.timedelta(days=until_days)

    roles = roles_on([Grant("deputy", TODAY + dt.timedelta(days=from_days), until)], today=TODAY)

    assert (Role.DEPUTY in roles) is holds
    assert Role.LEARNER in roles


@pytest.mark.parametrize(
    ("roles", "started", "seen", "fresh"),
    [
        (LEARNER, 719, 29, True),
        (LEARNER, 720, 0, False),
        (LEARNER, 30, 30, False),
        (LEARNER | {Role.CLERK}, 479, 0, True),
        (LEARNER | {Role.CLERK}, 480, 0, False),
        (LEARNER | {Role.AUDITOR}, 480, 0, False),
    ],
)
def test_a_sign_in_ends_after_half_an_hour_idle_or_its_longest(
    roles: frozenset[Role], started: int, seen: int, fresh: bool
) -> None:
    ago = [NOW - dt.timedelta(minutes=minutes) for minutes in (started, seen)]

    assert is_fresh(*ago, roles=roles, now=NOW) is fresh


@pytest.mark.parametrize(("tries", "minutes"), [(10, 5), (20, 10), (30, 20), (40, 40), (50, 60), (90, 60)])
def test_each_ten_tries_wait_twice_as_long_up_to_an_hour(tries: int, minutes: int) -> None:
    times = [NOW - dt.timedelta(seconds=each) for each in range(tries)]

    assert may_try_from(times) == NOW + dt.timedelta(minutes=minutes)
    assert may_try_from(times[1:]) is None
    assert may_try_from([]) is None
