"""Fills a council with thousands of invented people and what they did, in bulk, with an honest ledger."""

import datetime as dt
import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.council import COUNCIL, MODULE, POLICY, name_of, settings_of
from lms.domain.days import day_of
from lms.domain.names import folded
from lms.domain.roles import Role
from lms.library.library import CouncilLibrary
from lms.services import accounts, opening, policies, programme, records, upkeep
from lms.storage.canonical import columns_of, record, table_of
from lms.storage.engine import Database, open_database
from lms.storage.merkle import commitment, leaf_hash
from lms.storage.rows import (
    Acknowledgement,
    Assignment,
    Base,
    Completion,
    Evidence,
    LogLeaf,
    Person,
    PersonAudience,
    RoleGrant,
)

AT_ONCE = 5000
DONE = 0.85  # of what is asked
DAYS = 430  # the history reaches so far back, so that some of what was done has run out
CLERK = name_of(0)
FIRST = (
    "Ada",
    "Bryn",
    "Cerys",
    "Dai",
    "Elin",
    "Ffion",
    "Gareth",
    "Hana",
    "Idris",
    "Jas",
    "Kit",
    "Leah",
    "Mair",
)
LAST = ("Attwood", "Bevan", "Corfield", "Dyke", "Everall", "Farr", "Gittins", "Hotchkiss", "Inions", "Jarvis")

Rows = Iterable[dict[str, Any]]


def fill(data: Path, *, people: int, password: str, now: dt.datetime) -> tuple[Database, CouncilLibrary]:
    """An open council of so many; the first is its clerk, and signs in with ``password``."""
    settings = settings_of(data)
    upkeep.upgrade_records(settings.database_url_of(COUNCIL), council=COUNCIL)
    library = records.content_of(settings, COUNCIL)
    database = open_database(settings.database_url_of(COUNCIL), council=COUNCIL)
    chance = random.Random(people)
    with database.writing() as session:
        opening.open_council(session, library=library, now=now)
        _add(session, Person, _people(chance, people, accounts.hash_of(password), now))
        ids = session.scalars(select(Person.id)).all()
        _add(session, PersonAudience, _audiences(ids, now))
        clerk = session.scalars(select(Person.id).where(Person.email == CLERK)).one()
        _add(session, RoleGrant, [_clerk(clerk, now)])
        programme.bring_up_to_date(session, library=library, today=day_of(now), now=now)
        _do(session, library, chance, now=now)
        programme.bring_up_to_date(session, library=library, today=day_of(now), now=now)
    return database, library


# What the report reads of a person, each with the columns in which the person or the assignment is named.
COPIED = {
    "person": ("id", "email"),
    "person_audience": ("id", "person_id"),
    "assignment": ("id", "person_id"),
    "assignment_reason": ("assignment_id",),
    "standing_dates": ("person_id", "assignment_id"),
}


def multiply(database: Database, *, times: int) -> None:
    """Give everybody so many twins, where running the rules for each would take minutes. The ledger is left out."""
    with database.writing() as session:
        for table, names in COPIED.items():
            columns = list(Base.metadata.tables[table].columns.keys())
            taken = ", ".join(f"{name} || '-' || :twin" if name in names else name for name in columns)
            first = f"FROM {table} WHERE {names[0]} NOT LIKE '%-%t'"
            copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} {first}"
            for twin in range(1, times):
                session.execute(text(copy), {"twin": f"{twin}t"})


def _people(
    chance: random.Random, count: int, password_hash: str, now: dt.datetime
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number:05}"
        yield {
            "id": f"{number:08x}{secrets.token_hex(12)}",
            "name": name,
            "sort_name": folded(name),
            "email": name_of(number),
            "joined_on": day_of(now) - dt.timedelta(days=chance.randrange(10, DAYS * 2)),
            "recorded_at": now,
            "password_hash": password_hash if number == 0 else None,
        }


def _audiences(ids: Sequence[str], now: dt.datetime) -> Rows:
    start = day_of(now) - dt.timedelta(days=DAYS * 2)
    return (
        {"id": f"a{each}", "person_id": each, "audience": "employee", "from_on": start, "recorded_at": now}
        for each in ids
    )


def _clerk(person_id: str, now: dt.datetime) -> dict[str, Any]:
    role, today = Role.CLERK.value, day_of(now)
    who = {"person_id": person_id, "granted_by": "operator"}
    return {"id": secrets.token_hex(16), "role": role, "from_on": today, "recorded_at": now, **who}


def _do(session: Session, library: CouncilLibrary, chance: random.Random, *, now: dt.datetime) -> None:
    """Most of what is owed was done, on days spread over the history."""
    version = policies.version_in_force(session, library=library, policy=POLICY, today=day_of(now))
    asked = session.execute(select(Assignment.id, Assignment.person_id, Assignment.kind)).all()
    done = [each for each in asked if chance.random() < DONE]
    days = [day_of(now) - dt.timedelta(days=chance.randrange(1, DAYS)) for _ in done]
    completions = (
        {
            "person_id": each.person_id,
            "assignment_id": each.id,
            "module": MODULE,
            "attempt_id": None,
            "method": "password",
            "completed_on": day,
            "valid_until": day + dt.timedelta(days=365),
            "policy_version_id": version.id,
        }
        for each, day in zip(done, days, strict=True)
        if each.kind == "module"
    )
    acknowledgements = (
        {
            "person_id": each.person_id,
            "assignment_id": each.id,
            "policy": POLICY,
            "version_id": version.id,
            "document_digest": version.document_digest,
            "statement": "I have read and understood it.",
            "audiences": ["employee"],
            "shown_at": now,
            "method": "password",
        }
        for each in done
        if each.kind == "acknowledgement"
    )
    _witness(session, Completion, completions, now=now)
    _witness(session, Acknowledgement, acknowledgements, now=now)


def _witness(session: Session, kind: type[Evidence], rows: Rows, *, now: dt.datetime) -> None:
    """Add evidence with its leaves, as `lms.storage.ledger.add` does one by one."""
    last = session.scalar(select(func.max(LogLeaf.seq)))
    first = 0 if last is None else last + 1
    kept, leaves = [], []
    for seq, row in enumerate(rows, first):
        values = {
            "id": secrets.token_hex(16),
            "seq": seq,
            "salt": secrets.token_bytes(32),
            "happened_at": now,
            "recorded_at": now,
            **row,
        }
        leaf = leaf_hash(commitment(values["salt"], record(kind, {c: values[c] for c in columns_of(kind)})))
        kept.append(values)
        leaves.append({"seq": seq, "leaf": leaf, "kind": table_of(kind), "at": now})
    _add(session, kind, kept)
    _add(session, LogLeaf, leaves)


def _add(session: Session, kind: type[Any], rows: Rows) -> None:
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        session.execute(insert(kind), some)
