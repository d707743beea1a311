"""Who owes what, for which period and by when: one idempotent function of rules, records and the day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.domain.lives import Absence, Done, Edition, Life, Period, Rule, Span, Thing
from lms.domain.membership import is_active_member
from lms.domain.renewals import window_opens_on
from lms.domain.standing import Dates

AFTER_RETURN = dt.timedelta(days=14)
AUTHORISED = "authorised-officer"


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule that asks something of somebody, and the day from which its days are counted."""

    rule: Rule
    base: dt.date


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """An assignment to be made."""

    kind: str
    thing: str
    number: str
    opens_on: dt.date
    due_on: dt.date
    reasons: Mapping[str, dt.date]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be added: assignments, and for those there are (assignment, rule, its date)."""

    periods: tuple[NewPeriod, ...] = ()
    reasons: tuple[tuple[str, str, dt.date], ...] = ()


def changes(life: Life, rules: Iterable[Rule], *, in_force: Mapping[str, Edition], today: dt.date) -> Changes:
    """The assignments and reasons that this person's record lacks today; none once they are added."""
    new: list[NewPeriod] = []
    reasons: list[tuple[str, str, dt.date]] = []
    for thing, asks in asked_of(life, rules, in_force=in_force, today=today).items():
        last = last_period(life, thing, in_force)
        if last is None or _is_next_due(last, asks, today):
            new.append(_new(thing, asks, last, life=life, in_force=in_force))
        elif last.done is None and not last.is_withdrawn:
            dates = _dates_given(asks, _before(life, last))
            reasons += [
                (last.assignment_id, rule, due) for rule, due in dates.items() if rule not in last.reasons
            ]
    return Changes(tuple(new), tuple(reasons))


def asked_of(
    life: Life, rules: Iterable[Rule], *, in_force: Mapping[str, Edition], today: dt.date
) -> dict[Thing, list[Ask]]:
    """What the rules ask of this person today, or will from a day already known."""
    asked: dict[Thing, list[Ask]] = {}
    if not is_active_member(life.left_on, today=today):
        return asked
    for rule in rules:
        base = _base(life, rule, in_force, today)
        if base is not None:
            asked.setdefault((rule.kind, rule.thing), []).append(Ask(rule, base))
    return asked


def _base(life: Life, rule: Rule, in_force: Mapping[str, Edition], today: dt.date) -> dt.date | None:
    """The latest of joining, gaining an audience and the rule's start; and, to acknowledge, the version's."""
    if rule.ended_on is not None and today >= rule.ended_on:
        return None
    since = [life.joined_on, rule.starts_on]
    if rule.kind == "acknowledgement":
        if rule.thing not in in_force:
            return None
        since.append(in_force[rule.thing].since_on)
    spans = [span for audience in rule.audiences for span in life.memberships.get(audience, ())]
    spell = spell_at(spans, today)
    return max(*since, spell.from_on) if spell else None


def spell_at(spans: Iterable[Span], today: dt.date) -> Span | None:
    """The unbroken spell that today lies in, spans that touch being one; else the first to come."""
    spells: list[Span] = []
    for span in sorted(spans, key=lambda each: each.from_on):
        last = spells[-1] if spells else None
        if last and (last.until_on is None or span.from_on <= last.until_on + dt.timedelta(days=1)):
            open_ended = last.until_on is None or span.until_on is None
            until_on = None if open_ended else max(last.until_on, span.until_on)  # type: ignore[type-var]
            spells[-1] = Span(last.from_on, until_on)
        else:
            spells.append(span)
    return next((spell for spell in spells if spell.until_on is None or spell.until_on >= today), None)


def last_period(life: Life, thing: Thing, in_force: Mapping[str, Edition]) -> Period | None:
    """The period that matters now: a module's latest, an acknowledgement's of the version in force."""
    periods = [each for each in life.periods if (each.kind, each.thing) == thing]
    if thing[0] == "acknowledgement":
        edition = in_force.get(thing[1])
        return next((each for each in periods if edition and each.number == edition.version_id), None)
    return max(periods, key=lambda each: int(each.number), default=None)


def _is_first(period: Period) -> bool:
    return period.kind == "acknowledgement" or period.number == "1"


def _before(life: Life, period: Period) -> Done | None:
    """What was done last before this period, in a module."""
    if _is_first(period):
        return None
    mine = (each for each in life.periods if (each.kind, each.thing) == (period.kind, period.thing))
    earlier = [each for each in mine if each.done and int(each.number) < int(period.number)]
    return max(earlier, key=lambda each: int(each.number)).done if earlier else None


def _is_next_due(last: Period, asks: Sequence[Ask], today: dt.date) -> bool:
    """Whether the next period begins: what was done was withdrawn, or its renewal has opened."""
    done = last.done
    if done is None or last.kind == "acknowledgement" or last.is_withdrawn:
        return False
    if done.revoked_on is not None:
        return done.revoked_on <= today
    return done.valid_until is not None and today >= _window(asks, done.valid_until)


