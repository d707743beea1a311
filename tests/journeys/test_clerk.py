"""The clerk's report: today, as it was, and after a decision."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import page as page_validation

from tests.journeys.walking import Walker
from tests.shelf import in_words


def test_the_heading_counts_the_people_behind_the_first_figure(walker: Walker) -> None:
    walker.be("clerk")
    walker.go("/clerk/completions")
    said = re.match(r"(\d+) of (\d+) people are up to date", walker.page.h1)
    assert said

    walker.go("/clerk/completions?standing=up-to-date-in-everything")

    assert f"{said[1]} people" in walker.page.main and int(said[1]) < int(said[2])


def test_a_past_day_is_drawn_from_what_was_recorded_by_then(walker: Walker) -> None:
    walker.be("clerk")
    was = walker.go("/clerk/completions").h1
    day = walker.clock.at.date()
    walker.be("new-starter")
    walker.live_scenarios("induction")
    walker.take_quiz("induction")
    walker.go("/policies/social-media/acknowledge")
    walker.press("Acknowledge", agreed="yes")
    walker.be("clerk")
    now = walker.go("/clerk/completions").h1
    assert now != was

    walker.a_new_day(days=400)
    walker.be("clerk")
    later = walker.go("/clerk/completions").h1

    assert walker.go(f"/clerk/completions?on={day.isoformat()}").h1 == now
    assert f"You are looking at {in_words(day, year=2027)}. Nothing can be changed here." in walker.page.main
    assert walker.go(f"/clerk/completions?on={(day - dt.timedelta(days=1)).isoformat()}").h1 != now
    assert later != now


def test_a_moved_date_needs_a_reason_and_changes_the_standing(walker: Walker) -> None:
    name = walker.shelf.member("officer-overdue")["name"]
    title = walker.shelf.module("officer-refresher")["title"]
    walker.be("clerk")
    walker.go(f"/clerk/completions?q={name.replace(' ', '+')}&module=officer-refresher")
    assert "Overdue" in walker.page.main
    walker.click(name)
    walker.click(f"Move the date of {title}")
    day: dict[str, Any] = {"day-day": "1", "day-month": "2", "day-year": "2027"}

    walker.press("Move the date", status=422, **day)
    assert walker.page.errors and "reason" in walker.page.errors[0].lower()
    walker.press("Move the date", reason="On secondment until the new year", **day)

    assert "On secondment until the new year" in walker.page.main
    assert walker.be("officer-overdue").h1 == "One thing to do by Monday 1 February 2027"


def test_the_report_on_paper_conforms(walker: Walker, tmp_path: Path) -> None:
    walker.be("clerk")

    body = walker.client.browser.get("/clerk/completions.pdf").data

    path = tmp_path / "report.pdf"
    path.write_bytes(body)
    assert list(page_validation.validate_pdf(str(path), profile="ua1").failures) == []
