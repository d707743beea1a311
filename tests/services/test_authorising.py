"""Somebody speaks for the council only while the grant, the training and the acknowledgement all stand."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from lms.domain.authorisations import Speaking
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import acknowledging, authorising, home, opening, people, policies, programme
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import (
    Authorisation,
    AuthorisationEnding,
    Certificate,
    CertificateEnding,
    Person,
    PersonAudience,
    ProgrammeRule,
)
from tests import learners
from tests.learners import NOW, POLICY

DAY = dt.timedelta(days=1)
OFFICER = "authorised-officer"


@pytest.fixture
def wick(wick: CouncilLibrary) -> CouncilLibrary:
    """Wick, where the module is asked of officers, once a year, and the acknowledgement of them too."""
    module, reading = wick.council.programme
    rules = (
        module.model_copy(update={"audiences": (OFFICER,), "valid_months": 12}),
        reading.model_copy(update={"audiences": (OFFICER,)}),
    )
    return replace(wick, council=wick.council.model_copy(update={"programme": rules}))


@pytest.fixture
def clerk(council: Database, wick: CouncilLibrary) -> Actor:
    person = learners.learner(council, wick, name="Ada Fenn", audiences=[], roles=["clerk"])
    return learners.actor_of(person, Role.CLERK)


@pytest.fixture
def officer(council: Database, wick: CouncilLibrary, clerk: Actor) -> Actor:
    """Nominated, trained, has acknowledged, and was granted Facebook."""
    actor = learners.actor_of(learners.learner(council, wick, name="Megan Pugh"))
    with council.writing() as session:
        authorising.nominate(session, clerk, person_id=actor.person_id, now=NOW)
    bring(council, wick, now=NOW)
    learners.passed(council, wick, actor)
    acknowledge(council, wick, actor, now=NOW)
    grant(council, wick, clerk, actor)
    return actor


def bring(database: Database, library: CouncilLibrary, *, now: dt.datetime) -> None:
    with database.writing() as session:
        programme.bring_up_to_date(session, library=library, today=now.date(), now=now)


def acknowledge(database: Database, library: CouncilLibrary, actor: Actor, *, now: dt.datetime) -> None:
    with database.writing() as session:
        page = acknowledging.page(session, actor, library=library, policy=POLICY, now=now)
        acknowledging.acknowledge(
            session, actor, library=library, policy=POLICY, seen=page.seen(now), now=now
        )


def grant(database: Database, library: CouncilLibrary, clerk: Actor, actor: Actor) -> None:
    with database.writing() as session:
        authorising.grant(
            session, clerk, library=library, person_id=actor.person_id, channels=["facebook"], now=NOW
        )
    bring(database, library, now=NOW)


def speaking(
    database: Database, library: CouncilLibrary, actor: Actor, *, now: dt.datetime = NOW
) -> Speaking | None:
    bring(database, library, now=now)
    with database.reading() as session:
        return authorising.speaking_of(session, actor.person_id, library=library, today=now.date())


def lacking(
    database: Database, library: CouncilLibrary, actor: Actor, *, now: dt.datetime = NOW
) -> tuple[str, ...]:
    found = speaking(database, library, actor, now=now)
    assert found is not None and not found.is_live
    return found.lacking


def test_with_all_three_they_may_post_until_the_training_runs_out(
    council: Database, wick: CouncilLibrary, officer: Actor
) -> None:
    found = speaking(council, wick, officer)

    assert found == Speaking(("Facebook",), dt.date(2027, 11, 20), ())
    assert authorising.in_words(found) == "You may post for the Council on Facebook until 20 November 2027."


def test_without_a_grant_there_is_nothing_to_say(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    assert speaking(council, wick, clerk) is None


def test_an_ended_grant_is_no_grant(council: Database, wick: CouncilLibrary, officer: Actor) -> None:
    with council.writing() as session:
        given = session.scalars(select(Authorisation)).one()
        ending = AuthorisationEnding(
            authorisation_id=given.id,
            person_id=officer.person_id,
            ended_on=NOW.date(),
            reason="Moved to the museum.",
            by_id="clerk",
        )
        ledger.add(session, ending, now=NOW)

    assert speaking(council, wick, officer) is None


def test_training_that_ran_out_is_named(council: Database, wick: CouncilLibrary, officer: Actor) -> None:
    last_day = dt.datetime(2027, 11, 20, 9, tzinfo=dt.UTC)
    on_it = speaking(council, wick, officer, now=last_day)

    assert on_it is not None and on_it.is_live, "to the end of its last day"
    assert lacking(council, wick, officer, now=last_day + DAY) == ("Wick on line has run out",)


def test_a_withdrawn_certificate_is_named(council: Database, wick: CouncilLibrary, officer: Actor) -> None:
    with council.writing() as session:
        ending = CertificateEnding(
            certificate_id=session.scalars(select(Certificate.id)).one(),
            person_id=officer.person_id,
            ending="withdrawn",
            reason="It was somebody else's.",
            by_id="clerk",
        )
        ledger.add(session, ending, now=NOW)

    assert lacking(council, wick, officer) == ("Wick on line was withdrawn",)


def test_a_new_version_leaves_them_speaking_until_it_is_due(
    council: Database, wick: CouncilLibrary, officer: Actor
) -> None:
    changed = learners.with_plain(wick, "Ring first.")
    with council.writing() as session:
        policies.ensure_plain_edition(session, library=changed, now=NOW)

    waiting = speaking(council, changed, officer, now=NOW + 30 * DAY)
    late = lacking(council, changed, officer, now=NOW + 31 * DAY)

    assert waiting is not None and waiting.is_live
    assert late == ("the acknowledgement of the Social Media Policy is overdue",)


def test_each_thing_still_to_be_done_is_named_though_the_grant_came_first(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    actor = learners.actor_of(learners.learner(council, wick, name="Megan Pugh"))
    grant(council, wick, clerk, actor)

    assert lacking(council, wick, actor) == (
        "Wick on line is still to be done",
        "the acknowledgement of the Social Media Policy is still to be done",
    )


def test_an_acknowledgement_nobody_asks_for_counts_once_it_is_made(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    module = wick.council.programme[0]
    only = replace(wick, council=wick.council.model_copy(update={"programme": (module,)}))
    with council.writing() as session:
        rule = session.query(ProgrammeRule).filter_by(kind="acknowledgement").one()
        rule.ended_on, rule.ended_by = NOW.date(), clerk.person_id
    actor = learners.actor_of(learners.learner(council, only, name="Megan Pugh"))
    grant(council, only, clerk, actor)
    learners.passed(council, only, actor)

    assert lacking(council, only, actor) == (
        "the acknowledgement of the Social Media Policy is still to be done",
    )
    acknowledge(council, only, actor, now=NOW)
    found = speaking(council, only, actor)
    assert found is not None and found.is_live


def test_an_authorisation_with_no_training_behind_it_is_not_live(
    council: Database, wick: CouncilLibrary, officer: Actor, clerk: Actor
) -> None:
    with council.writing() as session:
        rule = session.query(ProgrammeRule).filter_by(kind="module").one()
        rule.ended_on, rule.ended_by = NOW.date(), clerk.person_id

    assert lacking(council, wick, officer) == ("no training for it is asked of anybody",)


def test_who_has_left_speaks_no_more(council: Database, wick: CouncilLibrary, officer: Actor) -> None:
    with council.writing() as session:
        row = session.get_one(Person, officer.person_id)
        people.record_leaving(session, people.operator(), person=row, on=NOW.date(), now=NOW)

    assert lacking(council, wick, officer) == ("Wick on line is no longer held",)


def test_a_late_officer_reads_first_what_they_may_not_do_until_then(
    council: Database, wick: CouncilLibrary, officer: Actor
) -> None:
    late = dt.datetime(2027, 11, 22, 9, tzinfo=dt.UTC)
    bring(council, wick, now=late)

    with council.reading() as session:
        page = home.home(session, officer, library=wick, root="", now=late)

    assert (
        page.opening[1] == "You may not post for the Council on Facebook for now: Wick on line has run out."
    )
    assert page.authorisations == (), "said once"


def test_naming_an_officer_twice_is_once_and_makes_them_owe_the_training(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    person = learners.learner(council, wick, name="Megan Pugh")
    for _ in range(2):
        with council.writing() as session:
            authorising.nominate(session, clerk, person_id=person.id, now=NOW)
    bring(council, wick, now=NOW)

    with council.reading() as session:
        named = session.scalars(select(PersonAudience).where(PersonAudience.audience == OFFICER)).all()
        page = home.home(session, learners.actor_of(person), library=wick, root="", now=NOW)
    assert len(named) == 1 and page.tasks[0].title == "Wick on line"


@pytest.mark.parametrize("channels", [[], ["telegram"], ["facebook", "telegram"]])
def test_only_channels_of_the_council_are_granted(
    council: Database, wick: CouncilLibrary, clerk: Actor, channels: list[str]
) -> None:
    person = learners.learner(council, wick, name="Megan Pugh")

    with council.writing() as session, pytest.raises(Refused, match="Name channels of the Council: facebook"):
        authorising.grant(session, clerk, library=wick, person_id=person.id, channels=channels, now=NOW)


def test_nobody_authorises_themselves_and_only_the_clerk_authorises_others(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    deputy = learners.actor_of(learners.learner(council, wick, name="Bert Osier"), Role.DEPUTY)

    for actor, whom in ((clerk, clerk), (deputy, clerk)):
        with council.writing() as session, pytest.raises(Refused) as refusal:
            authorising.grant(
                session, actor, library=wick, person_id=whom.person_id, channels=["facebook"], now=NOW
            )
        assert refusal.value.kind == "not allowed"


def test_opening_a_council_again_adds_no_rule_that_the_clerk_ended(
    council: Database, wick: CouncilLibrary, clerk: Actor
) -> None:
    with council.writing() as session:
        rule = session.query(ProgrammeRule).filter_by(kind="module").one()
        rule.ended_on, rule.ended_by = NOW.date(), clerk.person_id
        opening.open_council(session, library=wick, now=NOW)

    with council.reading() as session:
        assert len(session.scalars(select(ProgrammeRule)).all()) == 2
