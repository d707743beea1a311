"""The plain-English edition is a version like any other, until the council accepts words of its own."""

import datetime as dt

import pytest
from sqlalchemy import select

from lms.domain.documents import document
from lms.domain.roles import Actor
from lms.domain.standing import Standing, standing_of
from lms.library.library import CouncilLibrary
from lms.library.snapshot import canonical, digest
from lms.services import acknowledging, owing, policies, programme
from lms.storage import ledger, snapshots
from lms.storage.engine import Database
from lms.storage.queries.owing import standing_rows
from lms.storage.rows import PolicyAcceptance, PolicyVersion
from tests import build, learners
from tests.learners import NOW, POLICY, TODAY

DAY = dt.timedelta(days=1)


def in_force(database: Database, library: CouncilLibrary, *, today: dt.date = TODAY) -> PolicyVersion:
    with database.reading() as session:
        return policies.version_in_force(session, library=library, policy=POLICY, today=today)


def show(database: Database, library: CouncilLibrary, *, now: dt.datetime) -> None:
    with database.writing() as session:
        policies.ensure_plain_edition(session, library=library, now=now)
        programme.bring_up_to_date(session, library=library, today=now.date(), now=now)


def test_the_first_edition_counts_from_the_start_of_the_programme(
    council: Database, wick: CouncilLibrary
) -> None:
    with council.reading() as session:
        acceptance = session.scalars(select(PolicyAcceptance)).one()

    assert acceptance.in_force_on == dt.date(2026, 1, 1) and acceptance.by_id == "system"
    assert in_force(council, wick).edition == "plain"


def test_opening_again_changes_nothing(council: Database, wick: CouncilLibrary) -> None:
    show(council, wick, now=NOW + DAY)

    with council.reading() as session:
        assert len(session.scalars(select(PolicyVersion)).all()) == 1
        assert len(session.scalars(select(PolicyAcceptance)).all()) == 1


def test_a_changed_plain_sentence_is_a_new_version_from_the_day_it_is_shown(
    council: Database, wick: CouncilLibrary
) -> None:
    old = in_force(council, wick)
    changed = learners.with_plain(wick, "Ring first.")

    show(council, changed, now=NOW)
    new = in_force(council, changed)

    assert new.id != old.id
    assert in_force(council, changed, today=NOW.date() - DAY).id == old.id
    with council.reading() as session:
        before, after = (policies.document_of(session, each).clause("WPC-1") for each in (old, new))
    assert before is not None and after is not None
    assert (before.plain, after.plain) == ("Ask before you post.", "Ring first.")


def test_a_sentence_put_back_puts_the_old_version_in_force_and_those_who_agreed_to_it_are_done(
    council: Database, wick: CouncilLibrary, actor: Actor
) -> None:
    old = in_force(council, wick)
    with council.writing() as session:
        page = acknowledging.page(session, actor, library=wick, policy=POLICY, now=NOW)
        acknowledging.acknowledge(session, actor, library=wick, policy=POLICY, seen=page.seen(NOW), now=NOW)
    changed = learners.with_plain(wick, "Ring first.")

    show(council, changed, now=NOW + DAY)
    between = standing(council, actor, today=(NOW + DAY).date())
    show(council, wick, now=NOW + 2 * DAY)

    assert between is Standing.DUE
    assert in_force(council, wick, today=(NOW + 2 * DAY).date()).id == old.id
    assert standing(council, actor, today=(NOW + 2 * DAY).date()) is Standing.CURRENT
    with council.reading() as session:
        assert ledger.verify(session) == []


def standing(database: Database, actor: Actor, *, today: dt.date) -> Standing:
    with database.reading() as session:
        row = next(r for r in standing_rows(session, actor.person_id) if r.kind == "acknowledgement")
        return standing_of(owing.dates_of(row), today=today)


