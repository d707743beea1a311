"""The fetched files: recorded, checked, and served under names that follow their content."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from lms import assets


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A folder with everything fetched, its sums recorded."""
    files = {name: name.encode() for name in assets._wanted()}
    assets._write(tmp_path / "vendor", files, assets.LOCK)
    return tmp_path / "vendor"


def test_a_complete_folder_lacks_nothing_and_is_not_fetched_again(
    vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_install", lambda work: pytest.fail("fetched again"))

    assert assets.missing(vendor=vendor) == []
    assert assets.fetch(vendor=vendor) == []


def test_an_absent_and_an_altered_file_are_both_named(vendor: Path) -> None:
    (vendor / "govuk-frontend.min.js").unlink()
    (vendor / "govuk-frontend.min.css").write_text("altered")

    assert assets.missing(vendor=vendor) == ["govuk-frontend.min.css", "govuk-frontend.min.js"]


def test_a_newer_lock_is_seen(vendor: Path, tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}")

    assert assets.missing(vendor=vendor, lock=lock) == ["package-lock.json"]


def test_without_a_lock_as_in_a_built_wheel_the_sums_alone_decide(vendor: Path, tmp_path: Path) -> None:
    assert assets.missing(vendor=vendor, lock=tmp_path / "package-lock.json") == []


def test_an_empty_folder_lacks_everything(tmp_path: Path) -> None:
    assert set(assets.missing(vendor=tmp_path / "none")) >= set(assets._wanted())


def test_a_fetch_that_fails_says_what_npm_said(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsFault, match="no such package"):
        assets._run(["sh", "-c", "echo no such package >&2; exit 1"], tmp_path)


def test_the_stylesheet_loses_its_fonts_crest_and_map() -> None:
    raw = (
        b'@font-face{font-family:"GDS Transport";src:url(/assets/fonts/x.woff2)}'
        b".a{font-family:GDS Transport,arial,sans-serif}.b{background:url(/assets/images/govuk-crest.svg)}"
        b"\n/*# sourceMappingURL=x.css.map */"
    )

    css = assets._plain_styles(raw).decode()

    assert "url(" not in css and "Transport" not in css and "sourceMapping" not in css
    assert f".a{{font-family:{assets.SCREEN_FONTS}}}" in css


def test_what_was_fetched_names_no_crown_font_or_address_outside() -> None:
    css = (assets.VENDOR / "govuk-frontend.min.css").read_text("utf-8")

    assert "GDS Transport" not in css
    assert "url(" not in css
    assert '--govuk-frontend-version:"6.3.0"' in css


def test_the_lock_pins_the_one_design_system_and_names_no_host() -> None:
    lock = json.loads(assets.LOCK.read_text("utf-8"))

    pinned = {name.removeprefix("node_modules/"): entry for name, entry in lock["packages"].items() if name}

    assert pinned["govuk-frontend"]["version"] == "6.3.0"
    assert all("integrity" in entry and "resolved" not in entry for entry in pinned.values())


def test_an_address_follows_the_content(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(".a{}")
    before = assets.asset_url("a.css", static=tmp_path)
    sheet.write_text(".a{color:red}")

    after = assets.asset_url("a.css", static=tmp_path)

    assert before != after
    assert after == f"/static/a.css?v={hashlib.sha256(b'.a{color:red}').hexdigest()[:12]}"
    assert after.endswith(assets.fingerprint(sheet))


def test_a_file_that_is_not_there_is_an_error_that_says_the_cure(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"python -m lms\.assets"):
        assets.asset_url("none.css", static=tmp_path)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "folder", "a/../../secret"])
def test_nothing_outside_the_static_folder_is_served(tmp_path: Path, name: str) -> None:
    static = tmp_path / "static"
    (static / "folder").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")

    assert assets.load(name, static=static) is None


def test_a_packed_body_unpacks_to_the_same_bytes_and_is_the_same_each_time() -> None:
    found = assets.load("app.css")

    assert found is not None and found.gzipped is not None
    assert gzip.decompress(found.gzipped) == found.body
    assert found.gzipped == gzip.compress(found.body, 9, mtime=0)
    assert found.mime == "text/css; charset=utf-8"


def test_a_font_is_sent_as_it_is() -> None:
    found = assets.load("vendor/source-sans-3-latin-400-normal.woff2")

    assert found is not None and found.gzipped is None and found.mime == "font/woff2"


def test_a_learners_page_loads_light() -> None:
    first = [
        assets.load(name) for name in ("vendor/govuk-frontend.min.css", "app.css", "app.js", "favicon.svg")
    ]

    weight = sum(len(each.gzipped or each.body) for each in first if each)

    assert all(first) and weight < 30 * 1024
    assert len((assets.STATIC / "app.css").read_bytes()) < 20 * 1024