def _window(asks: Sequence[Ask], valid_until: dt.date) -> dt.date:
    return min(window_opens_on(ask.rule, valid_until) for ask in asks)


def _new(
    thing: Thing, asks: Sequence[Ask], last: Period | None, *, life: Life, in_force: Mapping[str, Edition]
) -> NewPeriod:
    kind, slug = thing
    number = in_force[slug].version_id if kind == "acknowledgement" else _number_after(last)
    done = last.done if last else None
    reasons = _dates_given(asks, done)
    due = min(reasons.values())
    if last is None:
        due = _before_authorisation(due, asks, life.first_granted_on)
    return NewPeriod(kind, slug, number, _opens_on(asks, done), due, reasons)


def _number_after(last: Period | None) -> str:
    return str(int(last.number) + 1) if last else "1"


def _opens_on(asks: Sequence[Ask], before: Done | None) -> dt.date:
    base = min(ask.base for ask in asks)
    if before is None:
        return base
    if before.revoked_on is not None:
        return max(base, before.revoked_on)
    return max(base, _window(asks, before.valid_until)) if before.valid_until else base


def _dates_given(asks: Sequence[Ask], before: Done | None) -> dict[str, dt.date]:
    """The date that each rule alone would give; a renewal's is the end of what it renews."""
    return {ask.rule.id: _date_given(ask, before) for ask in asks}


def _date_given(ask: Ask, before: Done | None) -> dt.date:
    counted_from = ask.base
    if before is not None and before.revoked_on is not None:
        counted_from = max(ask.base, before.revoked_on)
    elif before is not None and before.valid_until is not None and before.valid_until >= ask.base:
        return before.valid_until
    return counted_from + dt.timedelta(days=ask.rule.due_days)


def _before_authorisation(due: dt.date, asks: Sequence[Ask], granted_on: dt.date | None) -> dt.date:
    """What an officer owes for the first time is due before they are first authorised."""
    if granted_on is None:
        return due
    is_bound = any(AUTHORISED in ask.rule.audiences and granted_on > ask.base for ask in asks)
    return min(due, granted_on) if is_bound else due


def due_on(life: Life, period: Period, asks: Sequence[Ask]) -> dt.date:
    """By when this period is due: the strictest rule's date, unless the clerk moved it, and never while away.

    A date that a rule gave never comes nearer by itself, and a spell that began since gives a later one.
    """
    if not asks:
        return period.moved_to or period.due_on
    given = _dates_given(asks, _before(life, period))
    due = min(max(date, period.reasons.get(rule, date)) for rule, date in given.items())
    if _is_first(period):
        due = _before_authorisation(due, asks, life.first_granted_on)
    moved_at = None
    if period.moved_to is not None and period.moved_to >= min(ask.base for ask in asks):
        due, moved_at = period.moved_to, period.moved_at
    return _after_absences(due, life.absences, since=moved_at)


def _after_absences(due: dt.date, absences: Iterable[Absence], *, since: dt.datetime | None) -> dt.date:
    """A date that falls in a time away moves to 14 days after the day of return.

    A date that the clerk set knowing of the absence stands.
    """
    for absence in sorted(absences, key=lambda each: each.from_on):
        is_news = since is None or absence.recorded_at > since
        if is_news and absence.from_on <= due <= absence.until_on:
            due = absence.until_on + dt.timedelta(days=1) + AFTER_RETURN
    return due


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One person's dates for one thing, with the assignment and certificate that they come from."""

    kind: str
    thing: str
    assignment_id: str
    certificate: str | None
    dates: Dates


def reckon(
    life: Life, rules: Iterable[Rule], *, in_force: Mapping[str, Edition], today: dt.date
) -> list[Reckoned]:
    """The dates behind this person's standing, for each thing ever owed."""
    asked = asked_of(life, rules, in_force=in_force, today=today)
    things = dict.fromkeys((each.kind, each.thing) for each in life.periods)
    return [_reckon(life, thing, asked.get(thing, []), in_force) for thing in things]


def _reckon(life: Life, thing: Thing, asks: Sequence[Ask], in_force: Mapping[str, Edition]) -> Reckoned:
    mine = [each for each in life.periods if (each.kind, each.thing) == thing]
    last = last_period(life, thing, in_force) or max(mine, key=lambda each: each.opens_on)
    done = last.done or _before(life, last)
    is_over = bool(done and done.revoked_on)
    valid_until = done.valid_until if done else None
    dates = Dates(
        opens_on=last.opens_on,
        due_on=due_on(life, last, asks) if last.done is None else last.moved_to or last.due_on,
        done_on=done.on if done else None,
        window_on=_window(asks, valid_until) if asks and valid_until else None,
        valid_until=valid_until,
        revoked_on=done.revoked_on if done and is_over else None,
        failed_on=last.failed_on if last.done is None else None,
        is_withdrawn=last.is_withdrawn or not asks,
    )
    return Reckoned(*thing, last.assignment_id, done.certificate if done else None, dates)
