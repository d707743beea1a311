"""The people of the council, one person's page, and what a clerk decides about them."""

from collections.abc import Callable
from math import ceil

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.days import long_day, short_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action, may
from lms.services import deciding, overseeing, report, story
from lms.storage.troubles import StorageTrouble
from lms.web import choosing
from lms.web.doors import door
from lms.web.fields import Day, LongText
from lms.web.forms import Form, body_digest, form_key, submit_key
from lms.web.pages import render
from lms.web.saving import form_not_saved
from lms.web.session import actor, library, now, reading, today, writing

blueprint = Blueprint("people", __name__)

LIKE = "For example, 11 12 2026"
Answer = str | tuple[str, int] | AnyResponse


class MoveDate(Form):
    """A new day for one thing that is owed, and why."""

    day = Day("New date", description=LIKE)
    reason = LongText(
        "Why",
        longest=deciding.LONGEST_REASON,
        description="The reason is kept with the decision and your name.",
    )


class GrantAttempt(Form):
    """What was talked about before somebody may try again."""

    reason = LongText(
        "What you talked about",
        longest=deciding.LONGEST_REASON,
        description="It is kept with the decision and your name.",
    )


class Leaving(Form):
    """The day from which somebody no longer belongs to the council."""

    day = Day("First day no longer with the Council", description=LIKE)


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
@door(Action.SEE_PERSON)
def person(person_id: str) -> str:
    found = story.person_page(reading(), actor(), library=library(), person_id=person_id, now=now())
    return render(
        "clerk/person.html",
        title=found.person.name,
        found=found,
        days=[(f"{long_day(day, today=today())}", told) for day, told in found.days],
        notice=_notice(),
        **_back(),
    )


def _back() -> dict[str, str]:
    """To where the page was opened from: the report, or the first page of somebody who only countersigns."""
    if may(actor(), Action.SEE_REPORT):
        return {"back": url_for("clerk.completions"), "back_words": "Completions"}
    return {"back": url_for("learner.home_page"), "back_words": "Home"}


def _notice() -> str | None:
    """What was just done, said once on the page it led to."""
    said = {
        "moved": "The date is moved. It is kept with your reason.",
        "granted": "One more attempt is granted. It is kept with your reason.",
        "left": "The leaving date is recorded.",
    }
    return said.get(request.args.get("done", ""))


def _decided(person_id: str, done: str, do: Callable[[Session, deciding.Sent], None]) -> AnyResponse:
    with writing() as session:
        do(session, deciding.Sent(form_key(), body_digest()))
    return redirect(url_for("people.person", person_id=person_id, done=done), 303)


def _page(template: str, *, title: str, person_id: str, form: Form, **values: object) -> str:
    """A form about one person; shown again with what was typed and the cure where there are errors."""
    return render(
        f"clerk/{template}.html",
        title=title,
        form=form,
        errors=form.faults(),
        who=overseeing.check_may_decide(reading(), actor(), person_id, today=today()),
        back=url_for("people.person", person_id=person_id),
        key=submit_key(),
        **values,
    )


def _open(person_id: str, assignment_id: str) -> deciding.Open:
    return deciding.what_is_open(
        reading(), actor(), library=library(), person_id=person_id, assignment_id=assignment_id, today=today()
    )


@blueprint.get("/clerk/people/<person_id>/dates/<assignment_id>")
@door(Action.DECIDE)
def date(person_id: str, assignment_id: str) -> str:
    return _date_page(person_id, assignment_id, MoveDate())


def _date_page(person_id: str, assignment_id: str, form: MoveDate) -> str:
    thing = _open(person_id, assignment_id)
    return _page("move_date", title="Move a date", person_id=person_id, form=form, thing=thing)


@blueprint.post("/clerk/people/<person_id>/dates/<assignment_id>")
@door(Action.DECIDE)
def move(person_id: str, assignment_id: str) -> Answer:
    form = MoveDate.sent()
    to = form.day.data
    if to is None or form.faults():
        return _date_page(person_id, assignment_id, form), 422
    try:
        return _decided(
            person_id,
            "moved",
            lambda session, key: deciding.move_date(
                session, actor(), library=library(), person_id=person_id, assignment_id=assignment_id, to=to,
                reason=form.reason.data, sent=key, now=now(),
            ),
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(form.reason if isinstance(refusal, deciding.UnfitReason) else form.day, refusal)
    except StorageTrouble as trouble:
        return form_not_saved(
            trouble, form, lambda: _date_page(person_id, assignment_id, form), button="Move the date"
        )
    return _date_page(person_id, assignment_id, form), 422


@blueprint.get("/clerk/people/<person_id>/attempts/<assignment_id>")
@door(Action.DECIDE)
def attempt(person_id: str, assignment_id: str) -> str:
    return _attempt_page(person_id, assignment_id, GrantAttempt())


def _attempt_page(person_id: str, assignment_id: str, form: GrantAttempt) -> str:
    thing = _open(person_id, assignment_id)
    return _page("grant_attempt", title="Grant another attempt", person_id=person_id, form=form, thing=thing)


@blueprint.post("/clerk/people/<person_id>/attempts/<assignment_id>")
@door(Action.DECIDE)
def grant(person_id: str, assignment_id: str) -> Answer:
    form = GrantAttempt.sent()
    if form.faults():
        return _attempt_page(person_id, assignment_id, form), 422
    try:
        return _decided(
            person_id,
            "granted",
            lambda session, key: deciding.grant_attempt(
                session, actor(), library=library(), person_id=person_id, assignment_id=assignment_id,
                reason=form.reason.data, sent=key, now=now(),
            ),
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(form.reason, refusal)
    except StorageTrouble as trouble:
        return form_not_saved(
            trouble,
            form,
            lambda: _attempt_page(person_id, assignment_id, form),
            button="Grant another attempt",
        )
    return _attempt_page(person_id, assignment_id, form), 422


@blueprint.get("/clerk/people/<person_id>/leaving")
@door(Action.DECIDE)
def leaving(person_id: str) -> str:
    return _leaving_page(person_id, Leaving())


def _leaving_page(person_id: str, form: Leaving) -> str:
    return _page("leaving", title="Record a leaving date", person_id=person_id, form=form)


@blueprint.post("/clerk/people/<person_id>/leaving")
@door(Action.DECIDE)
def leave(person_id: str) -> Answer:
    form = Leaving.sent()
    on = form.day.data
    if on is None or form.faults():
        return _leaving_page(person_id, form), 422
    try:
        return _decided(
            person_id,
            "left",
            lambda session, key: deciding.record_leaving(
                session, actor(), library=library(), person_id=person_id, on=on, sent=key, now=now()
            ),
        )
    except Refused as refusal:
        form.refuse(form.day, refusal)
    except StorageTrouble as trouble:
        return form_not_saved(
            trouble, form, lambda: _leaving_page(person_id, form), button="Record the leaving date"
        )
    return _leaving_page(person_id, form), 422
