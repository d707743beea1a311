"""A person's own pages: home, and the record of what they have done."""

from flask import Blueprint, request, url_for

from lms.domain.days import day_of, short_day
from lms.domain.roles import Action, may
from lms.domain.standing import Standing
from lms.services import certificates, home, overseeing, recorded, report
from lms.web.choosing import UP_TO_DATE_IN_ALL
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
    return render("learner/home.html", title="Home", home=found, desk=_desk(), countersigned=countersigned)


def _desk() -> list[tuple[str, str, str]] | None:
    """The council's four figures with the people behind each, for those who see the report."""
    if not may(actor(), Action.SEE_REPORT):
        return None
    people = report.by_person(report.view(reading(), on=today(), today=today()))
    behind = (UP_TO_DATE_IN_ALL, Standing.DUE, Standing.OVERDUE, Standing.LAPSED)
    return [
        (f"{count:,}", word, url_for("clerk.completions", standing=standing, _anchor="people"))
        for (count, word), standing in zip(report.figures(people), behind, strict=True)
    ]


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
