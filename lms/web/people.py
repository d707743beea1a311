"""The people of the council, one person's page, and what a clerk decides about them."""

import datetime as dt
from collections.abc import Callable
from math import ceil

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.days import long_day, short_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import deciding, report, story
from lms.web import choosing
from lms.web.doors import door
from lms.web.forms import Sent, body_digest, form_key, sent, submit_key
from lms.web.pages import render
from lms.web.session import actor, library, now, reading, today, writing

blueprint = Blueprint("people", __name__)

DAY = {"day-day": 2, "day-month": 2, "day-year": 4}
REASON = {"reason": 4 * deciding.LONGEST_REASON}  # a little too long is for the service to say
Answer = str | tuple[str, int] | AnyResponse
Errors = list[tuple[str, str]]


@blueprint.get("/clerk/people")
@door(Action.SEE_REPORT)
def everybody() -> str:
    named, who = request.args.get("q", "").strip(), request.args.get("who", "")
    if who not in ("", "left") or len(named) > choosing.LONGEST:
        raise Refused("This address asks for people in a way we do not understand.", kind="invalid")
    page = choosing.page(request.args.get("page"))
    total, listed = story.people_page(
        reading(), actor(), library=library(), named=named, has_left=who == "left", page=page, today=today()
    )
    pages = max(1, ceil(total / story.A_PAGE))
    if page > pages:
        raise Refused(f"There is no page {page:,} of these. The last is page {pages:,}.", kind="not found")
    here = url_for("people.everybody")
    return render(
        "clerk/people.html",
        title="People",
        is_wide=True,
        heading=f"{report.in_people(total)} {'left' if who == 'left' else 'found' if named else 'here'}",
        listed=[_listed(each, names) for each, names in listed],
        selects=[("who", "Who", [("", "Those here now"), ("left", "Those who have left")], who)],
        typed=[("q", "Name", named)],
        is_chosen=bool(named or who),
        page=page,
        pages=pages,
        href_of=lambda n: url_for("people.everybody", q=named or None, who=who or None, page=n),
        here=here,
    )


def _listed(each: story.Listed, names: tuple[str, ...]) -> tuple[str, str, str, str, str]:
    since = f"Left on {short_day(each.left_on)}" if each.left_on else f"Since {short_day(each.joined_on)}"
    href = url_for("people.person", person_id=each.person_id)
    return each.name, href, ", ".join(names), each.email or "", since


@blueprint.get("/clerk/people/<person_id>")
@door(Action.SEE_REPORT)
def person(person_id: str) -> str:
    found = story.person_page(reading(), actor(), library=library(), person_id=person_id, now=now())
    return render(
        "clerk/person.html",
        title=found.person.name,
        found=found,
        first_name=found.person.name.split()[0],
        days=[(f"{long_day(day, today=today())}", told) for day, told in found.days],
        notice=_notice(),
    )


def _notice() -> str | None:
    """What was just done, said once on the page it led to."""
    said = {
        "moved": "The date is moved. It is kept with your reason.",
        "granted": "One more attempt is granted. It is kept with your reason.",
        "left": "The leaving date is recorded.",
    }
    return said.get(request.args.get("done", ""))


def _digits(form: Sent) -> dict[str, str]:
    return {part: form.text(f"day-{part}") for part in ("day", "month", "year")}


def _day(form: Sent) -> dt.date:
    typed = _digits(form)
    try:
        return dt.date(*(int(typed[part]) for part in ("year", "month", "day")))
    except ValueError as fault:
        raise Refused("Give a day, a month and a year, such as 11 12 2026.", kind="invalid") from fault


def _decided(person_id: str, done: str, do: Callable[[Session, deciding.Sent], None]) -> AnyResponse:
    with writing() as session:
        do(session, deciding.Sent(form_key(), body_digest()))
    return redirect(url_for("people.person", person_id=person_id, done=done), 303)


def _form(template: str, *, title: str, person_id: str, errors: Errors, **values: object) -> Answer:
    """A form about one person; shown again with what was typed and the cure where there are errors."""
    page = render(
        f"clerk/{template}.html",
        title=title,
        errors=errors,
        who=deciding.person(reading(), person_id),
        back=url_for("people.person", person_id=person_id),
        key=submit_key(),
        **values,
    )
    return (page, 422) if errors else page


