"""Many councils in one process: by path, by host, alone, and one of them shut while the others run."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client as Browser

from lms.app import create_site
from lms.settings import BadSetting, from_environment
from lms.web.site import Site
from tests.library import goodset


@pytest.fixture
def content(tmp_path: Path, sqlite_template: Path) -> Path:
    """Two councils, Wick and Weir, and beside them an empty database to copy."""
    shutil.copyfile(sqlite_template, tmp_path / "empty.sqlite3")
    wick = goodset.texts()
    weir = {place.replace("wick", "weir"): _renamed(text) for place, text in wick.items()}
    return goodset.write(tmp_path, wick | weir)


def _renamed(text: str) -> str:
    return text.replace("wick", "weir").replace("Wick", "Weir")


BOTH = ("wick", "weir")


def site(
    content: Path, log: io.StringIO | None = None, *, upgraded: tuple[str, ...] = BOTH, **more: Any
) -> Site:
    given = {"LMS_CONTENT": str(content), "LMS_DATA": str(content.parent / "data"), "LMS_DEMO": "1", **more}
    settings = from_environment(given)
    settings.data.mkdir(exist_ok=True)
    for slug in upgraded:
        shutil.copyfile(content.parent / "empty.sqlite3", settings.data / f"{slug}.sqlite3")
    return create_site(settings, log=log or io.StringIO())


def test_a_demonstration_lists_its_councils_and_each_keeps_to_its_own_path(content: Path) -> None:
    browser = Browser(site(content))

    front = browser.get("/").get_data(as_text=True)
    assert "Wick Parish Council" in front and 'href="/weir/"' in front
    assert browser.get("/wick").headers["Location"] == "/wick/"
    page = browser.get("/wick/sign-in")
    assert "Sign in to Wick Parish Council" in page.get_data(as_text=True)
    assert "Weir" not in page.get_data(as_text=True)
    assert 'action="/wick/sign-in"' in page.get_data(as_text=True)
    assert "Path=/wick" in page.headers["Set-Cookie"] and page.headers["Set-Cookie"].startswith("s-wick=")
    assert "Ask your council’s clerk, or whoever runs this server." in front
    assert browser.get("/nowhere").status_code == 404
    assert browser.get("/static/app.css").status_code == 200


def test_a_cookie_of_one_council_is_worth_nothing_at_the_other(content: Path) -> None:
    both = site(content)
    wick, weir = both.apps["wick"], both.apps["weir"]

    assert wick.secret_key != weir.secret_key  # type: ignore[attr-defined]
    assert wick.config["WTF_CSRF_SECRET_KEY"] != weir.config["WTF_CSRF_SECRET_KEY"]  # type: ignore[attr-defined]
    assert wick.secret_key != wick.config["WTF_CSRF_SECRET_KEY"]  # type: ignore[attr-defined]


def test_one_council_stands_at_the_root(content: Path) -> None:
    browser = Browser(site(content, LMS_COUNCILS="wick"))

    page = browser.get("/sign-in")

    assert "Sign in to Wick Parish Council" in page.get_data(as_text=True)
    assert "Path=/" in page.headers["Set-Cookie"].split("; ")


def test_outside_a_demonstration_nothing_lists_the_councils_and_a_host_is_its_councils_own(
    content: Path,
) -> None:
    council = content / "councils/weir.yaml"
    council.write_text(council.read_text() + "host: training.weir.example.gov.uk\n")
    real: dict[str, Any] = {
        "LMS_DEMO": "0",
        "LMS_SECRET_KEY": "k" * 16 + "0123456789abcdefgh",
        "LMS_BASE_URL": "https://lms.example.gov.uk",
    }
    browser = Browser(site(content, None, **real))

    found = browser.get("/", base_url="https://lms.example.gov.uk")
    assert found.status_code == 404 and "Go to Home" not in found.text
    by_host = browser.get("/sign-in", base_url="https://training.weir.example.gov.uk").get_data(as_text=True)
    assert "Sign in to Weir Parish Council" in by_host
    assert browser.get("/sign-in", base_url="https://Training.WEIR.example.gov.uk").status_code == 200
    for path in ("/weir", "/weir/", "/weir/sign-in"):
        assert browser.get(path, base_url="https://lms.example.gov.uk").status_code == 404, path
    assert browser.get("/wick/sign-in", base_url="https://lms.example.gov.uk").status_code == 200
    assert browser.get("/wick/sign-in", base_url="https://elsewhere.example").status_code == 400


def test_a_council_with_faults_is_shut_at_its_address_and_the_others_run(content: Path) -> None:
    (content / "councils/weir.yaml").write_text("slug: weir\nname: [\n")
    log = io.StringIO()
    browser = Browser(site(content, log))

    shut = browser.get("/weir/modules/induction")
    assert shut.status_code == 503 and shut.headers["Retry-After"]
    assert "is shut for the moment" in shut.get_data(as_text=True)
    assert "Ask your council’s clerk, or whoever runs this server." in shut.get_data(as_text=True)
    assert "content/councils/weir.yaml:" in log.getvalue()
    assert browser.get("/weir/static/app.css").status_code == 200
    assert browser.post("/weir/sign-in").status_code == 503
    assert browser.get("/wick/sign-in").status_code == 200


def test_a_council_with_an_old_or_broken_database_is_shut_and_says_what_to_do(content: Path) -> None:
    data = content.parent / "data"
    data.mkdir()
    (data / "weir.sqlite3").write_bytes(b"this is not a database at all, though it is long enough" * 100)
    log = io.StringIO()
    broken = Browser(site(content, log, upgraded=("wick",)))
    (data / "weir.sqlite3").unlink()
    old = Browser(site(content, log, upgraded=("wick",)))

    assert broken.get("/weir/").status_code == 503
    assert "Run: lms upgrade weir" in old.get("/weir/").get_data(as_text=True)
    assert "Run: lms upgrade weir" in log.getvalue()
    assert old.get("/wick/sign-in").status_code == 200


def test_a_shut_council_names_its_clerk_wherever_its_own_file_can_be_read(content: Path) -> None:
    bank = content.parent / "quizzes/weir/induction.yaml"
    old = site(content, upgraded=("wick",))
    bank.write_text(bank.read_text().replace("draw: 6", "draw: 5"))
    faulty = site(content)

    for each in (old, faulty):
        page = Browser(each).get("/weir/").get_data(as_text=True)
        assert "Weir Parish Council’s training is shut for the moment" in page
        assert "Stuck? Ring Ada Fenn, Parish Clerk" in page and "please tell them" in page


def test_a_shut_council_says_so_at_a_host_of_its_own_too(content: Path) -> None:
    council = content / "councils/weir.yaml"
    council.write_text(council.read_text() + "host: training.weir.example.gov.uk\n")
    bank = content.parent / "quizzes/weir/induction.yaml"
    real: dict[str, Any] = {
        "LMS_DEMO": "0",
        "LMS_SECRET_KEY": "k" * 16 + "0123456789abcdefgh",
        "LMS_BASE_URL": "https://lms.example.gov.uk",
    }
    old = site(content, upgraded=("wick",), **real)
    bank.write_text(bank.read_text().replace("draw: 6", "draw: 5"))
    faulty = site(content, **real)

    for each in (old, faulty):
        browser = Browser(each)
        shut = browser.get("/", base_url="https://training.weir.example.gov.uk")
        assert shut.status_code == 503 and "is shut for the moment" in shut.get_data(as_text=True)
        assert browser.get("/weir/", base_url="https://lms.example.gov.uk").status_code == 404


def test_a_council_that_has_no_file_is_refused_by_name(content: Path) -> None:
    with pytest.raises(BadSetting, match="nowhere"):
        site(content, LMS_COUNCILS="wick,nowhere", upgraded=("wick",))
