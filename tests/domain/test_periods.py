"""Who owes what by when: first periods, renewals, absences, strictest rules, and that again changes nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.lives import Absence, Done, Edition, Life, Period, Span
from lms.domain.periods import Changes, Reckoned, changes, reckon, spell_at
from lms.domain.standing import Standing, standing_of

TODAY = dt.date(2026, 11, 20)
START = dt.date(2025, 9, 1)
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
IN_FORCE = {"social-media": Edition("v1", dt.date(2025, 1, 1))}


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def rule(**values: Any) -> Any:
    usual = {
        "id": "induction",
        "kind": "module",
        "thing": "induction",
        "audiences": ["employee"],
        "starts_on": START,
        "ended_on": None,
        "due_days": 30,
        "valid_months": 12,
        "window_days": 60,
        "renewal": "from completion",
        "fixed_month": None,
        "fixed_day": None,
        "minimum_months": 0,
    }
    return SimpleNamespace(**(usual | values))


def life(*periods: Period, **values: Any) -> Life:
    usual: dict[str, Any] = {
        "joined_on": START,
        "left_on": None,
        "memberships": {"employee": [Span(START)]},
        "absences": [],
        "first_granted_on": None,
        "periods": periods,
    }
    return Life(**(usual | values))


def period(**values: Any) -> Period:
    usual: dict[str, Any] = {
        "assignment_id": "a1",
        "kind": "module",
        "thing": "induction",
        "number": "1",
        "opens_on": START,
        "due_on": START + dt.timedelta(days=30),
        "reasons": {"induction": START + dt.timedelta(days=30)},
    }
    return Period(**(usual | values))


def added(to: Life, what: Changes) -> Life:
    """The record once what is to be added has been."""
    new = [
        Period(f"{p.thing}-{p.number}", p.kind, p.thing, p.number, p.opens_on, p.due_on, p.reasons)
        for p in what.periods
    ]
    old = [
        replace(p, reasons={**p.reasons, **{r: due for a, r, due in what.reasons if a == p.assignment_id}})
        for p in to.periods
    ]
    return replace(to, periods=(*old, *new))


def up_to_date(of: Life, rules: Sequence[Any], *, today: dt.date) -> Life:
    return added(of, changes(of, rules, in_force=IN_FORCE, today=today))


def only(of: Life, rules: Sequence[Any], *, today: dt.date = TODAY) -> Reckoned:
    (found,) = reckon(up_to_date(of, rules, today=today), rules, in_force=IN_FORCE, today=today)
    return found


def test_the_first_date_counts_from_the_latest_of_joining_the_audience_and_the_rule() -> None:
    joined = life(joined_on=day(-5), memberships={"employee": [Span(day(-9))]})
    gained = life(memberships={"employee": [Span(day(-3))]})
    ruled = rule(starts_on=day(-1))

    assert only(joined, [rule()]).dates.due_on == day(25)
    assert only(gained, [rule()]).dates.due_on == day(27)
    assert only(life(), [ruled]).dates.due_on == day(29)


def test_nobody_is_late_on_the_day_something_is_first_asked() -> None:
    dates = only(life(), [rule(starts_on=TODAY, due_days=0)]).dates

    assert standing_of(dates, today=TODAY) is Standing.DUE


def test_somebody_who_starts_next_week_sees_what_is_to_come() -> None:
    dates = only(life(joined_on=day(7), memberships={"employee": [Span(day(7))]}), [rule()]).dates

    assert standing_of(dates, today=TODAY) is Standing.NOT_YET_OPEN
    assert dates.opens_on == day(7)


def test_what_nobody_asks_is_not_owed() -> None:
    councillor = life(memberships={"member": [Span(START)]})
    ended = rule(ended_on=TODAY)

    assert changes(councillor, [rule()], in_force=IN_FORCE, today=TODAY) == Changes()
    assert changes(life(), [ended], in_force=IN_FORCE, today=TODAY) == Changes()
    assert changes(life(left_on=TODAY), [rule()], in_force=IN_FORCE, today=TODAY) == Changes()


def test_of_two_rules_the_stricter_date_holds_and_both_reasons_are_kept() -> None:
    rules = [rule(), rule(id="short", due_days=10)]
    person = life(joined_on=day(0))

    (made,) = changes(person, rules, in_force=IN_FORCE, today=TODAY).periods

    assert made.due_on == day(10)
    assert made.reasons == {"induction": day(30), "short": day(10)}


def test_a_second_reason_is_added_to_the_assignment_there_is() -> None:
    both = [rule(), rule(id="short", audiences=["temporary"], due_days=10)]
    person = life(
        period(opens_on=day(-5), due_on=day(25), reasons={"induction": day(25)}),
        joined_on=day(-5),
        memberships={"employee": [Span(day(-5))], "temporary": [Span(day(-1))]},
    )

    what = changes(person, both, in_force=IN_FORCE, today=TODAY)

    assert what == Changes(reasons=(("a1", "short", day(9)),))
    assert only(person, both).dates.due_on == day(9)


def test_losing_the_audience_withdraws_and_regaining_it_gives_fresh_days() -> None:
    lost = life(period(), memberships={"employee": [Span(START, day(-1))]})
    again = life(period(), memberships={"employee": [Span(START, day(-40)), Span(day(-2))]})

    assert standing_of(only(lost, [rule()]).dates, today=TODAY) is Standing.WITHDRAWN
    assert only(again, [rule()]).dates.due_on == day(28)
    assert changes(again, [rule()], in_force=IN_FORCE, today=TODAY) == Changes()


def test_leaving_withdraws_and_what_was_done_is_still_told() -> None:
    gone = life(period(done=Done(day(-90), day(200))), left_on=day(-1))

    dates = only(gone, [rule()]).dates

    assert standing_of(dates, today=TODAY) is Standing.WITHDRAWN
    assert dates.done_on == day(-90)


def test_a_renewal_opens_with_its_window_and_is_due_when_the_old_one_ends() -> None:
    done = period(done=Done(dt.date(2026, 1, 15), dt.date(2027, 1, 15), certificate="C1"))

    before = up_to_date(life(done), [rule()], today=dt.date(2026, 11, 15))
    (made,) = changes(life(done), [rule()], in_force=IN_FORCE, today=dt.date(2026, 11, 16)).periods

    assert len(before.periods) == 1
    assert (made.number, made.opens_on, made.due_on) == ("2", dt.date(2026, 11, 16), dt.date(2027, 1, 15))


def test_while_a_renewal_is_open_the_old_completion_still_counts() -> None:
    done = period(done=Done(dt.date(2026, 1, 15), dt.date(2027, 1, 15), certificate="C1"))

    found = only(life(done), [rule()])

    assert standing_of(found.dates, today=TODAY) is Standing.EXPIRING
    assert standing_of(found.dates, today=dt.date(2027, 1, 16)) is Standing.LAPSED
    assert (found.assignment_id, found.certificate) == ("induction-2", "C1")


def test_what_does_not_run_out_is_never_asked_again() -> None:
    done = life(period(done=Done(START)))

    assert changes(done, [rule(valid_months=None)], in_force=IN_FORCE, today=day(4000)) == Changes()


def test_a_withdrawn_certificate_begins_another_period() -> None:
    revoked = period(done=Done(day(-90), day(275), revoked_on=day(-3)))

    found = only(life(revoked), [rule()])

    assert standing_of(found.dates, today=TODAY) is Standing.REVOKED
    assert (found.assignment_id, found.dates.due_on) == ("induction-2", day(27))


def test_a_redone_module_stands_again_after_a_withdrawn_certificate() -> None:
    revoked = period(done=Done(day(-90), day(275), revoked_on=day(-3)))
    redone = period(assignment_id="a2", number="2", opens_on=day(-3), done=Done(day(-3), day(362)))

    assert standing_of(only(life(revoked, redone), [rule()]).dates, today=TODAY) is Standing.CURRENT


def test_a_date_inside_an_absence_moves_to_a_fortnight_after_the_return() -> None:
    away = Absence(day(20), day(40), NOW)
    person = life(joined_on=TODAY, absences=[away])

    assert only(person, [rule()]).dates.due_on == day(41 + 14)


def test_absences_that_follow_one_another_move_the_date_on() -> None:
    away = [Absence(day(50), day(60), NOW), Absence(day(20), day(40), NOW)]

    assert only(life(joined_on=TODAY, absences=away), [rule()]).dates.due_on == day(61 + 14)


def test_an_absence_does_not_make_a_completion_last_longer() -> None:
    done = period(done=Done(day(-300), day(10)))
    away = Absence(day(0), day(60), NOW)

    dates = only(life(done, absences=[away]), [rule()]).dates

    assert standing_of(dates, today=day(11)) is Standing.LAPSED
    assert dates.due_on == day(61 + 14)


def test_a_date_the_clerk_set_stands_unless_an_absence_is_learnt_of_later() -> None:
    moved = period(moved_to=day(9), moved_at=NOW)
    known = Absence(day(5), day(15), NOW - dt.timedelta(days=1))
    news = Absence(day(5), day(15), NOW + dt.timedelta(days=1))

    assert only(life(moved), [rule()]).dates.due_on == day(9)
    assert only(life(moved, absences=[known]), [rule()]).dates.due_on == day(9)
    assert only(life(moved, absences=[news]), [rule()]).dates.due_on == day(16 + 14)


def test_a_date_the_clerk_set_in_an_earlier_spell_does_not_make_somebody_late() -> None:
    moved = period(moved_to=day(-50), moved_at=NOW)
    again = life(moved, memberships={"employee": [Span(START, day(-40)), Span(day(-2))]})

    assert only(again, [rule()]).dates.due_on == day(28)


def test_what_the_clerk_withdrew_is_not_asked_again() -> None:
    person = life(period(is_withdrawn=True))

    assert standing_of(only(person, [rule()]).dates, today=TODAY) is Standing.WITHDRAWN
    assert changes(person, [rule()], in_force=IN_FORCE, today=TODAY) == Changes()


def test_an_officers_first_training_is_due_before_they_are_authorised() -> None:
    officers = rule(id="officers", thing="refresher", audiences=["authorised-officer"])
    nominated = {"authorised-officer": [Span(day(-1))]}

    plain = only(life(memberships=nominated), [officers])
    granted = only(life(memberships=nominated, first_granted_on=day(12)), [officers])
    at_once = only(life(memberships=nominated, first_granted_on=day(-1)), [officers])

    assert plain.dates.due_on == day(29)
    assert granted.dates.due_on == day(12)
    assert at_once.dates.due_on == day(29)


def test_an_acknowledgement_is_owed_once_for_each_version() -> None:
    reading = rule(id="ack", kind="acknowledgement", thing="social-media", valid_months=None)
    read = period(kind="acknowledgement", thing="social-media", number="v0", done=Done(day(-200)))

    found = only(life(read), [reading])

    assert found.assignment_id == "social-media-v1"
    assert standing_of(found.dates, today=TODAY) is Standing.OVERDUE


def test_a_new_version_gives_everybody_fresh_days() -> None:
    reading = rule(id="ack", kind="acknowledgement", thing="social-media", valid_months=None)
    new = {"social-media": Edition("v2", day(-2))}

    (made,) = changes(life(), [reading], in_force=new, today=TODAY).periods

    assert (made.number, made.due_on) == ("v2", day(28))


def test_a_policy_without_a_version_in_force_cannot_be_asked_for() -> None:
    reading = rule(id="ack", kind="acknowledgement", thing="social-media")

    assert changes(life(), [reading], in_force={}, today=TODAY) == Changes()


def test_spells_that_touch_are_one() -> None:
    spans = [Span(day(-5), day(9)), Span(day(-90), day(-6)), Span(day(30))]

    assert spell_at(spans, TODAY) == Span(day(-90), day(9))
    assert spell_at(spans, day(10)) == Span(day(30))
    assert spell_at(spans[:2], day(10)) is None


offsets = st.integers(-400, 400).map(day)
spans = st.builds(
    lambda start, n: Span(start, start + dt.timedelta(days=n) if n else None), offsets, st.integers(0, 300)
)
absences = st.builds(
    lambda start, n: Absence(start, start + dt.timedelta(days=n), NOW), offsets, st.integers(0, 60)
)
rules = st.lists(
    st.builds(
        rule,
        id=st.sampled_from(["a", "b", "c"]),
        thing=st.sampled_from(["induction", "refresher"]),
        audiences=st.sampled_from([["employee"], ["authorised-officer"], ["employee", "authorised-officer"]]),
        starts_on=offsets,
        due_days=st.integers(0, 60),
        valid_months=st.none() | st.integers(1, 24),
        window_days=st.integers(0, 90),
    ),
    unique_by=lambda each: each.id,
    max_size=3,
)
lives = st.builds(
    life,
    joined_on=offsets,
    left_on=st.none() | offsets,
    memberships=st.fixed_dictionaries(
        {"employee": st.lists(spans, max_size=3), "authorised-officer": st.lists(spans, max_size=2)}
    ),
    absences=st.lists(absences, max_size=2),
    first_granted_on=st.none() | offsets,
)


def completed(of: Life, thing: str, done: Done) -> Life:
    """The record with the first assignment of this thing done."""
    mine = [each for each in of.periods if each.thing == thing][:1]
    return replace(of, periods=tuple(replace(p, done=done) if p in mine else p for p in of.periods))


@given(lives, rules, st.none() | st.integers(1, 300))
def test_running_twice_changes_nothing(person: Life, given_rules: list[Any], lasts: int | None) -> None:
    until = day(-100) + dt.timedelta(days=lasts) if lasts else None
    person = up_to_date(person, given_rules, today=day(-100))
    person = completed(person, "induction", Done(day(-100), until))

    once = up_to_date(person, given_rules, today=TODAY)

    assert changes(once, given_rules, in_force=IN_FORCE, today=TODAY) == Changes()


@given(lives, rules, st.lists(st.integers(-60, 0), max_size=4), st.integers(1, 120))
def test_running_late_comes_to_the_same_dates(
    person: Life, given_rules: list[Any], runs: list[int], lasts: int
) -> None:
    person = up_to_date(person, given_rules, today=day(-61))
    person = completed(person, "induction", Done(day(-61), day(lasts - 61)))

    daily = person
    for offset in sorted(runs):
        daily = up_to_date(daily, given_rules, today=day(offset))
    daily = up_to_date(daily, given_rules, today=TODAY)
    late = up_to_date(person, given_rules, today=TODAY)

    def live(of: Life) -> dict[tuple[str, str], Any]:
        found = reckon(of, given_rules, in_force=IN_FORCE, today=TODAY)
        # A period that was made before a spell broke off keeps the day it opened; nothing is counted from it.
        return {
            (each.kind, each.thing): replace(each.dates, opens_on=None)
            for each in found
            if not each.dates.is_withdrawn
        }

    assert live(daily) == live(late)


@given(lives, rules)
def test_nobody_is_late_before_the_days_they_were_given_have_passed(
    person: Life, given_rules: list[Any]
) -> None:
    person = up_to_date(person, given_rules, today=TODAY)

    for each in reckon(person, given_rules, in_force=IN_FORCE, today=TODAY):
        if standing_of(each.dates, today=TODAY) is Standing.OVERDUE:
            least = min(r.due_days for r in given_rules if r.thing == each.thing)
            granted = person.first_granted_on
            assert each.dates.due_on is not None and each.dates.opens_on is not None
            assert (
                each.dates.due_on >= each.dates.opens_on + dt.timedelta(days=least)
                or each.dates.due_on == granted
            )
