"""A person's own pages: home, and the record of what they have done."""

from flask import Blueprint, request

from lms.domain.days import day_of, short_day
from lms.domain.roles import Action
from lms.services import certificates, home, overseeing, recorded
from lms.web import desk
from lms.web.doors import door
from lms.web.pages import render
from lms.web.session import actor, library, now, reading, today

blueprint = Blueprint("learner", __name__)


@blueprint.get("/")
@door(Action.LEARN)
def home_page() -> str:
    found = home.home(
        reading(),
        actor(),
        library=library(),
        root=request.script_root,
        now=now(),
    )
    countersigned = overseeing.countersigned(reading(), actor(), today=today())
    return render(
        "learner/home.html", title="Home", home=found, desk=desk.at_home(), countersigned=countersigned
    )


@blueprint.get("/record")
@door(Action.SEE_OWN_RECORD)
def record() -> str:
    session, who = reading(), actor()
    return render(
        "learner/record.html",
        title="My record",
        proofs=certificates.held_by(session, who, today=today()),
        acknowledged=recorded.acknowledgements(session, who, library=library()),
        attempts=recorded.attempts(session, who, library=library()),
        day=lambda instant: short_day(day_of(instant)),
    )
