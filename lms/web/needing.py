"""Who needs the clerk: each person in a sentence, with the one thing to do about it."""

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from lms.domain.roles import Action, may
from lms.domain.standing import days_in_words
from lms.services import report
from lms.services.report import Need, Needs
from lms.web import choosing
from lms.web.session import actor, library, today

LONGEST_DETAIL = 80
WHY = {
    "failed": "Has used up the attempts at {title}.",
    "declined": "Does not wish to acknowledge the policy: “{detail}”",
    "asked": "Has asked about {detail}.",
    "overdue": "{title} overdue {days}.",
    "lapsed": "{title} ran out {days} ago.",
}
AN_OFFICER = "They are an Authorised Officer."
VERBS = {"declined": "Read the refusal", "asked": "Read the question"}


Link = tuple[str, str]


@dataclass(frozen=True)
class NeedsYou:
    """Each person's name, one plain sentence and one link that is a verb; then where all the others are."""

    first: list[tuple[str, str, str, str]]
    more: Link | None


def needs_you(needs: Needs, *, on: dt.date) -> NeedsYou:
    """Whom the clerk should see to first, as at that day."""
    titles = report.titles(library(), ((each.kind, each.thing) for each in needs.first))
    more = (f"And {needs.more:,} more", all_needing(on)) if needs.more else None
    return NeedsYou([_need(each, titles, on) for each in needs.first], more)


def all_needing(on: dt.date) -> str:
    """Where everybody is listed who needs the clerk on that day."""
    day = None if on == today() else on.isoformat()
    return url_for("clerk.completions", on=day, standing=choosing.NEEDING, _anchor="people")


def _need(each: Need, titles: report.Titles, on: dt.date) -> tuple[str, str, str, str]:
    days = days_in_words((on - each.since).days) if each.since else ""
    detail = (
        each.detail if len(each.detail) <= LONGEST_DETAIL else f"{each.detail[:LONGEST_DETAIL].rstrip()}…"
    )
    if each.why == "asked":
        detail = clause_label(each.detail)
    words = WHY[each.why].format(title=titles.get((each.kind, each.thing), ""), days=days, detail=detail)
    verb, href = _do(each, on)
    return each.name, f"{words} {AN_OFFICER}" if each.is_officer else words, verb, href


def _do(each: Need, on: dt.date) -> Link:
    may_change = may(actor(), Action.DECIDE) and on == today() and each.person_id != actor().person_id
    if may_change and each.assignment_id and each.why in ("overdue", "failed"):
        view, verb = (
            ("date", "Move the date") if each.why == "overdue" else ("attempt", "Grant another attempt")
        )
        return verb, url_for(f"people.{view}", person_id=each.person_id, assignment_id=each.assignment_id)
    return VERBS.get(each.why, "See the record"), url_for("people.person", person_id=each.person_id)


def clause_label(clause_id: str) -> str:
    """How the clause is printed, where the register still has it."""
    registers = library().policies.values()
    clauses = (register.clause(clause_id) for register in registers)
    return next((clause.label for clause in clauses if clause is not None), clause_id)
