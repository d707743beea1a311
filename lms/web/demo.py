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
    lines = [(member.key, member.name, _who(member)) for member in cast]
    return render("demo/cast.html", title="Who would you like to be?", cast=lines)


@blueprint.post("/sign-in/<person>")
@door(Action.ANYONE)
def sign_in(person: str) -> ResponseReturnValue:
    sent({})
    with session.writing() as records:
        token = accounts.begin_as_cast(records, key=person, now=session.now())
    session.sign_in(token)
    return onward("/")


def _who(member: CastMember) -> str:
    """``Officer overdue: employee and authorised officer``."""
    council = session.council()
    named = [council.audience(slug) for slug in dict.fromkeys(member.audiences)]
    words = [audience.name for audience in named if audience is not None]
    words += [f"{role.value} in this system" for role in sorted(member.roles - {Role.LEARNER})]
    if not is_active_member(member.left_on, today=session.today()):
        words.append("has left, so cannot sign in")
    return f"{member.key.replace('-', ' ').capitalize()}: {', '.join(words)}" if words else member.key
