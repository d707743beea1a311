"""Somebody of Wick in the middle of their training, for the tests of the learner's pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from lms.domain.marking import Answer, right_answer
from lms.domain.quizzes import MatchPairs, PutInOrder, Question
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import attempts
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptAnswer, Person
from lms.web.asking import typed_as
from tests import learners
from tests.client import Client, Page
from tests.learners import MODULE, NOW
from tests.web.conftest import Hands

BUTTON = "Save and continue"


@dataclass
class Trainee:
    """A person, the browser they use, and what their records hold."""

    client: Client
    database: Database
    library: CouncilLibrary
    person: Person
    clock: Hands

    @property
    def actor(self) -> Actor:
        return learners.actor_of(self.person)

    def count(self, row: type) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(row)) or 0

    def play(self) -> None:
        """Every scenario, by the first choice of each scene."""
        with self.database.writing() as session:
            learners.to_the_quiz(session, self.actor, self.library, now=self.clock())

    def attempt(self) -> Attempt:
        """An attempt to work on, begun."""
        with self.database.writing() as session:
            return attempts.start(session, self.actor, library=self.library, module=MODULE, now=self.clock())

    def answer(self, attempt: Attempt, *, misses: Callable[[str], bool] | None = None) -> None:
        """Every question answered, in the records."""
        with self.database.writing() as session:
            learners.answer_all(
                session, self.actor, self.library, attempt, misses=misses or bool_of_nothing, now=self.clock()
            )

    def finished(self, *, misses: Callable[[str], bool] | None = None) -> str:
        """One whole attempt in the records; its id."""
        with self.database.writing() as session:
            result = learners.one_attempt(
                session, self.actor, self.library, misses=misses or bool_of_nothing, now=self.clock()
            )
            return result.attempt_id

    def reread(self, attempt_id: str) -> None:
        with self.database.writing() as session:
            attempts.reread(
                session, self.actor, library=self.library, attempt_id=attempt_id, now=self.clock()
            )

    def questions(self, attempt: Attempt) -> list[Question]:
        bank = learners.bank_of(self.library)
        found = [bank.question(asked["question"]) for asked in attempt.form["asked"]]
        return [question for question in found if question is not None]

    def result_page(self, attempt_id: str) -> Page:
        return self.client.get(f"/attempts/{attempt_id}")


def bool_of_nothing(cell: str) -> bool:
    """Misses no question."""
    return not cell


_kept: dict[str, tuple[bytes, Person]] = {}


def trainee(
    client: Client, database: Database, library: CouncilLibrary, clock: Hands, *, has_played: bool = False
) -> Trainee:
    """A new starter of Wick, signed in; ``has_played`` when every scenario is behind them.

    The records are made once and copied from then on.
    """
    path = Path(str(database.url.database))
    key = "played" if has_played else "new"
    if key not in _kept:
        learners.opened(database, library, now=NOW)
        person = learners.learner(database, library, now=NOW)
        if has_played:
            with database.writing() as session:
                learners.to_the_quiz(session, learners.actor_of(person), library, now=NOW)
        database.dispose()  # the last connection's end leaves all of it in the one file
        _kept[key] = (path.read_bytes(), person)
    file, person = _kept[key]
    path.write_bytes(file)
    client.sign_in(person)
    return Trainee(client, database, library, person, clock)


def fields(question: Question, answer: Answer | None = None) -> dict[str, Any]:
    """What a browser sends for this answer; the right one where none is given."""
    typed = typed_as(question, right_answer(question) if answer is None else answer)
    return {name: list(values) for name, values in typed.items()}


def asked(me: Trainee, kind: type[Question]) -> tuple[str, Question]:
    """The address of a question of this kind in an attempt whose form has one, and the question."""
    bank = learners.bank_of(me.library)
    one = next(question for question in bank.questions if isinstance(question, kind))
    drawn = me.attempt()
    form = {"asked": [{"question": one.id, "cell": one.cell, "shown": _shown(one)}, *drawn.form["asked"][1:]]}
    with me.database.writing() as session:
        attempt = Attempt(
            person_id=me.person.id,
            assignment_id=drawn.assignment_id,
            module=drawn.module,
            number=2,
            seed="seed",
            form=form,
            repeats=None,
            module_digest=drawn.module_digest,
            quiz_digest=drawn.quiz_digest,
            method="password",
        )
        ledger.add(session, attempt, now=me.clock())
    return f"/attempts/{attempt.id}/questions/1", one


def _shown(question: Question) -> list[str]:
    """An order in which the parts of a question may appear."""
    if isinstance(question, PutInOrder):
        return [step.id for step in reversed(question.steps)]
    if isinstance(question, MatchPairs):
        return sorted({pair.match for pair in question.pairs})
    return [option.id for option in question.options]


def holds(page: Page, question: Question) -> bool:
    """Whether the page comes with the right answer filled in."""
    on_page = page.form(BUTTON).fields
    return all(sorted(on_page[name]) == sorted(values) for name, values in fields(question).items())


def kept(me: Trainee) -> list[tuple[str, ...]]:
    """Every answer kept, first to last."""
    with me.database.reading() as session:
        rows = session.scalars(select(AttemptAnswer).order_by(AttemptAnswer.n))
        return [tuple(row.answer) for row in rows]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL asked meanwhile, the beginning and end of transactions apart."""
    asked: list[str] = []

    def note(*args: object) -> None:
        statement = str(args[2])
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            asked.append(statement)

    engines = {database.reader, database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
