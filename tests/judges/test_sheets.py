"""A second outside judge, independent of the first, on every printed sheet."""

import pytest

from lms import pdf
from tests import gallery, samples
from tests.judges import verapdf

pytestmark = pytest.mark.browser


def test_verapdf_passes_every_sheet_as_pdf_ua_1() -> None:
    sheets = {name: pdf.render(gallery.sheet(name)) for name in samples.SHEETS}

    found = verapdf.faults(sheets)

    assert found == {name: [] for name in samples.SHEETS}


def test_verapdf_fails_a_sheet_without_tags() -> None:
    untagged = pdf.render(gallery.sheet("certificate"), variant="pdf/a-3b")

    assert verapdf.faults({"untagged": untagged})["untagged"][0] == "does not conform"
