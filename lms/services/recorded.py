"""What the records hold about the person acting, for their own eyes."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.storage.queries import learning as learning_queries
from lms.storage.queries import owing as queries


@dataclass(frozen=True)
class Acknowledged:
    """A policy acknowledged: the words agreed to, when and how."""

    policy: str
    statement: str
    at: dt.datetime
    method: str


@dataclass(frozen=True)
class Tried:
    """A finished attempt at a quiz."""

    attempt_id: str
    module: str
    right: int
    of: int
    is_passed: bool
    at: dt.datetime


def acknowledgements(session: Session, actor: Actor, *, library: CouncilLibrary) -> list[Acknowledged]:
    """Every acknowledgement of the person acting, newest first."""
    check_may(actor, Action.SEE_OWN_RECORD)
    titles = {slug: register.title for slug, register in library.policies.items()}
    return [
        Acknowledged(
            titles.get(row.policy, row.policy),
            row.statement,
            row.happened_at,
            row.method,
        )
        for row in queries.acknowledgements_of(session, actor.person_id)
    ]


def attempts(session: Session, actor: Actor, *, library: CouncilLibrary) -> list[Tried]:
    """Every finished attempt of the person acting, newest first."""
    check_may(actor, Action.SEE_OWN_RECORD)
    titles = {slug: module.title for slug, module in library.modules.items()}
    return [
        Tried(
            attempt.id,
            titles.get(attempt.module, attempt.module),
            result.right,
            result.of,
            result.is_passed,
            result.happened_at,
        )
        for attempt, result in learning_queries.results_of(session, actor.person_id)
    ]
