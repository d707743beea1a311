"""From what is owed to a proof, and what happens to somebody who does not pass."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import page as page_validation
import pytest
from python_calamine import CalamineWorkbook

from tests.journeys.walking import Walker
from tests.shelf import in_words

MODULE = "induction"


def test_a_new_starter_goes_from_what_is_owed_to_a_proof(walker: Walker, tmp_path: Path) -> None:
    home = walker.be("new-starter")
    joined = walker.shelf.member("new-starter")["joined"]
    due = walker.clock.at.date() + dt.timedelta(days=30 - joined)
    assert home.h1 == f"Two things to do by {in_words(due, year=2026)}"
    walker.live_scenarios(MODULE)
    stems = walker.take_quiz(MODULE)
    assert len(set(stems)) == 10 and walker.page.h1 == "Passed: 10 of 10"
    assert "Lasts until 20 November 2029" in walker.page.main
    certificate = walker.client.browser.get(walker.page.links["Certificate (PDF)"])
    conforms(certificate.data, tmp_path)
    acknowledges(walker)

    assert walker.go("/").h1 == "You are up to date"
    number = re.search(r"/certificates/(\w+)", " ".join(walker.page.links.values()))
    assert number
    walker.client = type(walker.client)(walker.app)
    walker.go("/verify")
    walker.page = walker.client.submit(walker.page, "Check", status=200, number=" ".join(number[1].lower()))
    assert walker.page.h1 == "This certificate is current"
    name = walker.shelf.member("new-starter")["name"]
    assert name in walker.page.main
    is_in_the_clerks_report(walker, name)


def is_in_the_clerks_report(walker: Walker, name: str) -> None:
    query = f"?q={name.replace(' ', '+')}"
    walker.be("clerk")
    walker.go(f"/clerk/completions{query}")
    assert "1 person" in walker.page.main and "20 November 2029" in walker.page.main
    files = {
        form: walker.client.browser.get(f"/clerk/completions.{form}{query}").data for form in ("csv", "xlsx")
    }
    lines = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [(line["person"], line["standing"], line["valid_until"]) for line in lines] == [
        (name, "current", "2029-11-20"),
        (name, "current", ""),
    ]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in rows] == [name, name]
    assert dt.date(2029, 11, 20) in rows[0]


def acknowledges(walker: Walker) -> None:
    walker.click("Read and acknowledge the policy")
    walker.press("Acknowledge", status=422)
    assert walker.page.errors == ["Tick the box if you have read and understood the policy"]
    walker.press("Acknowledge", agreed="yes")
    assert walker.page.h1 == "Acknowledged"
    assert f"{in_words(walker.clock.at.date(), year=2026)} at 09:30" in walker.page.main


def conforms(body: bytes, folder: Path) -> None:
    path = folder / "paper.pdf"
    path.write_bytes(body)
    assert list(page_validation.validate_pdf(str(path), profile="ua1").failures) == []


@pytest.mark.parametrize("walker", ["ludlow"], indirect=True)
def test_somebody_who_does_not_pass_reads_again_waits_a_day_and_then_is_talked_to(walker: Walker) -> None:
    walker.be("new-starter")
    walker.live_scenarios(MODULE)
    asked = walker.take_quiz(MODULE, misses=bool)
    assert walker.page.h1 == "Not yet: 0 of 10" and "You can try again today." in walker.page.main
    again = tries_again(walker, "I have read these, try again")
    assert not set(asked) & set(again)

    assert "You can try again from 09:30 on Saturday 21 November." in walker.page.main
    assert "Try again" not in [button for form in walker.page.forms for button in form.buttons]
    walker.a_new_day(hours=23, minutes=59)
    walker.be("new-starter")
    walker.go(f"/modules/{MODULE}/quiz")
    assert walker.page.h1 == "You can try again soon"
    walker.a_new_day(minutes=1)
    walker.go(f"/modules/{MODULE}/quiz")
    walker.take_quiz(MODULE, misses=bool)
    clerk = walker.shelf.clerk
    assert f"{clerk} will talk it through with you" in walker.page.main
    is_granted_another_go(walker)
    walker.take_quiz(MODULE)
    assert walker.page.h1 == "Passed: 10 of 10"


def tries_again(walker: Walker, button: str) -> list[str]:
    walker.press(button)
    return walker.take_quiz(MODULE, misses=bool)


def is_granted_another_go(walker: Walker) -> None:
    name = walker.shelf.member("new-starter")["name"]
    walker.be("clerk")
    walker.go("/clerk/completions?standing=failed")
    assert name in walker.page.main and "Has used up the attempts" in walker.page.main
    walker.click("Grant another attempt")
    walker.press("Grant another attempt", status=422)
    assert walker.page.errors
    walker.press("Grant another attempt", reason="We went through the clauses together on Monday")
    walker.be("new-starter")
    walker.go(f"/modules/{MODULE}/quiz")
