"""The press: what it prints conforms, what it refuses, and what it survives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
import segno

from lms import pdf
from lms.pdf.codes import code_of
from lms.settings import root
from tests import gallery, samples

PLAIN = '<html lang="en"><title>Plain</title><body class="report"><h1>Plain</h1><p>Words.</p>{}'


@pytest.fixture(scope="module")
def press() -> Iterator[pdf.Press]:
    made = pdf.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def sheets(press: pdf.Press) -> dict[str, bytes]:
    return {name: pdf.render(gallery.sheet(name)) for name in samples.SHEETS}


def _failures(body: bytes, folder: Path) -> list[Any]:
    path = folder / "judged.pdf"
    path.write_bytes(body)
    return list(page.validate_pdf(str(path), profile="ua1").failures)


@pytest.mark.parametrize("name", sorted(samples.SHEETS))
def test_every_sheet_conforms_to_pdf_ua_1(sheets: dict[str, bytes], name: str, tmp_path: Path) -> None:
    assert _failures(sheets[name], tmp_path) == []


def test_the_judge_fails_a_sheet_without_tags(press: pdf.Press, tmp_path: Path) -> None:
    untagged = pdf.render(gallery.sheet("certificate"), variant="pdf/a-3b")

    assert _failures(untagged, tmp_path) != []


@pytest.mark.parametrize("name", sorted(samples.SHEETS))
def test_every_font_is_embedded_and_is_ours(sheets: dict[str, bytes], name: str) -> None:
    with pikepdf.open(BytesIO(sheets[name])) as document:
        fonts = [font for sheet in document.pages for font in sheet.Resources.Font.values()]
        names = {str(font.BaseFont) for font in fonts}
        embedded = [
            "/FontFile2" in each.FontDescriptor or "/FontFile3" in each.FontDescriptor
            for font in fonts
            for each in font.DescendantFonts
        ]

    assert fonts and all(embedded)
    assert all("Source" in each or "DejaVu" in each for each in names), names


def test_a_name_with_welsh_and_polish_letters_is_in_the_same_face(sheets: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(sheets["certificate"])) as document:
        names = {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}

    assert not any("DejaVu" in name for name in names)
    assert any("Serif-4-Ext" in name for name in names)


def test_a_letter_that_our_fonts_lack_falls_back_and_still_conforms(press: pdf.Press, tmp_path: Path) -> None:
    body = pdf.render(PLAIN.format("<p>ԱԲԳ</p>"))

    with pikepdf.open(BytesIO(body)) as document:
        names = {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}
    assert any("DejaVu" in name for name in names)
    assert _failures(body, tmp_path) == []


def test_the_certificate_is_one_page_of_a4_landscape_with_its_title(sheets: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(sheets["certificate"])) as document:
        _, _, width, height = (round(float(edge)) for edge in document.pages[0].mediabox)
        title = document.open_metadata()["dc:title"]
        count = len(document.pages)

    assert (width, height, count) == (842, 595, 1)
    assert title == "Certificate: Speaking for the Council, Łukasz Ŵyn-Żółtowski"


def test_a_long_name_and_title_still_make_one_page(press: pdf.Press) -> None:
    given = samples.CERTIFICATE | {
        "person_name": "Bartholomew Featherstonehaugh-Cholmondeley-Warner ap Rhys",
        "module_title": "Speaking for the Council on every channel, and what to do when it goes wrong",
        "covers": "When to post, when to ask first, what never to share, and whom to ring late at night.",
        "standing": "This certificate was withdrawn on 2 December 2026.",
        "verify_at": "social-media-training.hereford-city-council.example/verify",
    }
    html = gallery.environment().get_template("print/certificate.html").render(given)

    with pikepdf.open(BytesIO(pdf.render(html))) as document:
        assert len(document.pages) == 1


def test_the_same_page_makes_the_same_bytes_whatever_was_printed_between(press: pdf.Press) -> None:
    html = gallery.sheet("certificate")

    first = pdf.render(html)
    pdf.render(gallery.sheet("acknowledgement"))
    pdf.render(PLAIN.format(""))

    assert {pdf.render(html) for _ in range(4)} == {first}


def test_the_code_on_a_certificate_says_its_address() -> None:
    address = "https://training.example/verify/7K2M9QXA4TZB8WRC1HJD5NPE6VSF"

    picture = code_of(address)

    expected = segno.make(address, error="m", micro=False)
    assert picture == expected.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
    assert picture != code_of(address + "X")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "file:///etc/hostname",
        "static:../pyproject.toml",
        "ftp://x/y",
        "//x/y.png",
    ],
)
def test_a_page_may_fetch_only_our_own_static_files(press: pdf.Press, address: str) -> None:
    with pytest.raises(pdf.NotPrinted, match="may not fetch"):
        pdf.render(PLAIN.format(f'<img alt="x" src="{address}">'))


def test_an_unknown_variant_is_refused_and_the_press_goes_on(press: pdf.Press) -> None:
    with pytest.raises(pdf.NotPrinted):
        pdf.render(PLAIN.format(""), variant="pdf/none")

    assert pdf.render(PLAIN.format("")).startswith(b"%PDF-")


def test_a_page_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch, press: pdf.Press) -> None:
    monkeypatch.setattr(pdf, "LARGEST_SHEET", 100)

    with pytest.raises(pdf.NotPrinted, match="too long"):
        pdf.render(PLAIN.format(""))


def test_a_caller_without_the_token_gets_nothing(press: pdf.Press) -> None:
    address, token = press.known_as.rsplit(" ", 1)

    with pytest.raises((OSError, EOFError)):
        pdf._ask(f"{address} {'00' * (len(token) // 2)}", b'{"html": "x", "variant": "pdf/ua-1"}')


def test_a_hand_that_dies_is_replaced(press: pdf.Press) -> None:
    hands = _children(press.process.pid)
    for hand in hands:
        os.kill(hand, signal.SIGKILL)

    assert pdf.render(PLAIN.format("")).startswith(b"%PDF-")
    assert not set(_children(press.process.pid)) & set(hands)


def test_a_press_that_dies_is_replaced_by_the_first_who_misses_it() -> None:
    old = pdf.start()
    os.kill(old.process.pid, signal.SIGKILL)
    old.process.wait()

    body = pdf.render(PLAIN.format(""))

    assert body.startswith(b"%PDF-")
    assert os.environ[pdf.KNOWN_AS] != old.known_as
    old.stop()


def test_a_press_that_cannot_start_says_how_to_find_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(pdf.KNOWN_AS, raising=False)
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(pdf.NotPrinted, match="import weasyprint"):
        pdf.render(PLAIN.format(""))
    monkeypatch.delenv(pdf.KNOWN_AS, raising=False)


def test_the_press_leaves_with_its_owner_and_the_owner_never_loads_weasyprint() -> None:
    script = (
        "import os, sys; from lms import pdf; press = pdf.start();"
        f"assert pdf.render({PLAIN.format('')!r}).startswith(b'%PDF-');"
        "assert 'weasyprint' not in sys.modules; print(press.process.pid, flush=True);"
        "os.kill(os.getpid(), 9)"
    )
    environment = {key: value for key, value in os.environ.items() if key != pdf.KNOWN_AS}

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root(),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )

    pid = int(done.stdout)
    for _ in range(100):
        if not _is_alive(pid):
            break
        time.sleep(0.05)
    assert not _is_alive(pid)


def test_a_long_temporary_folder_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    known = os.environ.get(pdf.KNOWN_AS)
    far = pdf.start()

    body = pdf.render(PLAIN.format(""))

    assert body.startswith(b"%PDF-")
    assert far.known_as.split()[0].isdigit()
    far.stop()
    if known:
        monkeypatch.setenv(pdf.KNOWN_AS, known)


def test_a_forked_copy_of_the_owner_does_not_stop_the_press(press: pdf.Press) -> None:
    press.owner += 1
    press.stop()
    press.owner -= 1

    assert pdf.render(PLAIN.format("")).startswith(b"%PDF-")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
