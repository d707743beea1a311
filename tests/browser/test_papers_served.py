"""What a running server prints, before two outside judges of PDF/UA-1."""

import io
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk
from tests.browser.eye import Eye
from tests.browser.learner import DESK
from tests.browser.serving import Site
from tests.judges import verapdf
from tests.shelf import Shelf

pytestmark = pytest.mark.browser


def test_certificate_copy_and_report_conform_to_pdf_ua_1(
    browser: Browser, site: Site, shelf: Shelf, eye: Eye, tmp_path: Path
) -> None:
    papers = fetched(browser, site, shelf, eye)

    assert all(body.startswith(b"%PDF-") for body in papers.values())
    found = {}
    for name, body in papers.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(body)
        found[name] = list(page_validation.validate_pdf(str(path), profile="ua1").failures)
    assert found == {name: [] for name in papers}
    assert verapdf.faults(papers) == {name: [] for name in papers}


def test_both_judges_fail_a_certificate_whose_tags_are_lost(
    browser: Browser, site: Site, eyes: dict[str, Eye], tmp_path: Path
) -> None:
    path = tmp_path / "untagged.pdf"
    with pikepdf.open(
        io.BytesIO(fetched(browser, site, Shelf("ludlow"), eyes["ludlow"])["certificate"])
    ) as document:
        del document.Root.StructTreeRoot
        document.save(path)

    assert list(page_validation.validate_pdf(str(path), profile="ua1").failures)
    assert verapdf.faults({"untagged": path.read_bytes()})["untagged"][0] == "does not conform"


def fetched(browser: Browser, site: Site, shelf: Shelf, eye: Eye) -> dict[str, bytes]:
    officer = Desk(browser, site, shelf, eye, size=DESK)
    officer.be("officer-lapsed")
    certificate = officer.main.get_by_role("link", name="Certificate (PDF)").first.get_attribute("href")
    papers = {
        "certificate": officer.fetch(certificate or ""),
        "acknowledgement": officer.fetch(f"/{shelf.slug}/policies/social-media/acknowledgement.pdf"),
    }
    officer.close()
    clerk = Desk(browser, site, shelf, eye, size=DESK)
    clerk.be("clerk")
    clerk.open_report()
    papers["report"] = clerk.take("PDF")
    clerk.close()
    return papers
