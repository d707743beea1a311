"""The demonstration's cast, one button each: hung only where ``LMS_DEMO=1``."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lms.domain.membership import is_active_member
from lms.domain.roles import Action, Role
from lms.services import accounts
from lms.services.accounts import CastMember
from lms.web import session
from lms.web.accounts import onward
from lms.web.doors import door
from lms.web.forms import sent
from lms.web.pages import render

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.get("")
@door(Action.ANYONE)
def show() -> ResponseReturnValue:
    cast = accounts.cast(session.reading(), today=session.today())
    lines = [(member.key, member.name, _who(member)) for member in sorted(cast, key=_order)]
    return render("demo/cast.html", title="Who would you like to be?", cast=lines)


@blueprint.post("/sign-in/<person>")
@door(Action.ANYONE)
def sign_in(person: str) -> ResponseReturnValue:
    sent({})
    with session.writing() as records:
        token = accounts.begin_as_cast(records, key=person, now=session.now())
    session.sign_in(token)
    return onward("/")


def _order(member: CastMember) -> tuple[bool, bool, str]:
    """Those with training to do first, then those with a desk, then those who have left."""
    return member.left_on is not None, member.roles != {Role.LEARNER}, member.key


def _who(member: CastMember) -> str:
    """``Officer overdue. Employee, Authorised Officer.``"""
    council = session.council()
    named = [council.audience(slug) for slug in dict.fromkeys(member.audiences)]
    words = [audience.name for audience in named if audience is not None]
    words += [
        role.value.capitalize() for role in sorted(member.roles - {Role.LEARNER}) if role.value != member.key
    ]
    if not is_active_member(member.left_on, today=session.today()):
        words.append("Cannot sign in any more")
    part = member.key.replace("-", " ").capitalize()
    return f"{part}. {', '.join(words)}." if words else f"{part}."
