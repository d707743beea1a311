"""A council at a host of its own: its certificates name that address, in words and in their code."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.library.library import CouncilLibrary
from lms.services import accounts, printing
from lms.storage.engine import Database
from lms.storage.rows import Certificate
from tests import build
from tests.client import app_for
from tests.web.conftest import Hands

HOST = "training.wick.example.gov.uk"
NUMBER = "2" * 28
WORDS = {
    "council": "Wick Parish Council",
    "person": "Avery Quill",
    "module": "Induction",
    "covers": "What to post",
    "completed_on": "2026-11-20",
    "lasts_until": None,
    "policy": "Social Media Policy",
}


@pytest.fixture
def at_its_own_host(database: Database, wick: CouncilLibrary, tmp_path: Path, clock: Hands) -> Flask:
    """Wick at an address of its own, where somebody holds a certificate."""
    council = wick.council.model_copy(update={"host": HOST})
    with database.writing() as session:
        done = build.completion(session, build.assignment(session, build.person(session)))
        build.certificate(session, done, id=NUMBER, words=WORDS)
    library = dataclasses.replace(wick, council=council)
    return app_for(database, library, tmp_path, clock=clock, is_demonstration=False)


def test_the_page_that_answers_names_the_councils_own_host(at_its_own_host: Flask) -> None:
    page = at_its_own_host.test_client().get(f"/verify/{NUMBER}", base_url=f"https://{HOST}")

    assert f"Its only address is {HOST}/verify;" in page.get_data(as_text=True)


def test_the_paper_names_the_same_address_in_words_and_in_its_code(
    at_its_own_host: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: dict[str, Any] = {}
    monkeypatch.setattr(printing, "certificate", lambda proof, **values: printed.update(values) or b"%PDF")
    browser, here = at_its_own_host.test_client(), f"https://{HOST}"
    with database.writing() as session:
        holder = session.scalars(select(Certificate.person_id)).one()
        token = accounts.begin(session, accounts.Candidate("", holder, None), new_hash=None, now=build.NOW)
    with browser.session_transaction(base_url=here) as cookie:
        cookie["_user_id"] = token

    answer = browser.get(f"/certificates/{NUMBER}.pdf", base_url=here)

    assert answer.status_code == 200
    assert printed["verify_at"] == f"{HOST}/verify"
    assert printed["address"] == f"https://{HOST}/verify/{NUMBER}"
