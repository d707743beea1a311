"""Reads what evidence names only by a digest: the texts that were shown, and the answers that were marked."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, inspect, or_, select
from sqlalchemy.orm import Session

from lms.storage.canonical import canonical_json
from lms.storage.merkle import commitment
from lms.storage.rows import AnswerSalt, AttemptAnswer, AttemptResult, ContentSnapshot, Evidence

CHUNK = 500
Named = tuple[type[Evidence], int, str]


def with_another_text(session: Session, kinds: Iterable[type[Evidence]]) -> Iterator[Named]:
    """Evidence whose text is gone, or is not the one that its digest was made of: kind, place and id."""
    altered = [digest for digest, text in session.execute(_texts()) if not _is_of(digest, text)]
    for kind in kinds:
        columns = _columns_of_texts(kind)
        if not columns:
            continue
        is_gone = [~exists().where(ContentSnapshot.digest == column) for column in columns]
        is_altered = [column.in_(altered) for column in columns]
        query = select(kind.seq, kind.id).where(or_(*is_gone, *is_altered))
        yield from ((kind, seq, row_id) for seq, row_id in session.execute(query))


def _texts() -> Any:
    return select(ContentSnapshot.digest, ContentSnapshot.text).execution_options(yield_per=CHUNK)


def _is_of(digest: str, text: object) -> bool:
    return isinstance(text, str) and hashlib.sha256(text.encode()).hexdigest() == digest


def _columns_of_texts(kind: type[Evidence]) -> list[Any]:
    columns = inspect(kind).columns
    return [
        column
        for column in columns
        if any(key.target_fullname == "content_snapshot.digest" for key in column.foreign_keys)
    ]


def with_other_answers(session: Session) -> Iterator[Named]:
    """Results whose answers are not those that were marked: kind, place and id.

    Answers deleted together with their salt are no fault: retention does so, and the result still stands.
    """
    query = select(
        AttemptResult.seq, AttemptResult.id, AttemptResult.attempt_id, AttemptResult.answers_commitment
    )
    rows = session.execute(query.order_by(AttemptResult.seq)).all()
    for start in range(0, len(rows), CHUNK):
        for row in _unlike(session, rows[start : start + CHUNK]):
            yield AttemptResult, row.seq, row.id


def _unlike(session: Session, rows: Sequence[Any]) -> list[Any]:
    """Those of the results whose answers do not give what was committed to."""
    attempts = [row.attempt_id for row in rows]
    try:
        given = _answers(session, attempts)
    except (TypeError, ValueError):  # one that cannot be read must not hide the others
        return [each for row in rows for each in _unlike(session, [row])] if len(rows) > 1 else list(rows)
    query = select(AnswerSalt.attempt_id, AnswerSalt.salt).where(AnswerSalt.attempt_id.in_(attempts))
    salts: dict[str, object] = {row.attempt_id: row.salt for row in session.execute(query)}
    return [row for row in rows if not _holds(row, salts.get(row.attempt_id), given[row.attempt_id])]


def _answers(session: Session, attempts: list[str]) -> dict[str, dict[str, list[str]]]:
    """The answer to each question that counts, by attempt: the last one saved."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    query = select(AttemptAnswer.attempt_id, AttemptAnswer.question, AttemptAnswer.answer)
    for attempt, question, answer in session.execute(
        query.where(AttemptAnswer.attempt_id.in_(attempts)).order_by(AttemptAnswer.n)
    ):
        found[attempt][question] = answer
    return found


def _holds(row: Any, salt: object, answers: dict[str, list[str]]) -> bool:
    if salt is None:
        return not answers
    if not isinstance(salt, bytes):
        return False
    try:
        return bool(commitment(salt, canonical_json(answers)).hex() == row.answers_commitment)
    except (TypeError, ValueError):
        return False