@blueprint.get("/clerk/people/<person_id>/dates/<assignment_id>")
@door(Action.CHANGE_PEOPLE)
def date(person_id: str, assignment_id: str) -> Answer:
    return _date_form(person_id, assignment_id, errors=[], day={}, reason="")


def _date_form(
    person_id: str, assignment_id: str, *, errors: Errors, day: dict[str, str], reason: str
) -> Answer:
    deciding.check_may_decide(actor(), person_id)
    thing = deciding.what_is_open(
        reading(), library=library(), person_id=person_id, assignment_id=assignment_id
    )
    return _form(
        "move_date",
        title="Move a date",
        person_id=person_id,
        errors=errors,
        thing=thing,
        day=day,
        reason=reason,
    )


@blueprint.post("/clerk/people/<person_id>/dates/<assignment_id>")
@door(Action.CHANGE_PEOPLE)
def move(person_id: str, assignment_id: str) -> Answer:
    form = sent(DAY | REASON)
    try:
        to = _day(form)
        return _decided(
            person_id,
            "moved",
            lambda session, key: deciding.move_date(
                session, actor(), library=library(), person_id=person_id, assignment_id=assignment_id, to=to,
                reason=form.text("reason"), sent=key, now=now(),
            ),
        )  # fmt: skip
    except Refused as refusal:
        errors = _errors(refusal, form)
        return _date_form(
            person_id, assignment_id, errors=errors, day=_digits(form), reason=form.text("reason")
        )


def _errors(refusal: Refused, form: Sent) -> Errors:
    """The line of the error summary for a form that can be put right; any other refusal has its own page."""
    if refusal.kind != "invalid":
        raise refusal
    field = "#day-day" if "day-day" in form.fields and "reason" not in refusal.sentence.lower() else "#reason"
    return [(refusal.sentence, field)]


@blueprint.get("/clerk/people/<person_id>/attempts/<assignment_id>")
@door(Action.CHANGE_PEOPLE)
def attempt(person_id: str, assignment_id: str) -> Answer:
    return _attempt_form(person_id, assignment_id, errors=[], reason="")


def _attempt_form(person_id: str, assignment_id: str, *, errors: Errors, reason: str) -> Answer:
    deciding.check_may_decide(actor(), person_id)
    thing = deciding.what_is_open(
        reading(), library=library(), person_id=person_id, assignment_id=assignment_id
    )
    return _form(
        "grant_attempt", title="Grant another attempt", person_id=person_id, errors=errors, thing=thing,
        reason=reason,
    )  # fmt: skip


@blueprint.post("/clerk/people/<person_id>/attempts/<assignment_id>")
@door(Action.CHANGE_PEOPLE)
def grant(person_id: str, assignment_id: str) -> Answer:
    form = sent(REASON)
    try:
        return _decided(
            person_id,
            "granted",
            lambda session, key: deciding.grant_attempt(
                session, actor(), library=library(), person_id=person_id, assignment_id=assignment_id,
                reason=form.text("reason"), sent=key, now=now(),
            ),
        )  # fmt: skip
    except Refused as refusal:
        return _attempt_form(
            person_id, assignment_id, errors=_errors(refusal, form), reason=form.text("reason")
        )


@blueprint.get("/clerk/people/<person_id>/leaving")
@door(Action.CHANGE_PEOPLE)
def leaving(person_id: str) -> Answer:
    return _leaving_form(person_id, errors=[], day={})


def _leaving_form(person_id: str, *, errors: Errors, day: dict[str, str]) -> Answer:
    deciding.check_may_decide(actor(), person_id)
    return _form("leaving", title="Record a leaving date", person_id=person_id, errors=errors, day=day)


@blueprint.post("/clerk/people/<person_id>/leaving")
@door(Action.CHANGE_PEOPLE)
def leave(person_id: str) -> Answer:
    form = sent(DAY)
    try:
        on = _day(form)
        return _decided(
            person_id,
            "left",
            lambda session, key: deciding.record_leaving(
                session, actor(), library=library(), person_id=person_id, on=on, sent=key, now=now()
            ),
        )
    except Refused as refusal:
        return _leaving_form(person_id, errors=_errors(refusal, form), day=_digits(form))
