"""A certificate on its page and on paper, and what anybody may learn of a number."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from lms.domain.certificates import grouped
from lms.library.library import CouncilLibrary
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.rows import Certificate, CertificateEnding
from tests import learners
from tests.client import Client, Page
from tests.web.conftest import Hands
from tests.web.trainees import Trainee, trainee

UNKNOWN = "We do not know this number. Check each group."


@pytest.fixture
def me(client: Client, database: Database, wick: CouncilLibrary, clock: Hands) -> Trainee:
    found = trainee(client, database, wick, clock, has_played=True)
    found.finished()
    return found


@pytest.fixture
def number(me: Trainee) -> str:
    with me.database.reading() as session:
        return session.scalars(select(Certificate.id)).one()


def withdraw(me: Trainee, number: str) -> None:
    with me.database.writing() as session:
        ending = CertificateEnding(
            certificate_id=number,
            person_id=me.person.id,
            ending="withdrawn",
            reason="It was given by mistake.",
            by_id="clerk",
        )
        ledger.add(session, ending, now=me.clock())


def stranger(me: Trainee) -> Client:
    """A browser in which nobody is signed in."""
    return Client(me.client.app)


def bytes_of(page: Page) -> bytes:
    return re.sub(rb'name="csrf_token" value="[^"]+"', b"", page.response.data)


def test_its_page_says_what_the_paper_says(me: Trainee, number: str) -> None:
    page = me.client.get(f"/certificates/{number}")

    assert page.h1 == "Certificate"
    for words in (
        "Wick Parish Council",
        "Avery Quill",
        "Wick on line",
        "Asking first.",
        "20 November 2026",
        "20 November 2029",
        "Social Media Policy, approved on 1 January 2024 (plain-English edition)",
        grouped(number),
    ):
        assert words in page.main, words
    assert page.links["Download (PDF)"] == f"/certificates/{number}.pdf"
    assert "Anyone can check it at localhost:8000/verify." in page.main


def test_the_paper_is_a_pdf_named_by_its_day(me: Trainee, number: str) -> None:
    paper = me.client.get(f"/certificates/{number}.pdf").response

    assert paper.mimetype == "application/pdf" and paper.data.startswith(b"%PDF-")
    assert paper.headers["Content-Disposition"] == 'inline; filename="certificate-2026-11-20.pdf"'
    assert number.encode() not in paper.headers["Content-Disposition"].encode()


def test_anybody_may_check_it_and_learns_what_is_printed(me: Trainee, number: str) -> None:
    form = stranger(me).get("/verify")
    page = stranger(me).submit(form, "Check", status=200, number=grouped(number).lower())

    assert form.h1 == "Check a certificate"
    assert page.h1 == "This certificate is current" and "Avery Quill" in page.main
    assert page.h1 == stranger(me).get(f"/verify/{number}").h1
    assert "Its only address is localhost:8000/verify" in page.main
    for private in (me.person.id, "employee", "10 of 10", "password"):
        assert private not in page.response.get_data(as_text=True), private


def test_one_that_ran_out_says_since_when_and_can_still_be_had(
    me: Trainee, number: str, clock: Hands
) -> None:
    clock.at = dt.datetime(2029, 11, 21, 9, tzinfo=dt.UTC)
    me.client.sign_in(me.person)

    page = me.client.get(f"/certificates/{number}")

    assert "This certificate ran out on 20 November 2029." in page.main
    assert stranger(me).get(f"/verify/{number}").h1 == "This certificate ran out on 20 November 2029."
    assert me.client.get(f"/certificates/{number}.pdf").response.data.startswith(b"%PDF-")


def test_a_withdrawn_one_says_so_and_the_reason_to_its_owner_alone(me: Trainee, number: str) -> None:
    withdraw(me, number)

    page = me.client.get(f"/certificates/{number}")
    public = stranger(me).get(f"/verify/{number}")

    assert "This certificate was withdrawn on 20 November 2026. It was given by mistake." in page.main
    assert public.h1 == "This certificate was withdrawn on 20 November 2026."
    assert "mistake" not in public.text
    assert "withdrawn on 20 November 2026" in me.client.get("/record").main


def test_an_erased_number_is_byte_for_byte_one_that_never_was(me: Trainee, number: str) -> None:
    unknown = bytes_of(stranger(me).get(f"/verify/{number[::-1]}", status=404)).replace(
        number[::-1].encode(), b"NUMBER"
    )
    with me.database.writing() as session:
        ledger.erase(
            session, session.get_one(Certificate, number), ground="retention", by_id="system", now=me.clock()
        )

    erased = bytes_of(stranger(me).get(f"/verify/{number}", status=404)).replace(number.encode(), b"NUMBER")

    assert erased == unknown and UNKNOWN.encode() in erased


@pytest.mark.parametrize("typed", ["x", "7K2M 9QXA", "<script>", "%2e%2e", "0" * 28, "é" * 28])
def test_what_is_no_number_of_ours_is_unknown(me: Trainee, typed: str) -> None:
    assert stranger(me).get(f"/verify?number={typed}", status=404).h1 == UNKNOWN


def test_look_alike_letters_are_forgiven(me: Trainee, number: str) -> None:
    typed = number.replace("0", "o").replace("1", "l")

    assert stranger(me).get(f"/verify/{typed}").h1 == "This certificate is current"


def test_anothers_certificate_is_as_unknown_as_none(me: Trainee, number: str) -> None:
    other = stranger(me)
    other.sign_in(learners.learner(me.database, me.library, name="Lee Marsh"))

    for path in ("", ".pdf"):
        theirs = other.get(f"/certificates/{number}{path}", status=404)
        none = other.get(f"/certificates/{'0' * 28}{path}", status=404)
        assert bytes_of(theirs) == bytes_of(none)


def test_it_asks_a_stranger_to_sign_in(me: Trainee, number: str) -> None:
    page = stranger(me).get(f"/certificates/{number}", status=401)

    assert "Avery Quill" not in page.text
