"""Faults planted on purpose in a server, to show that the tests here would see them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from lms.services import attempts, learning
from lms.services.attempts import Sheet
from lms.storage.engine import Database
from lms.storage.queries import learning as queries
from lms.storage.queries.learning import Saved
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

    def keep(records: Session, here: Sheet, *, n: int, answer: Any, now: Any) -> None:
        _, question = here.asked(n)
        before = here.answers.get(question.id)
        count = before.n + 1 if before else 1
        records.add(
            AttemptAnswer(
                attempt_id=here.attempt.id, question=question.id, n=count, answer=list(answer), saved_at=now
            )
        )
        here.answers[question.id] = Saved(answer, now, count)

    @contextmanager
    def writing() -> Iterator[Session]:
        with properly() as records:
            yield records
        time.sleep(SLOW_SECONDS)

    _put(attempts, "keep", keep)
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
    assert hasattr(where, name), f"{name} is no longer there, so nothing was planted"
    setattr(where, name, what)


PLANTS: dict[str, Callable[[], None]] = {
    "answer before commit": answer_before_commit,
    "count each arrival": count_each_arrival,
    "check before the lock": check_before_the_lock,
}
