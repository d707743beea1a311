"""A pass, its completion, its certificate and their ledger entries are one thing: all of it or none."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.domain.certificates import Words
from lms.domain.roles import Actor
from lms.domain.standing import Standing, standing_of
from lms.library.library import CouncilLibrary
from lms.services import attempts, certificates, owing, policies, programme
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import (
    Assignment,
    Attempt,
    AttemptResult,
    Certificate,
    Completion,
    LogLeaf,
    Person,
    StandingDates,
)
from tests import learners
from tests.learners import MODULE, NOW, POLICY, answer_all, everything, one_attempt, to_the_quiz

DAY = dt.timedelta(days=1)
OF_A_PASS = (AttemptResult, Completion, Certificate)


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = (*OF_A_PASS, LogLeaf)
        return {row.__name__: session.scalar(select(func.count()).select_from(row)) or 0 for row in rows}


@pytest.fixture
def answered(council: Database, wick: CouncilLibrary, actor: Actor) -> Attempt:
    """An attempt with every answer right, not finished yet."""
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
        attempt = attempts.start(session, actor, library=wick, module=MODULE, now=NOW)
        answer_all(session, actor, wick, attempt)
    return attempt


def test_a_pass_brings_its_completion_certificate_and_ledger_entries(
    council: Database, wick: CouncilLibrary, actor: Actor, answered: Attempt
) -> None:
    before = counts(council)["LogLeaf"]

    with council.writing() as session:
        attempts.finish(session, actor, library=wick, attempt_id=answered.id, now=NOW)

    with council.reading() as session:
        completion = session.scalars(select(Completion)).one()
        certificate = session.scalars(select(Certificate)).one()
        kinds = session.scalars(select(LogLeaf.kind).order_by(LogLeaf.seq.desc()).limit(3)).all()
        assert ledger.verify(session) == []
    assert completion.attempt_id == answered.id and completion.completed_on == NOW.date()
    assert completion.valid_until == dt.date(2029, 11, 20)
    assert certificate.completion_id == completion.id
    assert kinds == ["certificate", "completion", "attempt_result"]
    assert counts(council)["LogLeaf"] == before + 3


@pytest.mark.parametrize(
    ("where", "what"), [(certificates, "issue"), (programme, "bring_up_to_date"), (ledger, "add")]
)
def test_a_fault_on_the_way_leaves_nothing_behind_and_the_answers_as_they_were(
    council: Database,
    wick: CouncilLibrary,
    actor: Actor,
    answered: Attempt,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    what: str,
) -> None:
    before = counts(council)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError), council.writing() as session:
        patched.setattr(where, what, fail)
        attempts.finish(session, actor, library=wick, attempt_id=answered.id, now=NOW)
    assert counts(council) == before

    with council.writing() as session:
        assert attempts.finish(session, actor, library=wick, attempt_id=answered.id, now=NOW).is_passed
    assert [counts(council)[row.__name__] for row in OF_A_PASS] == [1, 1, 1]


def test_a_certificate_says_what_was_so_when_it_was_issued(
    council: Database, wick: CouncilLibrary, actor: Actor, person: Person, answered: Attempt
) -> None:
    with council.writing() as session:
        attempts.finish(session, actor, library=wick, attempt_id=answered.id, now=NOW)
        session.get_one(Person, person.id).name = "Avery Marsh"
        words = Words.from_data(session.scalars(select(Certificate)).one().words)

    assert words == Words(
        council="Wick Parish Council",
        person="Avery Quill",
        module="Wick on line",
        covers="Asking first.",
        completed_on=dt.date(2026, 11, 20),
        lasts_until=dt.date(2029, 11, 20),
        policy="Social Media Policy, approved on 1 January 2024 (plain-English edition)",
    )


def test_an_attempt_begun_before_a_new_version_certifies_the_version_it_was_begun_on(
    council: Database, wick: CouncilLibrary, actor: Actor, answered: Attempt
) -> None:
    later = NOW + dt.timedelta(hours=2)
    with council.writing() as session:
        old = policies.version_in_force(session, library=wick, policy=POLICY, today=NOW.date())
        changed = learners.with_plain(wick, "Ring the Clerk before you post.")
        policies.ensure_plain_edition(session, library=changed, now=later)
        new = policies.version_in_force(session, library=changed, policy=POLICY, today=NOW.date())
        attempts.finish(session, actor, library=changed, attempt_id=answered.id, now=later)

    with council.reading() as session:
        completion = session.scalars(select(Completion)).one()
        owed = session.scalars(select(Assignment).where(Assignment.kind == "acknowledgement")).all()
    assert old.id != new.id and completion.policy_version_id == old.id
    assert new.id in {each.period for each in owed}, "the new version is to be acknowledged"


def test_standing_follows_in_the_same_transaction(
    council: Database, wick: CouncilLibrary, actor: Actor, answered: Attempt
) -> None:
    with council.writing() as session:
        attempts.finish(session, actor, library=wick, attempt_id=answered.id, now=NOW)

    with council.reading() as session:
        row = next(r for r in standing_rows(session, actor.person_id) if r.kind == "module")
        certificate = session.scalars(select(Certificate)).one()
    assert row.done_on == NOW.date() and row.certificate == certificate.id


def test_what_did_not_pass_leaves_no_completion_and_standing_as_it_was(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with council.writing() as session:
        to_the_quiz(session, actor, wick)
        result = one_attempt(session, actor, wick, misses=everything)

    assert not result.is_passed
    assert [counts(council)[row.__name__] for row in OF_A_PASS] == [1, 0, 0]
    with council.reading() as session:
        row = next(r for r in standing_rows(session, actor.person_id) if r.kind == "module")
        assert standing_of(owing.dates_of(row), today=NOW.date()) is Standing.DUE


def test_a_renewal_inside_its_window_is_a_completion_of_its_own(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    learners.passed(council, wick, actor)
    window = dt.datetime(2029, 10, 15, 9, tzinfo=dt.UTC)
    with council.writing() as session:
        programme.bring_up_to_date(session, library=wick, today=window.date(), now=window)
    learners.passed(council, wick, actor, now=window)

    with council.reading() as session:
        completions = session.scalars(select(Completion).order_by(Completion.seq)).all()
        index = session.scalars(select(StandingDates).where(StandingDates.kind == "module")).one()
    assert [each.completed_on for each in completions] == [NOW.date(), window.date()]
    assert index.valid_until == completions[1].valid_until == dt.date(2032, 10, 15)


def test_a_pass_late_in_the_evening_counts_for_the_day_in_london(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    late = dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight on 1 July in London
    learners.passed(council, wick, actor, now=late)

    with council.reading() as session:
        assert session.scalars(select(Completion)).one().completed_on == dt.date(2027, 7, 1)
