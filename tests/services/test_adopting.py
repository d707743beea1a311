"""A council's own wording becomes a draft once, and no two readings are taken for one."""

import datetime as dt
from pathlib import Path

import pytest

from lms.domain.imported import ImportedPolicy
from lms.domain.refusal import Refused
from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.services import accepting, adopting, policies
from lms.storage import snapshots
from lms.storage.engine import Database
from tests import build
from tests.services import conduct
from tests.services.conduct import CLERK, DEPUTY, ON, STARTER, TEXT, counts, imported, read


@pytest.fixture
def library() -> CouncilLibrary:
    return conduct.conduct_library()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "online-conduct.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_document_becomes_a_draft_with_the_councils_words(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        shown = policies.document_of(session, version)
        clause = shown.clause("LTC-1.2")
        assert clause is not None
        assert (clause.quote, clause.plain) == ("A warden must not post names.", "Keep names out.")
        assert not shown.is_plain_edition
        assert dict(shown.facts)["Approved on"] == "3 June 2025"
        assert dict(shown.facts)["Approved by"] == "not stated"
        assert (version.source_name, version.edition) == ("online-conduct.txt", "council")


def test_importing_the_same_file_twice_changes_nothing(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        before = counts(session)
    with database.writing() as session:
        again = adopting.import_policy(
            session,
            CLERK,
            library=library,
            reading=read(paper, library),
            now=build.NOW + dt.timedelta(days=1),
        )

        assert (again.version.id, again.is_new) == (first, False)
        assert counts(session) == before


def test_a_corrected_document_is_another_draft(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        paper.write_text(TEXT.replace("names", "names or faces"), encoding="utf-8")

        second = imported(session, paper, library).id

        assert first != second


@pytest.mark.parametrize("actor", [STARTER, DEPUTY])
def test_only_the_clerk_imports_and_accepts(
    database: Database, library: CouncilLibrary, paper: Path, actor: Actor
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)
        reading = read(paper, library)

        with pytest.raises(Refused, match="may not accept"):
            adopting.import_policy(session, actor, library=library, reading=reading, now=build.NOW)
        with pytest.raises(Refused, match="may not accept"):
            accepting.accept_version(
                session, actor, library=library, version=version, minute="1", in_force_on=ON, now=build.NOW
            )


def test_a_version_is_named_by_the_start_of_its_id(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        version = imported(session, paper, library)

        found = adopting.version_named(session, version.id[:6].upper(), policy="social-media")

        assert found.id == version.id
        with pytest.raises(Refused, match=rf"There is: {version.id[:8]} \(online-conduct\.txt\)"):
            adopting.version_named(session, "zzzz", policy="social-media")


def test_with_nothing_imported_the_refusal_says_how_to_import(database: Database) -> None:
    with database.writing() as session, pytest.raises(Refused, match="lms policy import FILE COUNCIL"):
        adopting.version_named(session, "abcd", policy="social-media")


def test_a_policy_that_is_not_there_is_refused_by_name(library: CouncilLibrary, paper: Path) -> None:
    with pytest.raises(Refused, match=r"no policy called dogs\. There is: social-media"):
        adopting.read_document(paper, library=library, policy="dogs")


@pytest.mark.parametrize(
    "changed",
    [
        TEXT + "\n1.3 A warden may wave.\n",
        TEXT.replace("1.2", "Wardens of the town\n\n1.2"),
        TEXT + "\nOdo Fennimore\nTown Clerk\n",
        TEXT.replace("1. Rules", "[Ask Odo]\n\n1. Rules"),
        TEXT.replace("3 June", "4 June"),
    ],
    ids=["a clause", "a heading", "a signatory", "a note", "a date"],
)
@pytest.mark.parametrize("first", ["the clean one", "the other"])
def test_documents_that_differ_in_anything_read_are_two_drafts(
    database: Database, library: CouncilLibrary, paper: Path, changed: str, first: str
) -> None:
    ids = []
    with database.writing() as session:
        for text in (TEXT, changed) if first == "the clean one" else (changed, TEXT):
            paper.write_text(text, encoding="utf-8")
            ids.append(imported(session, paper, library).id)

        paper.write_text(changed, encoding="utf-8")
        again = imported(session, paper, library)
        kept = snapshots.text_of(session, again.facts[adopting.READ_AS])

    assert ids[0] != ids[1]
    assert again.id == ids[first == "the clean one"]
    assert ImportedPolicy.model_validate_json(kept) == read(paper, library).policy


def test_the_same_words_on_other_lines_are_the_same_draft(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        paper.write_text("\n\n" + TEXT.replace("1.2", "Page 1 of 2\n\n1.2"), encoding="utf-8")

        assert imported(session, paper, library).id == first


def test_the_same_words_over_a_changed_register_are_another_draft(
    database: Database, library: CouncilLibrary, paper: Path
) -> None:
    with database.writing() as session:
        first = imported(session, paper, library).id
        changed = conduct.conduct_library({**conduct.PLAIN, "LTC-1.2": "Leave names out."})

        assert imported(session, paper, changed).id != first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dogs\n\nDogs are welcome on leads.\n", "0 of 3"),
        ("Dog policy\n\n1. Dogs\n\n1.1 Dogs are welcome.\n", "1 of 3"),
    ],
)
def test_a_document_with_few_of_the_clauses_is_refused_as_another_councils(
    library: CouncilLibrary, paper: Path, text: str, found: str
) -> None:
    paper.write_text(text, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        read(paper, library)

    assert refused.value.sentence == (
        f"This does not look like Ludlow Town Council’s policy: {found} clauses were found. "
        "Is it another council’s?"
    )


def test_a_document_with_half_of_the_clauses_is_read(library: CouncilLibrary, paper: Path) -> None:
    paper.write_text(TEXT.replace("1.2 A warden must not post names.\n", ""), encoding="utf-8")

    assert read(paper, library).matching.missing == ("LTC-1.2",)
