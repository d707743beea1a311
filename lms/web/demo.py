"""The demonstration's cast, one button each: hung only where ``LMS_DEMO=1``."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lms.domain.roles import Action
from lms.services import accounts
from lms.web import session
from lms.web.accounts import signed_in
from lms.web.doors import door
from lms.web.pages import render
from lms.web.signing_in import Onward, safe_path

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


# In the order in which a visitor will want them.
STORIES = {
    "new-starter": "New starter: has everything still to do",
    "authorised-officer": "Authorised Officer: the refresher is due",
    "clerk": "Town Clerk: sees who is up to date",
    "officer-overdue": "Authorised Officer: late with the first refresher",
    "officer-lapsed": "Authorised Officer: the refresher has run out",
    "deputy": "Deputy: stands in for the Town Clerk",
    "auditor": "Auditor: reads everything, changes nothing",
    "countersigner": "Countersigner: decides on the Town Clerk’s own record",
    "leaver": "Has left the Council, and so cannot sign in",
}


@blueprint.get("")
@door(Action.ANYONE)
def show() -> ResponseReturnValue:
    return _cast(Onward(next=safe_path(request.args.get("next", "/"))))


@blueprint.post("")
@door(Action.ANYONE)
def show_with_form() -> ResponseReturnValue:
    """The same for somebody whose form is carried across their sign-in, which no address has room for."""
    return _cast(Onward.sent())


def _cast(form: Onward) -> str:
    cast = {member.key: member.name for member in accounts.cast(session.reading(), today=session.today())}
    known = [key for key in STORIES if key in cast] + [key for key in cast if key not in STORIES]
    lines = [(key, cast[key], STORIES.get(key, key)) for key in known]
    return render("demo/cast.html", title="Who would you like to be?", cast=lines, form=form)


@blueprint.post("/sign-in/<person>")
@door(Action.ANYONE)
def sign_in(person: str) -> ResponseReturnValue:
    form = Onward.sent()
    with session.writing() as records:
        session.end_earlier(records)
        token = accounts.begin_as_cast(records, key=person, now=session.now())
        session.catch_up(records, token)
    return signed_in(form, token)
