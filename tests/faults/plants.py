"""Faults planted on purpose in a server, to show that the tests here would see them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from lms.services import attempts, learning
from lms.storage.engine import Database
from lms.storage.queries import learning as queries
from lms.storage.rows import AttemptAnswer
from lms.web import quiz, session

LATE_SECONDS = 0.03
SLOW_SECONDS = 0.2


def answer_before_commit() -> None:
    """The answer goes out first and the commit follows."""
    properly = Database.writing

    @contextmanager
    def writing(database: Database) -> Iterator[Session]:
        if not request or "sign-in" in request.path:
            with properly(database) as records:
                yield records
            return
        database._turn.acquire()
        records = Session(database.writer, expire_on_commit=False)
        try:
            records.connection()
            yield records
            records.flush()
        except BaseException:
            records.close()
            database._turn.release()
            raise
        threading.Thread(target=_commit, args=(database, records)).start()

    _put(Database, "writing", writing)


def _commit(database: Database, records: Session) -> None:
    time.sleep(LATE_SECONDS)
    records.commit()
    records.close()
    database._turn.release()


def count_each_arrival() -> None:
    """An answer that comes twice is kept twice; and the line is slow, so that many come twice."""
    properly = session.writing

    def save(
        records: Session, actor: Any, *, attempt_id: str, n: int, answer: Any, now: Any, **rest: Any
    ) -> Any:
        here = attempts.sheet(records, actor, library=rest["library"], attempt_id=attempt_id)
        _, question = here.asked(n)
        before = here.answers.get(question.id)
        row = AttemptAnswer(
            attempt_id=attempt_id,
            question=question.id,
            n=before.n + 1 if before else 1,
            answer=list(answer),
            saved_at=now,
        )
        records.add(row)
        return here

    @contextmanager
    def writing() -> Iterator[Session]:
        with properly() as records:
            yield records
        time.sleep(SLOW_SECONDS)

    _put(attempts, "save", save)
    _put(quiz, "writing", writing)


def check_before_the_lock() -> None:
    """Whether another attempt may begin is looked up first, and the lock is taken afterwards."""
    properly = attempts.start

    def start(records: Session, actor: Any, *, library: Any, module: str, now: Any) -> Any:
        turn = session.database()._turn
        records.rollback()  # gives the lock away
        turn.release()
        with session.database().reading() as looking:
            here = learning.way(looking, actor, library=library, module=module, now=now)
            tried = queries.attempts_of(looking, here.owed.assignment.id)
        time.sleep(LATE_SECONDS)
        turn.acquire()
        if tried:
            return properly(records, actor, library=library, module=module, now=now)
        tried = queries.attempts_of(records, here.owed.assignment.id)
        return attempts._draw(records, actor, here, tried, now=now)

    _put(attempts, "start", start)


def _put(where: Any, name: str, what: Callable[..., Any]) -> None:
    setattr(where, name, what)


PLANTS: dict[str, Callable[[], None]] = {
    "answer before commit": answer_before_commit,
    "count each arrival": count_each_arrival,
    "check before the lock": check_before_the_lock,
}
