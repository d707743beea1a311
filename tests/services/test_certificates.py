"""A certificate is shown to its owner and to those who see the report; anybody may ask whether it holds."""

import datetime as dt

import pytest
from sqlalchemy import select

from lms.domain.certificates import LENGTH, Validity, grouped
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import certificates
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Certificate, CertificateEnding
from tests import learners
from tests.learners import NOW

TODAY = NOW.date()
LAST_DAY = dt.date(2029, 11, 20)


@pytest.fixture
def number(council: Database, wick: CouncilLibrary, actor: Actor) -> str:
    learners.passed(council, wick, actor)
    with council.reading() as session:
        return session.scalars(select(Certificate.id)).one()


def refusal_of(database: Database, actor: Actor, number: str) -> tuple[str, str]:
    with database.reading() as session, pytest.raises(Refused) as refusal:
        certificates.shown_to(session, actor, number=number, today=TODAY)
    return refusal.value.sentence, refusal.value.kind


def test_its_number_cannot_be_guessed_and_can_be_typed(council: Database, number: str, actor: Actor) -> None:
    with council.reading() as session:
        typed = certificates.check(session, typed=f" {grouped(number).lower()} ", today=TODAY)
        shown = certificates.shown_to(session, actor, number=grouped(number), today=TODAY)

    assert len(number) == LENGTH and LENGTH * 5 >= 128
    assert typed == shown and typed.number == number


@pytest.mark.parametrize(
    ("today", "validity"),
    [
        (TODAY, Validity.CURRENT),
        (LAST_DAY, Validity.CURRENT),
        (LAST_DAY + dt.timedelta(days=1), Validity.EXPIRED),
    ],
)
def test_it_holds_to_the_end_of_its_last_day(
    council: Database, number: str, today: dt.date, validity: Validity
) -> None:
    with council.reading() as session:
        assert certificates.check(session, typed=number, today=today).validity is validity


def test_a_withdrawn_one_keeps_its_number_and_says_since_when_and_why(council: Database, number: str) -> None:
    with council.writing() as session:
        person_id = session.get_one(Certificate, number).person_id
        ending = CertificateEnding(
            certificate_id=number,
            person_id=person_id,
            ending="withdrawn",
            reason="It was somebody else's.",
            by_id="clerk",
        )
        ledger.add(session, ending, now=NOW)

    with council.reading() as session:
        proof = certificates.check(session, typed=number, today=TODAY)
    assert proof.validity is Validity.WITHDRAWN
    assert (proof.withdrawn_on, proof.reason) == (TODAY, "It was somebody else's.")


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.AUDITOR])
def test_those_who_see_the_report_see_it(
    council: Database, wick: CouncilLibrary, number: str, role: Role
) -> None:
    other = learners.actor_of(learners.learner(council, wick, name="Lee Marsh"), role)

    with council.reading() as session:
        assert certificates.shown_to(session, other, number=number, today=TODAY).number == number


def test_to_another_learner_it_is_as_unknown_as_one_that_never_was(
    council: Database, wick: CouncilLibrary, number: str
) -> None:
    other = learners.actor_of(learners.learner(council, wick, name="Lee Marsh"))

    assert refusal_of(council, other, number) == refusal_of(council, other, "0" * LENGTH)


def test_an_erased_number_is_as_unknown_as_one_that_never_was(council: Database, number: str) -> None:
    with council.writing() as session:
        ledger.erase(
            session, session.get_one(Certificate, number), ground="retention", by_id="system", now=NOW
        )

    sentences = set()
    for typed in (number, "0" * LENGTH, "not a number at all"):
        with council.reading() as session, pytest.raises(Refused) as refusal:
            certificates.check(session, typed=typed, today=TODAY)
        sentences.add((refusal.value.sentence, refusal.value.kind))
    assert sentences == {("We do not know this number. Check each group.", "not found")}


def test_held_ones_are_listed_to_their_owner_alone(
    council: Database, wick: CouncilLibrary, number: str, actor: Actor
) -> None:
    other = learners.actor_of(learners.learner(council, wick, name="Lee Marsh"))

    with council.reading() as session:
        assert [each.number for each in certificates.held_by(session, actor, today=TODAY)] == [number]
        assert certificates.held_by(session, other, today=TODAY) == []
