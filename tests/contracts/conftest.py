"""The stage, built once, and a fresh copy of it for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.stage import Council, Standing, build_stage, close, serve


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> dict[str, Council]:
    return build_stage(tmp_path_factory.mktemp("stage"), sqlite_template)


@pytest.fixture
def wick(stage: dict[str, Council], tmp_path: Path) -> Iterator[Standing]:
    """The council of Wick, served from a copy that this test may spoil."""
    standing = serve(stage["wick"], stage["weir"], tmp_path)
    yield standing
    close(standing)
