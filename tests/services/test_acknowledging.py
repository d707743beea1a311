"""An acknowledgement is of one text in one set of words, made once; a question or a refusal leaves it open."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.domain.standing import Standing, standing_of
from lms.library.library import CouncilLibrary
from lms.services import acknowledging, owing, policies, programme
from lms.services.acknowledging import Page, Seen
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import Acknowledgement, Authorisation, PolicyDecline, PolicyQuery
from tests import build, learners
from tests.learners import NOW, POLICY, TODAY

SHOWN_AT = NOW - dt.timedelta(minutes=8)
NEW_WORDS = "Ring the Clerk before you post."


def page(database: Database, actor: Actor, library: CouncilLibrary, *, now: dt.datetime = NOW) -> Page:
    with database.reading() as session:
        return acknowledging.page(session, actor, library=library, policy=POLICY, now=now)


def acknowledge(
    database: Database, actor: Actor, library: CouncilLibrary, seen: Seen, *, now: dt.datetime = NOW
) -> Acknowledgement:
    with database.writing() as session:
        return acknowledging.acknowledge(session, actor, library=library, policy=POLICY, seen=seen, now=now)


def count(database: Database, row: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def standing(database: Database, actor: Actor, *, today: dt.date = TODAY) -> Standing:
    with database.reading() as session:
        row = next(r for r in standing_rows(session, actor.person_id) if r.kind == "acknowledgement")
        return standing_of(owing.dates_of(row), today=today)


def new_edition(database: Database, library: CouncilLibrary, *, now: dt.datetime) -> CouncilLibrary:
    """The library once a plain sentence was rewritten, with its edition in force."""
    changed = learners.with_plain(library, NEW_WORDS)
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=changed, now=now)
        programme.bring_up_to_date(session, library=changed, today=now.date(), now=now)
    return changed


def test_what_is_kept_is_the_words_the_text_the_audiences_and_both_instants(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    here = page(council, actor, wick)
    assert here.is_owed and here.assignment is not None

    acknowledge(council, actor, wick, here.seen(SHOWN_AT))

    with council.reading() as session:
        row = session.scalars(select(Acknowledgement)).one()
        assert ledger.verify(session) == []
    assert row.statement == (
        "I have read and understood Wick Parish Council’s Social Media Policy, approved on 1 January 2024 "
        "(plain-English edition)."
    )
    assert (row.version_id, row.document_digest) == (here.version.id, here.version.document_digest)
    assert row.audiences == ["employee"] and row.method == "password"
    assert (row.shown_at, row.happened_at) == (SHOWN_AT, NOW)
    assert row.assignment_id == here.assignment.id
    assert standing(council, actor) is Standing.CURRENT


def test_acknowledging_twice_is_once(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    seen = page(council, actor, wick).seen(SHOWN_AT)

    one, two = acknowledge(council, actor, wick, seen), acknowledge(council, actor, wick, seen)

    assert one.id == two.id and count(council, Acknowledgement) == 1


def test_a_text_that_changed_while_it_was_read_is_not_acknowledged(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    seen = page(council, actor, wick).seen(SHOWN_AT)
    changed = new_edition(council, wick, now=NOW)

    with pytest.raises(Refused, match="changed while you were reading") as refusal:
        acknowledge(council, actor, changed, seen)

    assert refusal.value.kind == "conflict" and count(council, Acknowledgement) == 0
    assert page(council, actor, changed).is_owed


def test_a_digest_that_is_not_the_versions_is_refused(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    seen = replace(page(council, actor, wick).seen(SHOWN_AT), document_digest="0" * 64)

    with pytest.raises(Refused):
        acknowledge(council, actor, wick, seen)

    assert count(council, Acknowledgement) == 0


def test_a_new_version_is_owed_anew_and_shows_what_changed_clause_by_clause(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    acknowledge(council, actor, wick, page(council, actor, wick).seen(SHOWN_AT))
    changed = new_edition(council, wick, now=NOW + dt.timedelta(days=30))

    here = page(council, actor, changed, now=NOW + dt.timedelta(days=30))

    assert here.done is None and here.is_owed
    assert [(c.label, c.kind, c.before, c.after) for c in here.changes] == [
        ("Clause 1", "changed", "Ask before you post.", NEW_WORDS)
    ]
    assert count(council, Acknowledgement) == 1, "the first one stays"


def test_the_page_that_comes_back_says_what_changed_since_it_was_shown(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    shown = page(council, actor, wick).version.id
    changed = new_edition(council, wick, now=NOW)

    with council.reading() as session:
        here = acknowledging.page(session, actor, library=changed, policy=POLICY, now=NOW, shown_before=shown)

    assert [change.after for change in here.changes] == [NEW_WORDS]


def test_reading_before_anything_asks_it_counts(council: Database, wick: CouncilLibrary) -> None:
    early = learners.actor_of(learners.learner(council, wick, name="Lee Marsh", audiences=[]))
    here = page(council, early, wick)
    assert not here.is_owed

    row = acknowledge(council, early, wick, here.seen(SHOWN_AT))

    assert row.assignment_id is None and row.audiences == []
    assert page(council, early, wick).done is not None


def test_an_officers_audience_comes_of_the_grant(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    with council.writing() as session:
        grant = Authorisation(
            person_id=actor.person_id, channels=["facebook"], granted_on=NOW.date(), by_id="clerk"
        )
        ledger.add(session, grant, now=NOW)

    row = acknowledge(council, actor, wick, page(council, actor, wick).seen(SHOWN_AT))

    assert row.audiences == ["authorised-officer", "employee"]


def test_a_question_goes_to_the_clerk_and_leaves_the_acknowledgement_open(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    label = ask(council, actor, wick)

    with council.reading() as session:
        row = session.scalars(select(PolicyQuery)).one()
    assert label == "Clause 1"
    assert (row.clause_id, row.question) == ("WPC-1", "Before every post?")
    assert standing(council, actor) is Standing.DUE and page(council, actor, wick).is_owed


def ask(
    database: Database,
    actor: Actor,
    library: CouncilLibrary,
    *,
    clause: str = "WPC-1",
    question: str = " Before every post? ",
    key: str = "k" * 24,
    body: str = "one",
) -> str:
    with database.writing() as session:
        return acknowledging.ask(
            session,
            actor,
            library=library,
            policy=POLICY,
            clause=clause,
            question=question,
            key=key,
            body_digest=body,
            now=NOW,
        )


def test_a_question_sent_twice_is_kept_once(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    ask(council, actor, wick)
    ask(council, actor, wick)
    assert count(council, PolicyQuery) == 1

    ask(council, actor, wick, key="m" * 24)
    assert count(council, PolicyQuery) == 2


def test_the_same_form_with_another_question_is_a_conflict(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    ask(council, actor, wick)

    with pytest.raises(Refused) as refusal:
        ask(council, actor, wick, question="Something else?", body="two")

    assert refusal.value.kind == "conflict" and count(council, PolicyQuery) == 1


@pytest.mark.parametrize(
    ("clause", "question", "sentence"),
    [
        ("WPC-1", "   ", "Write your question."),
        ("WPC-1", "x" * 2001, "Use at most 2,000 characters."),
        ("WPC-9", "What of this?", "Choose the clause your question is about."),
        ("", "What of this?", "Choose the clause your question is about."),
    ],
)
def test_a_question_needs_a_clause_and_a_text_of_fit_length(
    council: Database, wick: CouncilLibrary, actor: Actor, clause: str, question: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        ask(council, actor, wick, clause=clause, question=question)

    assert (refusal.value.sentence, refusal.value.kind) == (sentence, "invalid")
    assert count(council, PolicyQuery) == 0


def decline(database: Database, actor: Actor, library: CouncilLibrary, *, reason: str, key: str) -> None:
    with database.writing() as session:
        acknowledging.decline(
            session,
            actor,
            library=library,
            policy=POLICY,
            reason=reason,
            key=key,
            body_digest=reason,
            now=NOW,
        )


def test_a_refusal_is_recorded_with_its_reason_and_can_be_taken_back(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    for _ in range(2):
        decline(council, actor, wick, reason="I was not asked.", key="k" * 24)

    with council.reading() as session:
        row = session.scalars(select(PolicyDecline)).one()
    assert row.reason == "I was not asked." and standing(council, actor) is Standing.DUE
    acknowledge(council, actor, wick, page(council, actor, wick).seen(SHOWN_AT))
    assert standing(council, actor) is Standing.CURRENT


def test_what_is_acknowledged_is_not_declined_any_more(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    acknowledge(council, actor, wick, page(council, actor, wick).seen(SHOWN_AT))

    with pytest.raises(Refused, match="already acknowledged"):
        decline(council, actor, wick, reason="On second thoughts.", key="k" * 24)

    assert count(council, PolicyDecline) == 0


def test_passing_the_quiz_acknowledges_nothing(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    learners.passed(council, wick, actor)

    assert count(council, Acknowledgement) == 0 and standing(council, actor) is Standing.DUE


def test_an_unknown_policy_is_not_found(council: Database, wick: CouncilLibrary, actor: Actor) -> None:
    with council.reading() as session, pytest.raises(Refused) as refusal:
        acknowledging.page(session, actor, library=wick, policy="parking", now=NOW)

    assert refusal.value.kind == "not found"


def test_where_no_version_is_in_force_the_page_says_whom_to_ask(
    database: Database, wick: CouncilLibrary
) -> None:
    with database.writing() as session:
        person = build.person(session)

    with database.reading() as session, pytest.raises(Refused, match="Ask the Town Clerk"):
        acknowledging.page(session, learners.actor_of(person), library=wick, policy=POLICY, now=NOW)
