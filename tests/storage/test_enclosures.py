"""What evidence names only by a digest is walked too: the texts shown, and the answers marked."""

import pytest
from sqlalchemy import text

from lms.storage import ledger
from lms.storage.canonical import canonical_json
from lms.storage.engine import Database
from lms.storage.merkle import commitment
from lms.storage.rows import AnswerSalt, AttemptAnswer, AttemptResult
from tests import build
from tests.storage.tampering import unguarded

SALT = b"s" * 32
# A statement, and what the walk must say: place, table, kind of fault.
TAMPERINGS: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "an answer is changed": (
        "UPDATE attempt_answer SET answer = '[\"b\"]' WHERE question = 'q1' AND n = 2",
        [(1, "attempt_result", "answers")],
    ),
    "an answer is taken away": (
        "DELETE FROM attempt_answer WHERE question = 'q2'",
        [(1, "attempt_result", "answers")],
    ),
    "an answer is put in": (
        "INSERT INTO attempt_answer (attempt_id, question, n, answer, saved_at)"
        " SELECT attempt_id, question, 3, '[\"b\"]', saved_at FROM attempt_answer WHERE n = 2",
        [(1, "attempt_result", "answers")],
    ),
    "the salt is taken away, to hide it": ("DELETE FROM answer_salt", [(1, "attempt_result", "answers")]),
    "a text is changed": (
        "UPDATE content_snapshot SET text = '{\"right\": \"b\"}' WHERE kind = 'module'",
        [(0, "attempt", "text")],
    ),
}


@pytest.fixture
def marked(database: Database) -> Database:
    """An attempt and its result, in places 0 and 1; the first question was answered twice."""
    with database.writing() as session:
        owed = build.assignment(session, build.person(session))
        tried = build.attempt(session, owed)
        for question, n, answer in (("q1", 1, "b"), ("q1", 2, "a"), ("q2", 1, "c")):
            session.add(
                AttemptAnswer(
                    attempt_id=tried.id, question=question, n=n, answer=[answer], saved_at=build.NOW
                )
            )
        session.add(AnswerSalt(attempt_id=tried.id, salt=SALT))
        given = canonical_json({"q1": ["a"], "q2": ["c"]})
        result = AttemptResult(
            attempt_id=tried.id, person_id=tried.person_id, right=2, of=2, pass_percent=80, critical_missed=[],
            is_passed=True, answers_commitment=commitment(SALT, given).hex(),
        )  # fmt: skip
        ledger.add(session, result, now=build.NOW)
    return database


def test_answers_and_texts_as_they_were_are_no_fault(marked: Database) -> None:
    assert walk(marked) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_behind_a_digest_is_named(marked: Database, name: str) -> None:
    statement, expected = TAMPERINGS[name]

    with unguarded(marked) as connection:
        connection.execute(text(statement.replace('": ', '"\\: ')))

    assert walk(marked) == expected


def test_answers_deleted_with_their_salt_leave_a_result_that_stands(marked: Database) -> None:
    with unguarded(marked) as connection:
        connection.exec_driver_sql("DELETE FROM attempt_answer")
        connection.exec_driver_sql("DELETE FROM answer_salt")

    assert walk(marked) == []


@pytest.mark.sqlite  # PostgreSQL refuses such values itself
@pytest.mark.parametrize(
    "statement",
    ["UPDATE attempt_answer SET answer = '{' WHERE n = 2", "UPDATE answer_salt SET salt = 'text'"],
)
def test_answers_that_cannot_be_read_are_named(marked: Database, statement: str) -> None:
    with unguarded(marked) as connection:
        connection.exec_driver_sql(statement)

    assert walk(marked) == [(1, "attempt_result", "answers")]


def walk(database: Database) -> list[tuple[int, str, str]]:
    with database.reading() as session:
        return [(fault.seq, fault.table, fault.kind) for fault in ledger.verify(session)]
