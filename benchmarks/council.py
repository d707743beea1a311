"""A council filled with invented people who owe everything, made through the services, and the key to its quiz."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.outside import HOST
from lms.domain.days import day_of
from lms.domain.marking import Answer, right_answer
from lms.domain.paths import Made
from lms.domain.quizzes import Bank, MatchPairs, PutInOrder, Question, SeveralAnswers
from lms.domain.roles import Actor, Role
from lms.library.library import CouncilLibrary
from lms.services import accounts, attempts, learning, opening, people, programme, records, upkeep
from lms.services.people import NewPerson
from lms.settings import Settings, from_environment
from lms.storage.engine import Database, open_database
from lms.storage.queries import accounts as accounts_queries

COUNCIL = "ludlow"
MODULE = "induction"
POLICY = "social-media"
JOINED_DAYS_AGO = 20
PASSWORD = "harbour violin teacup"

Fields = list[tuple[str, str]]
Answering = Callable[[Question], Answer]


def environment(data: Path, *, councils: str = COUNCIL) -> dict[str, str]:
    """The settings of a real service, as `lms serve` reads them: nothing of a demonstration."""
    return {
        "LMS_DATA": str(data),
        "LMS_COUNCILS": councils,
        "LMS_BASE_URL": f"https://{HOST}",
        "LMS_SECRET_KEY": "a secret of invented councils that nobody else uses",
    }


def settings_of(data: Path) -> Settings:
    return from_environment(environment(data))


def name_of(number: int) -> str:
    """What this person signs in with."""
    return f"person-{number:05}@example.gov.uk"


def make(data: Path, *, count: int, now: dt.datetime) -> tuple[Database, CouncilLibrary]:
    """An open council with so many employees, each owing the induction and the acknowledgement."""
    settings = settings_of(data)
    upkeep.upgrade_records(settings.database_url_of(COUNCIL), council=COUNCIL)
    library = records.content_of(settings, COUNCIL)
    database = open_database(settings.database_url_of(COUNCIL), council=COUNCIL)
    password_hash = accounts.hash_of(PASSWORD)
    with database.writing() as session:
        opening.open_council(session, library=library, now=now)
        for number in range(count):
            new = _employee(number, now)
            person = people.add_person(session, people.operator(), council=library.council, new=new, now=now)
            person.password_hash = password_hash
        programme.bring_up_to_date(session, library=library, today=day_of(now), now=now)
    return database, library


def _employee(number: int, now: dt.datetime) -> NewPerson:
    return NewPerson(
        name=f"Employee {number:05}",
        email=name_of(number),
        joined_on=day_of(now) - dt.timedelta(days=JOINED_DAYS_AGO),
        audiences=("employee",),
    )


def answer_key(bank: Bank) -> dict[str, dict[str, Fields]]:
    """For each question's words: the fields that answer it rightly, and fields that do not."""
    return {
        " ".join(question.stem.split()): {
            "right": fields_for(question, right_answer(question)),
            "wrong": fields_for(question, wrong_answer(question)),
        }
        for question in bank.questions
    }


def wrong_answer(question: Question) -> Answer:
    """An answer that a page would take, and that is not the one asked for."""
    right = right_answer(question)
    if isinstance(question, PutInOrder):
        return (*right[1:], right[0])
    if isinstance(question, MatchPairs):
        matches = sorted(set(right))
        return tuple(matches[(matches.index(match) + 1) % len(matches)] for match in right)
    others = [option.id for option in question.options if not option.right]
    return (*right[1:], others[0]) if isinstance(question, SeveralAnswers) else (others[0],)


def fields_for(question: Question, answer: Answer) -> Fields:
    """The fields in which a page posts this answer."""
    if isinstance(question, PutInOrder):
        return [(f"place-{step}", str(at)) for at, step in enumerate(answer, 1)]
    if isinstance(question, MatchPairs):
        return [(f"match-{pair.id}", match) for pair, match in zip(question.pairs, answer, strict=True)]
    return [("answer", option) for option in answer]


def play(session: Session, actor: Actor, *, library: CouncilLibrary, now: dt.datetime) -> None:
    """Go through the induction's scenes, always by the first choice, up to its quiz."""
    here = learning.begin(session, actor, library=library, module=MODULE, now=now)
    while here.place.scenario is not None and here.place.scene is not None:
        scene = here.place.scene
        made = Made(here.place.scenario.id, scene.id, scene.choices[0].id)
        here = learning.choose(session, actor, library=library, module=MODULE, made=made, now=now)


def answer(
    session: Session,
    actor: Actor,
    *,
    library: CouncilLibrary,
    attempt_id: str,
    by: Answering,
    now: dt.datetime,
) -> None:
    """Answer every question of an attempt, ``by`` the right answers or others."""
    here = attempts.sheet(session, actor, library=library, attempt_id=attempt_id)
    for n in range(1, len(here.form.asked) + 1):
        given = by(here.asked(n)[1])
        attempts.save(session, actor, library=library, attempt_id=attempt_id, n=n, answer=given, now=now)


def actor_named(session: Session, email: str) -> Actor:
    """One of the employees, as they would be after signing in."""
    person = accounts_queries.person_with_email(session, email)
    assert person is not None, email
    return Actor(person.id, person.name, frozenset({Role.LEARNER}), "password")
