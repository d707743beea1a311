"""A form sent twice counts once."""

import pytest

from lms.domain.refusal import Refused
from lms.storage import submits
from lms.storage.engine import Database
from lms.storage.troubles import AlreadyThere
from tests import build

FORM = {"person_id": "p1", "action": "answer", "key": "k1", "body_digest": "d1"}


@pytest.fixture
def sent(database: Database) -> Database:
    """The form was sent once, and led to /attempts/a1."""
    with database.writing() as session:
        build.person(session, id="p1")
        build.person(session, id="p2")
        submits.remember(session, **FORM, location="/attempts/a1", now=build.NOW)
    return database


def test_a_new_form_has_led_nowhere_yet(database: Database) -> None:
    with database.reading() as session:
        assert submits.taken(session, **FORM) is None


def test_the_same_form_again_gets_the_same_answer(sent: Database) -> None:
    with sent.reading() as session:
        assert submits.taken(session, **FORM) == "/attempts/a1"


def test_the_same_key_with_another_body_is_refused(sent: Database) -> None:
    with pytest.raises(Refused) as refusal, sent.reading() as session:
        submits.taken(session, **FORM | {"body_digest": "d2"})

    assert refusal.value.kind == "conflict"


@pytest.mark.parametrize("other", [{"person_id": "p2"}, {"action": "acknowledge"}, {"key": "k2"}])
def test_another_person_form_or_key_is_another_form(sent: Database, other: dict[str, str]) -> None:
    with sent.reading() as session:
        assert submits.taken(session, **FORM | other) is None


def test_two_at_once_cannot_both_be_remembered(sent: Database) -> None:
    with pytest.raises(AlreadyThere), sent.writing() as session:
        submits.remember(session, **FORM, location="/attempts/a2", now=build.NOW)
