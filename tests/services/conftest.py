"""The council and the person that tests of the learner's services start from."""

import pytest

from lms.domain.roles import Actor
from lms.library.library import CouncilLibrary
from lms.storage.engine import Database
from lms.storage.rows import Person
from tests import learners


@pytest.fixture(scope="session")
def wick(tmp_path_factory: pytest.TempPathFactory) -> CouncilLibrary:
    """A small invented council whose content breaks no rule."""
    return learners.wick(tmp_path_factory.mktemp("content"))


@pytest.fixture
def council(database: Database, wick: CouncilLibrary) -> Database:
    """The database of Wick, open: a policy in force and the starting rules."""
    learners.opened(database, wick)
    return database


@pytest.fixture
def person(council: Database, wick: CouncilLibrary) -> Person:
    """A new starter of Wick."""
    return learners.learner(council, wick)


@pytest.fixture
def actor(person: Person) -> Actor:
    return learners.actor_of(person)
