"""One attempt as the desk may read it: whose it is, what it was drawn from, and what is not yet named."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import answered, attempts, policies
from lms.services.answered import Answered
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptResult
from tests import build, learners
from tests.learners import MODULE, NOW, POLICY, everything, first, one_attempt, to_the_quiz
from tests.storage.tampering import unguarded

LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def ready(council: Database, wick: CouncilLibrary, actor: Actor) -> Database:
    """The database once the person has played every scenario."""
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
    return council


def desk(*roles: Role, person_id: str = "somebody-else") -> Actor:
    return Actor(person_id, "Ruth Prosser", learners.ROLES | set(roles), "password")


CLERK = desk(Role.CLERK)


def finished(database: Database, actor: Actor, library: CouncilLibrary, **how: Any) -> AttemptResult:
    with database.writing() as session:
        return one_attempt(session, actor, library, **how)


def begun(database: Database, actor: Actor, library: CouncilLibrary) -> Attempt:
    """An attempt of which only the first question is answered."""
    with database.writing() as session:
        attempt = attempts.start(session, actor, library=library, module=MODULE, now=NOW)
        here = attempts.sheet(session, actor, library=library, attempt_id=attempt.id)
        answer = learners.wrong_answer(here.asked(1)[1])
        attempts.save(session, actor, library=library, attempt_id=attempt.id, n=1, answer=answer, now=NOW)
        return attempt


def read(
    database: Database, library: CouncilLibrary, attempt_id: str, *, of: str, by: Actor = CLERK
) -> Answered:
    with database.reading() as session:
        return answered.attempt(
            session, by, library=library, person_id=of, attempt_id=attempt_id, today=LATER.date()
        )


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.AUDITOR])
def test_the_desk_reads_what_was_asked_and_answered(
    ready: Database, wick: CouncilLibrary, actor: Actor, role: Role
) -> None:
    result = finished(ready, actor, wick, misses=first(3, "telling"))

    found = read(ready, wick, result.attempt_id, of=actor.person_id, by=desk(role))

    assert found.person.id == actor.person_id and found.shows_right
    assert set(found.sheet.answers) == {asked.question for asked in found.sheet.form.asked}
    assert len(found.sheet.mark.missed) == 3


@pytest.mark.parametrize("roles", [(), (Role.COUNTERSIGNER,)])
def test_others_may_not_and_a_person_not_even_their_own(
    ready: Database, wick: CouncilLibrary, actor: Actor, roles: tuple[Role, ...]
) -> None:
    result = finished(ready, actor, wick)

    with pytest.raises(Refused) as refusal:
        read(ready, wick, result.attempt_id, of=actor.person_id, by=desk(*roles, person_id=actor.person_id))

    assert refusal.value.kind == "not allowed"


def test_an_attempt_is_unknown_under_another_persons_name(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    result = finished(ready, actor, wick)
    other = learners.learner(ready, wick, name="Lee Marsh")

    refusals = []
    for attempt_id in (result.attempt_id, "0" * 32):
        with pytest.raises(Refused) as refusal:
            read(ready, wick, attempt_id, of=other.id)
        refusals.append((refusal.value.sentence, refusal.value.kind))

    assert refusals[0] == refusals[1] == ("We cannot find that attempt.", "not found")


def test_what_counts_is_not_named_before_the_quiz_is_finished(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    attempt = begun(ready, actor, wick)

    found = read(ready, wick, attempt.id, of=actor.person_id)

    assert not found.shows_right and found.sheet.result is None and len(found.sheet.answers) == 1


def test_a_clerk_does_not_read_what_counts_before_they_are_asked_again(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    own = desk(Role.CLERK, person_id=actor.person_id)
    missed = finished(ready, actor, wick, misses=everything)
    with ready.writing() as session:
        attempts.reread(session, actor, library=wick, attempt_id=missed.attempt_id, now=NOW)

    before = read(ready, wick, missed.attempt_id, of=actor.person_id, by=own)
    passed = finished(ready, actor, wick)
    after = read(ready, wick, passed.attempt_id, of=actor.person_id, by=own)

    assert not before.shows_right and after.shows_right
    assert read(ready, wick, missed.attempt_id, of=actor.person_id).shows_right


def test_it_is_read_from_the_content_it_was_drawn_from(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    result = finished(ready, actor, wick)
    before = read(ready, wick, result.attempt_id, of=actor.person_id)
    questions = learners.bank_of(wick).questions
    reworded = tuple(each.model_copy(update={"stem": "Something else?"}) for each in questions)
    edited = learners.with_bank(learners.with_module(wick, title="Renamed"), questions=reworded)

    for library in (edited, learners.without_module(wick)):
        found = read(ready, library, result.attempt_id, of=actor.person_id)
        assert found.sheet.module.title == "Wick on line"
        assert found.sheet.bank == before.sheet.bank and found.sheet.form == before.sheet.form


def test_the_policy_is_the_one_in_force_when_they_began_though_it_was_changed_or_taken_away_since(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    result = finished(ready, actor, wick)
    before = read(ready, wick, result.attempt_id, of=actor.person_id)
    changed = learners.with_plain(wick, "Never post on a Sunday.")
    with ready.writing() as session:
        policies.ensure_plain_edition(session, library=changed, now=LATER)
        now = policies.version_in_force(session, library=changed, policy=POLICY, today=LATER.date())

    for library in (changed, replace(wick, policies={})):
        found = read(ready, library, result.attempt_id, of=actor.person_id)
        assert found.policy == before.policy and found.policy_digest == before.policy_digest
    assert before.policy_digest != now.document_digest


def test_a_version_accepted_later_with_an_earlier_day_was_not_in_force_then(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    result = finished(ready, actor, wick)
    before = read(ready, wick, result.attempt_id, of=actor.person_id)
    with ready.writing() as session:
        version = build.policy_version(session, policy=POLICY, edition="council", now=LATER)
        build.policy_acceptance(session, version, in_force_on=NOW.date(), now=LATER)

    assert read(ready, wick, result.attempt_id, of=actor.person_id).policy == before.policy


def test_a_record_shows_though_no_version_was_in_force(
    ready: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    result = finished(ready, actor, wick)
    with unguarded(ready) as connection:
        connection.exec_driver_sql("DELETE FROM policy_acceptance")

    found = read(ready, wick, result.attempt_id, of=actor.person_id)

    assert (found.policy, found.policy_digest) == (None, None) and found.shows_right
