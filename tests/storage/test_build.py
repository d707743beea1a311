"""What the tests build is what the ledger would take from anybody."""

from lms.storage import ledger
from lms.storage.engine import Database
from tests import build


def test_everything_that_tests_build_stands_in_an_honest_ledger(database: Database) -> None:
    with database.writing() as session:
        person = build.person(session, audiences=["employee", "member"], roles=["clerk"])
        build.rule(session)
        owed = build.assignment(session, person)
        build.run(session, owed)
        attempt = build.attempt(session, owed)
        build.attempt_result(session, attempt)
        version = build.policy_version(session)
        build.policy_acceptance(session, version)
        completion = build.completion(session, owed, attempt_id=attempt.id, policy_version_id=version.id)
        build.certificate(session, completion)
        build.acknowledgement(session, person, version)
        build.authorisation(session, person)
        build.entry(session, about=person)

    with database.reading() as session:
        assert ledger.verify(session) == []
        assert ledger.root(session)[0] == 9
