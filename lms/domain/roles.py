"""The one table of who may do what: roles, actions, and the person who acts."""

from dataclasses import dataclass
from enum import StrEnum

from lms.domain.refusal import Refused


class Role(StrEnum):
    LEARNER = "learner"
    CLERK = "clerk"
    DEPUTY = "deputy"
    COUNTERSIGNER = "countersigner"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What an endpoint lets somebody do. `ANYONE` is for pages that need no sign-in."""

    ANYONE = "open a public page"
    LEARN = "do my own training and acknowledge the policy"
    SEE_OWN_RECORD = "see my own record and certificates"
    SEE_REPORT = "see the completion report and the people behind it"
    SEE_PERSON = "see a person’s page"
    EXPORT_REPORT = "take the report away as a file"
    DECIDE = "move a person’s date, grant another attempt or record leaving"
    CHANGE_PEOPLE = "add people and invite them"
    CHANGE_PROGRAMME = "set who owes what"
    ACCEPT_POLICY = "accept a policy’s wording"
    AUTHORISE = "authorise people to speak for the Council"


MAY: dict[Action, frozenset[Role]] = {
    Action.LEARN: frozenset({Role.LEARNER}),
    Action.SEE_OWN_RECORD: frozenset({Role.LEARNER}),
    Action.SEE_REPORT: frozenset({Role.CLERK, Role.DEPUTY, Role.AUDITOR}),
    # A countersigner's two are for the Town Clerk's own record alone (`lms.services.overseeing`).
    Action.SEE_PERSON: frozenset({Role.CLERK, Role.DEPUTY, Role.AUDITOR, Role.COUNTERSIGNER}),
    Action.EXPORT_REPORT: frozenset({Role.CLERK, Role.DEPUTY, Role.AUDITOR}),
    Action.DECIDE: frozenset({Role.CLERK, Role.DEPUTY, Role.COUNTERSIGNER}),
    Action.CHANGE_PEOPLE: frozenset({Role.CLERK, Role.DEPUTY}),
    Action.CHANGE_PROGRAMME: frozenset({Role.CLERK}),
    Action.ACCEPT_POLICY: frozenset({Role.CLERK}),
    Action.AUTHORISE: frozenset({Role.CLERK}),
}


@dataclass(frozen=True)
class Actor:
    """The person acting: who they are, the roles live today, and how they signed in."""

    person_id: str
    name: str
    roles: frozenset[Role]
    method: str


def may(actor: Actor | None, action: Action) -> bool:
    """Whether this person may do this; nobody signed in may only open public pages."""
    if action is Action.ANYONE:
        return True
    return actor is not None and bool(actor.roles & MAY[action])


def check_may(actor: Actor | None, action: Action) -> None:
    """Raise `Refused` unless this person may do this."""
    if actor is None and action is not Action.ANYONE:
        raise Refused("Sign in to see this page.", kind="signed out")
    if not may(actor, action):
        raise Refused(f"Your account may not {action.value}. Ask the Town Clerk.")
