"""Assignments and the index of dates, made from the records: once, again, late, and for one person."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.standing import Standing, standing_of
from lms.services import programme
from lms.services.owing import dates_of
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    AssignmentChange,
    AssignmentReason,
    AttemptResult,
    AuthorisationEnding,
    Away,
    Certificate,
    CertificateEnding,
    FurtherAttempt,
    Person,
    PersonAudience,
    ProgrammeRule,
    StandingDates,
)
from tests import build, small_council
from tests.build import NOW, TODAY

LIBRARY = small_council.library()
JOINED = dt.date(2026, 11, 2)


def bring(
    session: Session, *, today: dt.date = TODAY, people: Sequence[str] | None = None
) -> programme.Brought:
    return programme.bring_up_to_date(session, library=LIBRARY, today=today, now=NOW, people=people)


def standings(session: Session, person: Person, *, today: dt.date = TODAY) -> dict[str, Standing]:
    rows = session.scalars(select(StandingDates).where(StandingDates.person_id == person.id))
    return {row.thing: standing_of(dates_of(row), today=today) for row in rows}


def dates(session: Session, person: Person, thing: str = "induction") -> StandingDates:
    session.expire_all()
    return session.get_one(StandingDates, (person.id, "module", thing))


def test_a_new_starter_owes_what_the_starting_rules_ask(database: Database) -> None:
    with database.writing() as session:
        version = build.policy_version(session)
        build.policy_acceptance(session, version, in_force_on=TODAY)
        tom = build.person(session, name="Tom Hartley", joined_on=JOINED)

        brought = bring(session)

        made = session.scalars(select(Assignment).order_by(Assignment.kind)).all()
        assert [(row.thing, row.period, row.due_on) for row in made] == [
            ("social-media", version.id, TODAY + dt.timedelta(days=30)),
            ("induction", "1", JOINED + dt.timedelta(days=30)),
        ]
        assert brought == programme.Brought(people=1, assignments=2, changed=1)
        assert standings(session, tom) == {"social-media": Standing.DUE, "induction": Standing.DUE}


def test_each_assignment_names_the_rule_behind_it(database: Database) -> None:
    with database.writing() as session:
        build.person(session, joined_on=JOINED)
        bring(session)

        slug = select(ProgrammeRule.slug).join(AssignmentReason, AssignmentReason.rule_id == ProgrammeRule.id)
        assert session.scalars(slug).all() == ["induction"]


def test_doing_it_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        build.policy_acceptance(session, build.policy_version(session))
        build.person(session, joined_on=JOINED)
        build.person(session, joined_on=JOINED, audiences=["member"])
        bring(session)

        again = bring(session)

        assert again == programme.Brought(people=2, assignments=0, changed=0)


def test_a_lost_index_is_rebuilt_the_same(database: Database) -> None:
    with database.writing() as session:
        build.policy_acceptance(session, build.policy_version(session))
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        before = standings(session, tom)
        session.query(StandingDates).delete()

        bring(session)

        assert standings(session, tom) == before != {}


def test_only_the_people_named_are_looked_at(database: Database) -> None:
    with database.writing() as session:
        tom, ann = build.person(session, joined_on=JOINED), build.person(session, joined_on=JOINED)

        bring(session, people=[tom.id])

        assert standings(session, tom) and not standings(session, ann)


def catch_up(session: Session, person: Person, *, now: dt.datetime) -> programme.Brought:
    return programme.catch_up(session, person.id, library=LIBRARY, now=now)


def test_who_signs_in_once_their_renewal_has_opened_is_caught_up_once(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        ann = build.person(session, joined_on=JOINED)
        bring(session)
        assignment = session.scalars(select(Assignment).where(Assignment.person_id == tom.id)).one()
        build.completion(session, assignment, completed_on=TODAY, valid_until=dt.date(2027, 11, 20))
        bring(session)
        window = dt.datetime.combine(dates(session, tom).window_on or TODAY, dt.time(12), tzinfo=dt.UTC)

        eve = catch_up(session, tom, now=window - dt.timedelta(days=1))
        first = catch_up(session, tom, now=window)
        again = catch_up(session, tom, now=window)

        assert eve == again == programme.Brought()
        assert first == programme.Brought(people=1, assignments=1, changed=1)
        assert standings(session, tom, today=window.date()) == {"induction": Standing.EXPIRING}
        assert dates(session, ann).opens_on == JOINED, "nobody else is looked at"


def test_who_signs_in_once_a_version_has_come_into_force_is_asked_for_it(database: Database) -> None:
    with database.writing() as session:
        build.policy_acceptance(session, build.policy_version(session))
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        later = build.policy_version(session, text='{"clauses": []}')
        build.policy_acceptance(session, later, in_force_on=TODAY + dt.timedelta(days=1))

        today = catch_up(session, tom, now=NOW)
        tomorrow = catch_up(session, tom, now=NOW + dt.timedelta(days=1))

        assert (today.assignments, tomorrow.assignments) == (0, 1)


def test_a_rule_seeded_once_is_the_clerks_from_then_on(database: Database) -> None:
    with database.writing() as session:
        added = programme.seed_rules(session, council=LIBRARY.council, now=NOW)
        other = small_council.council(programme=(small_council.starting_rule(due_days=5),))

        again = programme.seed_rules(session, council=other, now=NOW)

        assert (added, again) == (3, 0)
        assert session.scalars(select(ProgrammeRule.due_days)).all() == [30, 30, 30]


def test_a_renewal_opens_late_just_as_it_would_have_in_time(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=dt.date(2025, 9, 1))
        bring(session, today=dt.date(2025, 9, 1))
        first = session.scalars(select(Assignment)).one()
        build.completion(
            session, first, completed_on=dt.date(2025, 12, 15), valid_until=dt.date(2026, 12, 15)
        )

        bring(session, today=dt.date(2026, 12, 30))

        second = session.scalars(select(Assignment).where(Assignment.period == "2")).one()
        assert (second.opens_on, second.due_on) == (dt.date(2026, 10, 16), dt.date(2026, 12, 15))
        assert standings(session, tom)["induction"] is Standing.EXPIRING
        assert standings(session, tom, today=dt.date(2026, 12, 30))["induction"] is Standing.LAPSED


def test_a_completion_lasts_as_its_rule_says(database: Database) -> None:
    with database.writing() as session:
        build.person(session, joined_on=JOINED)
        bring(session)
        owed = session.scalars(select(Assignment)).one()

        until = programme.lasts_until(session, assignment_id=owed.id, completed_on=TODAY)

        assert until == dt.date(2027, 11, 20)


def test_a_renewal_without_drift_is_counted_from_what_it_renews(database: Database) -> None:
    library = small_council.library(programme=(small_council.starting_rule(renewal="no drift"),))
    with database.writing() as session:
        build.person(session, joined_on=dt.date(2025, 9, 1))
        programme.bring_up_to_date(session, library=library, today=dt.date(2025, 9, 1), now=NOW)
        first = session.scalars(select(Assignment)).one()
        build.completion(
            session, first, completed_on=dt.date(2025, 12, 15), valid_until=dt.date(2026, 12, 15)
        )
        programme.bring_up_to_date(session, library=library, today=TODAY, now=NOW)
        second = session.scalars(select(Assignment).where(Assignment.period == "2")).one()

        assert programme.lasts_until(session, assignment_id=second.id, completed_on=TODAY) == dt.date(
            2027, 12, 15
        )


def test_the_clerks_date_and_withdrawal_are_followed(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        owed = session.scalars(select(Assignment)).one()

        for change, due_on in (("moved", dt.date(2026, 12, 24)), ("withdrawn", None)):
            row = AssignmentChange(
                assignment_id=owed.id,
                person_id=tom.id,
                change=change,
                due_on=due_on,
                reason="Agreed",
                by_id="ruth",
            )
            ledger.add(session, row, now=NOW)
            bring(session)

            assert dates(session, tom).due_on == dt.date(2026, 12, 24)
            assert dates(session, tom).is_withdrawn is (change == "withdrawn")


def test_a_date_inside_sick_leave_moves(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        session.add(
            Away(
                id="away",
                person_id=tom.id,
                from_on=TODAY,
                until_on=dt.date(2026, 12, 31),
                recorded_by="ruth",
                recorded_at=NOW,
            )
        )
        session.flush()
        bring(session)

        assert dates(session, tom).due_on == dt.date(2027, 1, 15)


def test_an_authorised_officer_owes_the_refresher_while_authorised(database: Database) -> None:
    with database.writing() as session:
        megan = build.person(session, joined_on=JOINED)
        grant = build.authorisation(session, megan, granted_on=dt.date(2026, 11, 9))
        bring(session)
        assert standings(session, megan)["refresher"] is Standing.DUE

        ending = AuthorisationEnding(
            authorisation_id=grant.id, person_id=megan.id, ended_on=TODAY, reason="Moved on", by_id="ruth"
        )
        ledger.add(session, ending, now=NOW)
        bring(session)

        assert standings(session, megan)["refresher"] is Standing.WITHDRAWN


def test_a_nominated_officer_owes_the_refresher_before_being_authorised(database: Database) -> None:
    with database.writing() as session:
        megan = build.person(session, joined_on=JOINED, audiences=["authorised-officer"])
        build.authorisation(session, megan, granted_on=dt.date(2026, 11, 25))
        bring(session)

        assert dates(session, megan, "refresher").due_on == dt.date(2026, 11, 25)


def test_leaving_ends_what_is_owed(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        tom.left_on, tom.left_by = TODAY, "ruth"
        session.flush()

        bring(session)

        assert set(standings(session, tom).values()) == {Standing.WITHDRAWN}


def test_used_up_attempts_ask_for_a_talk_until_another_is_granted(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        owed = session.scalars(select(Assignment)).one()
        for number in (1, 2, 3):
            assert standings(session, tom)["induction"] is Standing.DUE
            tried = build.attempt(session, owed, number=number)
            result = AttemptResult(
                attempt_id=tried.id,
                person_id=tom.id,
                right=3,
                of=10,
                pass_percent=80,
                critical_missed=[],
                is_passed=False,
                answers_commitment="0" * 64,
            )
            ledger.add(session, result, now=NOW)
            bring(session)
        assert standings(session, tom)["induction"] is Standing.FAILED

        further = FurtherAttempt(person_id=tom.id, assignment_id=owed.id, reason="We talked", by_id="ruth")
        ledger.add(session, further, now=NOW)
        bring(session)

        assert standings(session, tom)["induction"] is Standing.DUE


def test_a_withdrawn_certificate_means_doing_it_again(database: Database) -> None:
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        done = build.completion(session, session.scalars(select(Assignment)).one())
        certificate = ledger.add(
            session, Certificate(person_id=tom.id, completion_id=done.id, words={}), now=NOW
        )
        bring(session)
        assert dates(session, tom).certificate == certificate.id
        ending = CertificateEnding(
            certificate_id=certificate.id,
            person_id=tom.id,
            ending="withdrawn",
            reason="Not theirs",
            by_id="ruth",
        )
        ledger.add(session, ending, now=NOW)

        bring(session)

        assert standings(session, tom)["induction"] is Standing.REVOKED
        assert dates(session, tom).due_on == TODAY + dt.timedelta(days=30)


def test_an_acknowledgement_counts_for_its_version_alone(database: Database) -> None:
    with database.writing() as session:
        first = build.policy_version(session)
        build.policy_acceptance(session, first)
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        read = Acknowledgement(
            person_id=tom.id, policy="social-media", version_id=first.id, document_digest=first.document_digest,
            statement="I have read it.", audiences=["employee"], shown_at=NOW, method="password",
        )  # fmt: skip
        ledger.add(session, read, now=NOW)
        bring(session)
        assert standings(session, tom)["social-media"] is Standing.CURRENT

        second = build.policy_version(session, text='"the council\'s own"', source_digest="0" * 64)
        bring(session)
        assert standings(session, tom)["social-media"] is Standing.CURRENT
        build.policy_acceptance(session, second, in_force_on=TODAY)
        bring(session)

        assert standings(session, tom)["social-media"] is Standing.DUE


def test_a_past_day_shows_only_what_was_recorded_by_then(database: Database) -> None:
    day = dt.timedelta(days=1)
    with database.writing() as session:
        tom = build.person(session, joined_on=JOINED)
        bring(session)
        owed = session.scalars(select(Assignment)).one()
        build.completion(session, owed, completed_on=TODAY, now=NOW + 3 * day)
        session.add(
            PersonAudience(
                id="later",
                person_id=tom.id,
                audience="authorised-officer",
                from_on=JOINED,
                until_on=None,
                recorded_at=NOW + 3 * day,
            )
        )
        session.flush()
        programme.bring_up_to_date(session, library=LIBRARY, today=TODAY + 3 * day, now=NOW + 3 * day)

        (then,) = programme.dates_as_at(session, on=TODAY + day, known_by=NOW + day)
        now = programme.dates_as_at(session, on=TODAY + 3 * day, known_by=NOW + 4 * day)

        assert (then["thing"], then["done_on"]) == ("induction", None)
        told = {row["thing"]: row["done_on"] for row in now if row["kind"] == "module"}
        assert told == {"induction": TODAY, "refresher": None}
        assert programme.dates_as_at(session, on=TODAY - 9 * day, known_by=NOW - 9 * day) == []


def test_what_is_reckoned_for_today_from_the_evidence_is_what_the_index_holds(database: Database) -> None:
    with database.writing() as session:
        build.policy_acceptance(session, build.policy_version(session))
        tom = build.person(session, joined_on=JOINED)
        build.person(session, joined_on=JOINED, left_on=dt.date(2026, 11, 10))
        bring(session)
        build.completion(
            session, session.scalars(select(Assignment).where(Assignment.person_id == tom.id)).first()
        )
        bring(session)

        rows = session.execute(select(*StandingDates.__table__.columns)).mappings()
        index = sorted((dict(row) for row in rows), key=str)

        found = programme.dates_as_at(session, on=TODAY, known_by=NOW + dt.timedelta(days=1))
        assert sorted(found, key=str) == index != []
