"""Signing in without a browser: counting tries, checking passwords, and what a token is worth."""

import statistics
import threading
import time

import pytest
from argon2 import PasswordHasher

from lms.domain.refusal import Refused
from lms.services import accounts
from lms.services.accounts import Candidate, TooManyTries
from lms.storage.engine import Database
from lms.storage.rows import Person, SignInFailure
from tests import build

KEY = b"a key of this test's own"


def test_many_at_once_cannot_outrun_the_count(database: Database) -> None:
    outcomes: list[bool] = []

    def guess() -> None:
        try:
            with database.writing() as session:
                accounts.count_try(session, email="robin@wick.example.gov.uk", key=KEY, now=build.NOW)
            outcomes.append(True)
        except TooManyTries:
            outcomes.append(False)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False] * 6 + [True] * 10


def test_the_address_tried_cannot_be_read_in_the_records(database: Database) -> None:
    with database.writing() as session:
        accounts.count_try(session, email="Robin@wick.example.gov.uk ", key=KEY, now=build.NOW)
        same = accounts.count_try(session, email="robin@wick.example.gov.uk", key=KEY, now=build.NOW)

    with database.reading() as session:
        kept = session.query(SignInFailure).all()
    assert {row.account for row in kept} == {same.account} and len(kept) == 2
    assert "robin" not in same.account


def test_success_forgets_the_tries(database: Database) -> None:
    with database.writing() as session:
        build.person(
            session, email="robin@wick.example.gov.uk", password_hash=accounts.hash_of("weasel lantern fjord")
        )
    with database.writing() as session:
        for _ in range(9):
            candidate = accounts.count_try(session, email="robin@wick.example.gov.uk", key=KEY, now=build.NOW)
        assert accounts.fits(candidate, "weasel lantern fjord")
        accounts.begin(session, candidate, new_hash=None, now=build.NOW)

    with database.reading() as session:
        assert session.query(SignInFailure).count() == 0


def test_an_old_hash_is_made_anew_at_the_next_sign_in(database: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("weasel lantern fjord")
    with database.writing() as session:
        person = build.person(session, password_hash=weak)
        candidate = Candidate("", person.id, weak)
        assert accounts.fits(candidate, "weasel lantern fjord")
        accounts.begin(
            session, candidate, new_hash=accounts.fresh_hash(candidate, "weasel lantern fjord"), now=build.NOW
        )

    with database.reading() as session:
        kept = session.get_one(Person, person.id).password_hash
    assert kept is not None and kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert accounts.fresh_hash(Candidate("", person.id, kept), "weasel lantern fjord") is None


def test_an_unknown_address_takes_as_long_as_a_known_one() -> None:
    known = Candidate("", "someone", accounts.hash_of("weasel lantern fjord"))
    unknown = Candidate("", None, None)

    def seconds(candidate: Candidate) -> float:
        began = time.perf_counter()
        assert not accounts.fits(candidate, "not the password")
        return time.perf_counter() - began

    pairs = [(seconds(known), seconds(unknown)) for _ in range(9)]

    ratio = statistics.median(known for known, _ in pairs) / statistics.median(
        unknown for _, unknown in pairs
    )
    assert 0.5 < ratio < 2


def test_nobody_signs_in_with_no_password_set() -> None:
    assert not accounts.fits(Candidate("", "someone", None), "")


def test_a_token_made_up_is_worth_nothing(database: Database) -> None:
    with database.reading() as session:
        assert accounts.who(session, "made up", now=build.NOW) is None
        assert accounts.person_behind(session, "made up") is None


def test_the_cast_is_whoever_the_demonstration_marked(database: Database) -> None:
    with database.writing() as session:
        build.person(session, name="Megan Pugh", reference="demo:new-starter")
        build.person(session, name="Lee Marsh", reference="demo:leaver", left_on=build.TODAY)
        build.person(session, name="Robin Sedge", reference="demonstrator")

    with database.reading() as session:
        cast = accounts.cast(session, today=build.TODAY)

    assert [(member.key, member.name) for member in cast] == [
        ("leaver", "Lee Marsh"),
        ("new-starter", "Megan Pugh"),
    ]


@pytest.mark.parametrize("key", ["leaver", "nobody"])
def test_a_leaver_and_a_stranger_are_not_signed_in_by_the_demonstration_either(
    database: Database, key: str
) -> None:
    with database.writing() as session:
        build.person(session, name="Lee Marsh", reference="demo:leaver", left_on=build.TODAY)

    with pytest.raises(Refused), database.writing() as session:
        accounts.begin_as_cast(session, key=key, now=build.NOW)
