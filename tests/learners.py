"""A small council's learners: somebody who owes the training, and the ways they may go through it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.days import day_of
from lms.domain.drawing import Form
from lms.domain.marking import Answer, right_answer
from lms.domain.modules import Module
from lms.domain.paths import Made
from lms.domain.policies import PolicyRegister
from lms.domain.quizzes import Bank, MatchPairs, PutInOrder, Question
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary, load
from lms.library.snapshot import canonical, digest
from lms.services import attempts, learning, opening, programme
from lms.storage.engine import Database
from lms.storage.rows import Attempt, AttemptResult, Person
from tests import build
from tests.library import goodset

NOW = build.NOW
TODAY = build.TODAY
JOINED = dt.date(2026, 11, 10)
MODULE = "induction"
POLICY = "social-media"
ROLES = frozenset({Role.LEARNER})


def wick(folder: Path) -> CouncilLibrary:
    """The small council of Wick, loaded from files as a real one is."""
    found = load(goodset.write(folder, goodset.texts()))["wick"]
    assert isinstance(found, CouncilLibrary), found.faults
    return found


def opened(database: Database, library: CouncilLibrary, *, now: dt.datetime = NOW) -> None:
    """The council as it is before anybody comes in."""
    with database.writing() as session:
        opening.open_council(session, library=library, now=now)


def learner(database: Database, library: CouncilLibrary, *, now: dt.datetime = NOW, **values: Any) -> Person:
    """Somebody in their second week, who owes the induction and the acknowledgement."""
    with database.writing() as session:
        person = build.person(session, **{"joined_on": JOINED, **values})
        programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[person.id])
        return person


def actor_of(person: Person, *roles: Role) -> Actor:
    return Actor(person.id, person.name, ROLES | set(roles), "password")


def to_the_quiz(
    session: Session, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW, pick: int = 0
) -> None:
    """Every scenario played to its end, always by the choice that stands at ``pick``."""
    here = learning.begin(session, actor, library=library, module=MODULE, now=now)
    while here.place.scene is not None and here.place.scenario is not None:
        made = Made(here.place.scenario.id, here.place.scene.id, here.place.scene.choices[pick].id)
        here = learning.choose(session, actor, library=library, module=MODULE, made=made, now=now)


def wrong_answer(question: Question) -> Answer:
    """An answer that may be given and is not right."""
    right = right_answer(question)
    if isinstance(question, PutInOrder):
        return (*right[1:], right[0])
    if isinstance(question, MatchPairs):
        other = next(match for match in right if match != right[0])
        return (other, *right[1:])
    wrong = [option.id for option in question.options if not option.right]
    return (*right[1:], wrong[0])


def texts_of(question: Question, shown: tuple[str, ...]) -> list[str]:
    """What the page of this question listed, in the order ``shown``."""
    if isinstance(question, MatchPairs):
        return [*(pair.text for pair in question.pairs), *shown]
    parts = question.steps if isinstance(question, PutInOrder) else question.options
    texts = {part.id: part.text for part in parts}
    return [texts[each] for each in shown]


def whys(question: Question) -> list[tuple[str, str]]:
    """Each part of the question that the desk reads a reason for after a wrong answer, with that reason."""
    if isinstance(question, PutInOrder):
        return [(step.text, step.why) for step in question.steps]
    if isinstance(question, MatchPairs):
        return [(pair.text, pair.why) for pair in question.pairs]
    given = wrong_answer(question)
    return [(each.text, each.why) for each in question.options if each.right or each.id in given]


def answer_all(
    session: Session,
    actor: Actor,
    library: CouncilLibrary,
    attempt: Attempt,
    *,
    misses: Callable[[str], bool] = lambda cell: False,
    now: dt.datetime = NOW,
) -> None:
    """Every question answered: rightly, but where ``misses`` says so of its cell."""
    here = attempts.sheet(session, actor, library=library, attempt_id=attempt.id)
    for n, asked in enumerate(Form.from_data(attempt.form).asked, 1):
        question = here.bank.question(asked.question)
        assert question is not None
        answer = wrong_answer(question) if misses(asked.cell) else right_answer(question)
        attempts.save(session, actor, library=library, attempt_id=attempt.id, n=n, answer=answer, now=now)


def first(count: int, cell: str) -> Callable[[str], bool]:
    """Misses the first so many questions of a cell."""
    left = [cell] * count

    def misses(asked: str) -> bool:
        is_missed = asked in left
        if is_missed:
            left.remove(asked)
        return is_missed

    return misses


def everything(cell: str) -> bool:
    """Misses every question."""
    return bool(cell)


def one_attempt(
    session: Session,
    actor: Actor,
    library: CouncilLibrary,
    *,
    misses: Callable[[str], bool] = lambda cell: False,
    now: dt.datetime = NOW,
) -> AttemptResult:
    """One go at the quiz, from its start to its result."""
    attempt = attempts.start(session, actor, library=library, module=MODULE, now=now)
    answer_all(session, actor, library, attempt, misses=misses, now=now)
    return attempts.finish(session, actor, library=library, attempt_id=attempt.id, now=now)


def passed(
    database: Database, library: CouncilLibrary, actor: Actor, *, now: dt.datetime = NOW
) -> AttemptResult:
    """The whole module, scenes and quiz, at the first go."""
    with database.writing() as session:
        to_the_quiz(session, actor, library, now=now)
        return one_attempt(session, actor, library, now=now)


def used_up(
    database: Database, library: CouncilLibrary, actor: Actor, *, now: dt.datetime = NOW
) -> list[AttemptResult]:
    """Three attempts, none of them passed: now, an hour on, and a day after that."""
    with database.writing() as session:
        to_the_quiz(session, actor, library, now=now)
        one = one_attempt(session, actor, library, misses=everything, now=now)
        attempts.reread(session, actor, library=library, attempt_id=one.attempt_id, now=now)
        later = now + dt.timedelta(hours=1)
        two = one_attempt(session, actor, library, misses=everything, now=later)
        next_day = later + dt.timedelta(hours=24)
        return [one, two, one_attempt(session, actor, library, misses=everything, now=next_day)]


def with_module(library: CouncilLibrary, **changes: Any) -> CouncilLibrary:
    """The library after its module was edited."""
    module = library.modules[MODULE].model_copy(update=changes)
    return replace(
        library,
        modules={**library.modules, MODULE: module},
        module_digests={**library.module_digests, MODULE: digest(canonical(module))},
    )


def without_module(library: CouncilLibrary) -> CouncilLibrary:
    """The library after its module and bank were taken away."""
    nothing: Mapping[str, Any] = {}
    return replace(library, modules=nothing, module_digests=nothing, banks=nothing, bank_digests=nothing)


def with_bank(library: CouncilLibrary, **changes: Any) -> CouncilLibrary:
    """The library after its bank was edited."""
    bank = library.banks[MODULE].model_copy(update=changes)
    return replace(
        library,
        banks={**library.banks, MODULE: bank},
        bank_digests={**library.bank_digests, MODULE: digest(canonical(bank))},
    )


def with_plain(library: CouncilLibrary, plain: str, *, clause: str = "WPC-1") -> CouncilLibrary:
    """The library after one plain sentence of the policy was rewritten."""
    register = library.policies[POLICY]
    clauses = tuple(
        each.model_copy(update={"plain": plain}) if each.id == clause else each for each in register.clauses
    )
    changed: PolicyRegister = register.model_copy(update={"clauses": clauses})
    return replace(library, policies={**library.policies, POLICY: changed})


def bank_of(library: CouncilLibrary) -> Bank:
    return library.banks[MODULE]


def module_of(library: CouncilLibrary) -> Module:
    return library.modules[MODULE]
