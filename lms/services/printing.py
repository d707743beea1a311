"""Sheets of paper: a print template and what it says, as a PDF."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms import pdf
from lms.domain.certificates import grouped
from lms.domain.councils import Council
from lms.domain.days import short_day
from lms.pdf.codes import code_of
from lms.services.certificates import Proof
from lms.settings import root


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(root() / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
    )


def sheet(template: str, *, council: Council, **values: Any) -> bytes:
    """The PDF of ``print/<template>.html`` in this council's name and colour. Raises `lms.pdf.NotPrinted`.

    A ``council_name`` among the values is the one frozen in what is printed, and stands before today's.
    """
    page = _templates().get_template(f"print/{template}.html")
    frame = {"council_name": council.name, "colour": council.colours.main}
    return pdf.render(page.render(frame | values))


def certificate(
    proof: Proof,
    *,
    council: Council,
    address: str,
    verify_at: str,
    standing: str | None,
) -> bytes:
    """A certificate on paper, in the words frozen at its issue; ``standing`` says that it no longer holds."""
    words = proof.words
    return sheet(
        "certificate",
        council=council,
        council_name=words.council,
        person_name=words.person,
        module_title=words.module,
        covers=words.covers,
        completed_on=short_day(words.completed_on),
        lasts_until=short_day(words.lasts_until) if words.lasts_until else None,
        policy=words.policy,
        number=grouped(proof.number),
        verify_at=verify_at,
        code=code_of(address),
        standing=standing,
    )
