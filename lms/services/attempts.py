"""One go at a quiz: start it, save each answer as it is given, finish it."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain import drawing, marking, retakes
from lms.domain.drawing import Asked, Form
from lms.domain.marking import Answer, Mark
from lms.domain.modules import Module
from lms.domain.quizzes import Bank, Question
from lms.domain.refusal import AlreadyDone, Refused
from lms.domain.retakes import Next, Past
from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.services import completing, learning, pinned
from lms.services.learning import Way
from lms.storage import ledger
from lms.storage.canonical import canonical_json
from lms.storage.merkle import commitment
from lms.storage.queries import learning as queries
from lms.storage.queries.learning import Saved, Tried
from lms.storage.rows import AnswerSalt, Attempt, AttemptAnswer, AttemptResult, Reread


@dataclass(frozen=True)
class Sheet:
    """An attempt as its person may see it: the form, the content it was drawn from, the answers so far."""

    attempt: Attempt
    result: AttemptResult | None
    is_reread: bool
    module: Module
    bank: Bank
    form: Form
    answers: dict[str, Saved]

    def asked(self, n: int) -> tuple[Asked, Question]:
        """The n-th question, from 1."""
        if not 1 <= n <= len(self.form.asked):
            raise Refused("We cannot find that question.", kind="not found")
        asked = self.form.asked[n - 1]
        question = self.bank.question(asked.question)
        if question is None:
            raise Refused("We cannot find that question.", kind="not found")
        return asked, question

    @property
    def next_open(self) -> int | None:
        """The first question without an answer, from 1; None when all have one."""
        unanswered = (n for n, asked in enumerate(self.form.asked, 1) if asked.question not in self.answers)
        return next(unanswered, None)

    @property
    def mark(self) -> Mark:
        """The mark that follows from the answers; it re-computes from what was kept."""
        percent = self.result.pass_percent if self.result else self.bank.pass_percent
        given = {question: saved.answer for question, saved in self.answers.items()}
        return marking.mark(self.bank, self.form, given, pass_percent=percent)


@dataclass(frozen=True)
class Ahead:
    """What may be done next about a quiz, and what the next form would ask.

    ``again`` is how many key questions alone would be asked again; 0 where the next form is a whole one.
    """

    step: Next
    again: int


def ahead(session: Session, assignment_id: str, *, now: dt.datetime) -> Ahead:
    """What lies ahead for whoever has this assignment; all their attempts bear on it."""
    past = [_as_past(each) for each in queries.attempts_of(session, assignment_id)]
    granted = queries.attempts_granted(session, assignment_id) if past else 0
    last = past[-1] if past else None
    again = len(last.critical_missed) if last and retakes.asks_only_critical(last) else 0
    return Ahead(retakes.next_step(past, granted=granted, now=now), again)


def _as_past(tried: Tried) -> Past:
    result = tried.result
    # A repeat asks only critical questions of somebody who has already reached the mark.
    reached = result is not None and (
        tried.attempt.repeats is not None or result.right * 100 >= result.pass_percent * result.of
    )
    return Past(
        attempt_id=tried.attempt.id,
        number=tried.attempt.number,
        finished_at=result.happened_at if result else None,
        is_passed=result.is_passed if result else None,
        is_mark_reached=reached,
        critical_missed=tuple(result.critical_missed) if result else (),
        is_reread=tried.is_reread,
    )


def start(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    module: str,
    now: dt.datetime,
) -> Attempt:
    """The attempt to work on: the open one if there is one, else a new one where the rules allow it."""
    here = learning.begin(session, actor, library=library, module=module, now=now)
    if not here.place.is_quiz:
        raise Refused("Finish the scenarios first; the quiz comes after them.", kind="conflict")
    if here.owed.completion is not None:
        raise AlreadyDone("You have already passed this quiz.")
    tried = queries.attempts_of(session, here.owed.assignment.id)
    if tried and tried[-1].result is None:
        return tried[-1].attempt
    past = [_as_past(each) for each in tried]
    granted = queries.attempts_granted(session, here.owed.assignment.id)
    retakes.check_may_start(past, granted=granted, now=now)
    return _draw(session, actor, here, tried, now=now)


def _draw(
    session: Session,
    actor: Actor,
    here: Way,
    tried: Sequence[Tried],
    *,
    now: dt.datetime,
) -> Attempt:
    last = tried[-1] if tried else None
    seed = secrets.token_hex(16)
    seen = queries.questions_seen(session, actor.person_id, here.module.slug)
    repeats = last if last and retakes.asks_only_critical(_as_past(last)) else None
    if repeats is not None and repeats.result is not None:
        before = Form.from_data(repeats.attempt.form)
        cells = marking.cells_of(before, repeats.result.critical_missed)
        form = drawing.draw_cells(here.bank, cells, seed=seed, seen=seen)
    else:
        form = drawing.draw(here.bank, seed=seed, seen=seen)
    run = here.run
    if run is None:
        raise Refused("Finish the scenarios first; the quiz comes after them.", kind="conflict")
    attempt = Attempt(
        person_id=actor.person_id,
        assignment_id=here.owed.assignment.id,
        module=here.module.slug,
        number=len(tried) + 1,
        seed=seed,
        form=form.as_data(),
        repeats=repeats.attempt.id if repeats else None,
        module_digest=run.module_digest,
        quiz_digest=run.quiz_digest,
        method=actor.method,
    )
    ledger.add(session, attempt, now=now)
    session.add(AnswerSalt(attempt_id=attempt.id, salt=secrets.token_bytes(32)))
    return attempt


def sheet(session: Session, actor: Actor, *, library: CouncilLibrary, attempt_id: str) -> Sheet:
    """This person's own attempt; somebody else's is as unknown as one that never was."""
    check_may(actor, Action.LEARN)
    tried = queries.attempt_of(session, attempt_id)
    if tried is None or tried.attempt.person_id != actor.person_id:
        raise Refused("We cannot find that attempt.", kind="not found")
    return sheet_of(session, tried, library=library)


def sheet_of(session: Session, tried: Tried, *, library: CouncilLibrary) -> Sheet:
    """An attempt with the content it was drawn from, for whoever may see it."""
    attempt = tried.attempt
    module = pinned.module_of(session, slug=attempt.module, digest=attempt.module_digest, library=library)
    bank = pinned.bank_of(session, slug=module.quiz, digest=attempt.quiz_digest, library=library)
    answers = queries.answers_of(session, attempt.id)
    form = Form.from_data(attempt.form)
    return Sheet(attempt, tried.result, tried.is_reread, module, bank, form, answers)


def save(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    attempt_id: str,
    n: int,
    answer: Answer,
    now: dt.datetime,
) -> Sheet:
    """Keep an answer to the n-th question. The same answer again changes nothing."""
    here = sheet(session, actor, library=library, attempt_id=attempt_id)
    keep(session, here, n=n, answer=answer, now=now)
    return here


def keep(session: Session, here: Sheet, *, n: int, answer: Answer, now: dt.datetime) -> None:
    """Keep an answer on a sheet that was just read in this session."""
    _, question = here.asked(n)
    if here.result is not None:
        raise AlreadyDone("You have already finished this quiz. Your answers are kept as they were.")
    marking.check_answer(question, answer)
    before = here.answers.get(question.id)
    if before is None or before.answer != answer:
        count = before.n + 1 if before else 1
        row = AttemptAnswer(
            attempt_id=here.attempt.id, question=question.id, n=count, answer=list(answer), saved_at=now
        )
        session.add(row)
        session.flush()
        here.answers[question.id] = Saved(answer, now, count)


def finish(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    attempt_id: str,
    now: dt.datetime,
) -> AttemptResult:
    """Mark the attempt; a pass records the completion and the certificate in the same transaction.

    Finishing twice gives the first result again.
    """
    here = sheet(session, actor, library=library, attempt_id=attempt_id)
    if here.result is not None:
        return here.result
    if here.next_open is not None:
        raise Refused(f"Question {here.next_open} has no answer yet.", kind="invalid")
    found = here.mark
    salt = session.get_one(AnswerSalt, attempt_id).salt
    given = {question: list(saved.answer) for question, saved in here.answers.items()}
    result = AttemptResult(
        attempt_id=attempt_id,
        person_id=actor.person_id,
        right=found.right,
        of=found.of,
        pass_percent=here.bank.pass_percent,
        critical_missed=list(found.critical_missed),
        is_passed=found.is_passed,
        answers_commitment=commitment(salt, canonical_json(given)).hex(),
    )
    ledger.add(session, result, now=now)
    if result.is_passed:
        completing.complete(
            session,
            actor,
            library=library,
            attempt=here.attempt,
            module=here.module,
            now=now,
        )
    else:
        completing.not_passed(session, actor, library=library, now=now)
    return result


def reread(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    attempt_id: str,
    now: dt.datetime,
) -> None:
    """The person says they have read the clauses missed in this attempt; saying so twice changes nothing."""
    here = sheet(session, actor, library=library, attempt_id=attempt_id)
    if here.result is None or here.result.is_passed:
        raise Refused("There is nothing to read again for this quiz.", kind="conflict")
    if not here.is_reread:
        session.add(Reread(attempt_id=attempt_id, at=now))
        session.flush()