def test_the_councils_own_wording_is_not_pushed_aside_by_a_changed_plain_sentence(
    council: Database, wick: CouncilLibrary
) -> None:
    accept_own_words(council, wick, {"WPC-1": "No person shall publish anything unasked."})
    own = in_force(council, wick)

    show(council, learners.with_plain(wick, "Ring first."), now=NOW + DAY)

    assert own.edition == "council"
    assert in_force(council, wick, today=(NOW + DAY).date()).id == own.id


def accept_own_words(database: Database, library: CouncilLibrary, quotes: dict[str, str]) -> None:
    register = library.policies[POLICY]
    shown = document(register, council=library.council.name, facts=register.facts, quotes=quotes)
    with database.writing() as session:
        kept = snapshots.keep(session, kind="policy", text=canonical(shown), now=NOW)
        version = policies.keep_version(session, shown, digest=kept, source=("policy.txt", "0" * 64), now=NOW)
        build.policy_acceptance(session, version, in_force_on=NOW.date(), minute="12 (b)")


def test_the_digest_is_of_everything_the_page_displays(council: Database, wick: CouncilLibrary) -> None:
    version = in_force(council, wick)

    with council.reading() as session:
        shown = policies.document_of(session, version)
        kept = snapshots.text_of(session, version.document_digest)

    assert digest(kept) == version.document_digest and canonical(shown) == kept
    for words in ("Ask before you post.", "Clause 2", "The Clerk answers the same day.", "spring 2028"):
        assert words in kept, words
    assert all(part.title in kept for part in shown.parts)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another title"},
        {"facts": (("Number", "7"),)},
        {"adopted": "2 January 2024"},
        {"name": "Social Media Policy, the second"},
        {"edition": "council"},
    ],
)
def test_whatever_a_page_displays_changes_the_digest(
    council: Database, wick: CouncilLibrary, changed: dict[str, object]
) -> None:
    version = in_force(council, wick)
    with council.reading() as session:
        shown = policies.document_of(session, version)

    assert digest(canonical(shown.model_copy(update=changed))) != version.document_digest


def test_a_citation_has_the_label_the_date_and_the_councils_words_once_accepted(
    council: Database, wick: CouncilLibrary
) -> None:
    before = cite(council, wick, "WPC-1")[0]
    accept_own_words(council, wick, {"WPC-1": "No person shall publish anything unasked."})
    after = cite(council, wick, "WPC-1")[0]

    assert (before.label, before.policy_date, before.quote) == ("Clause 1", "1 January 2024", None)
    assert after.quote == "No person shall publish anything unasked."
    assert before.plain == after.plain == "Ask before you post."


def test_a_rule_of_a_compound_clause_is_cited_by_its_own_words(
    council: Database, wick: CouncilLibrary
) -> None:
    cited = cite(council, wick, "WPC-2.s1", "WPC-2", "WPC-2.s1", "WPC-404")

    assert [(each.id, each.plain) for each in cited] == [
        ("WPC-2.s1", "The Clerk answers the same day."),
        ("WPC-2", "The Clerk is there to be asked."),
    ]


def cite(database: Database, library: CouncilLibrary, *clauses: str) -> list[policies.Cited]:
    with database.reading() as session:
        return policies.cite(session, library=library, policy=POLICY, clauses=clauses, today=NOW.date())


def test_a_clause_that_came_or_went_is_named_as_new_or_withdrawn(
    council: Database, wick: CouncilLibrary
) -> None:
    old = in_force(council, wick)
    with council.reading() as session:
        shown = policies.document_of(session, old)
        clause = shown.parts[0].clauses[0]
        renamed = clause.model_copy(update={"id": "WPC-3", "label": "Clause 3"})
        part = shown.parts[0].model_copy(update={"clauses": (renamed,)})
        found = policies.changes_since(
            session, old.id, shown.model_copy(update={"parts": (part, *shown.parts[1:])})
        )

    assert [(change.label, change.kind) for change in found] == [
        ("Clause 1", "withdrawn"),
        ("Clause 3", "new"),
    ]
