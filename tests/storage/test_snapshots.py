"""What was shown is kept once, under the digest of its bytes."""

import hashlib

import pytest
from sqlalchemy import func, select

from lms.storage import snapshots
from lms.storage.engine import Database
from lms.storage.rows import ContentSnapshot
from tests import build

TEXT = '{"title":"Before you post: é"}'


def test_a_text_comes_back_by_its_digest(database: Database) -> None:
    with database.writing() as session:
        digest = snapshots.keep(session, kind="module", text=TEXT, now=build.NOW)

    assert digest == hashlib.sha256(TEXT.encode()).hexdigest()
    with database.reading() as session:
        assert snapshots.text_of(session, digest) == TEXT


def test_the_same_text_is_kept_once(database: Database) -> None:
    with database.writing() as session:
        first = snapshots.keep(session, kind="module", text=TEXT, now=build.NOW)
    with database.writing() as session:
        second = snapshots.keep(session, kind="module", text=TEXT, now=build.NOW)

    assert first == second
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContentSnapshot)) == 1


def test_a_digest_of_nothing_kept_is_an_error(database: Database) -> None:
    with pytest.raises(LookupError, match="no snapshot"), database.reading() as session:
        snapshots.text_of(session, "0" * 64)
