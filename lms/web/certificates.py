"""A certificate on its page, on paper, and to anybody who asks whether it holds."""

from flask import Blueprint, Response, request

from lms.domain.certificates import Validity, grouped
from lms.domain.days import short_day
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import certificates, printing
from lms.services.certificates import Proof
from lms.web.doors import door
from lms.web.fields import Text
from lms.web.forms import Form
from lms.web.pages import render
from lms.web.session import actor, council, installation, reading, today

blueprint = Blueprint("certificates", __name__)

Rows = list[tuple[str, str, None]]


class Check(Form):
    """The number of a certificate to be checked. Anybody may ask in any address, so nothing in it is refused."""

    number = Text(
        "Certificate number",
        longest=80,
        description="28 letters and figures in groups of four. Spaces do not matter.",
        look={"autocomplete": "off", "spellcheck": False},
    )


def _standing(proof: Proof) -> str | None:
    """What to say first of a certificate that no longer holds."""
    if proof.validity is Validity.WITHDRAWN and proof.withdrawn_on is not None:
        return f"This certificate was withdrawn on {short_day(proof.withdrawn_on)}."
    if proof.validity is Validity.EXPIRED and proof.words.lasts_until is not None:
        return f"This certificate ran out on {short_day(proof.words.lasts_until)}."
    return None


def _rows(proof: Proof) -> Rows:
    """What the paper says, and no more."""
    words = proof.words
    until = short_day(words.lasts_until) if words.lasts_until else "Does not run out"
    return [
        ("Council", words.council, None),
        ("Name", words.person, None),
        ("Completed", words.module, None),
        ("What it covered", words.covers, None),
        ("On", short_day(words.completed_on), None),
        ("Lasts until", until, None),
        ("Policy", words.policy, None),
        ("Number", grouped(proof.number), None),
    ]


def _verify() -> str:
    """The page that answers for a certificate, at the council's own host where it has one."""
    place = council()
    return f"{installation().settings.address_of(place.slug, host=place.host)}/verify"


def _verify_at() -> str:
    """The address as it is printed: without its scheme."""
    return _verify().split("://", 1)[-1]


@blueprint.get("/certificates/<number>")
@door(Action.SEE_OWN_RECORD)
def certificate(number: str) -> str:
    proof = certificates.shown_to(reading(), actor(), number=number, today=today())
    standing = _standing(proof)
    if standing and proof.reason:
        standing = f"{standing} {proof.reason}"
    return render(
        "certificates/certificate.html",
        title="Certificate",
        proof=proof,
        rows=_rows(proof),
        standing=standing,
        verify_at=_verify_at(),
    )


@blueprint.get("/certificates/<number>.pdf")
@door(Action.SEE_OWN_RECORD)
def paper(number: str) -> Response:
    proof = certificates.shown_to(reading(), actor(), number=number, today=today())
    address = f"{_verify()}/{proof.number}"
    content = printing.certificate(
        proof,
        council=council(),
        address=address,
        verify_at=_verify_at(),
        standing=_standing(proof),
    )
    name = f"certificate-{proof.words.completed_on.isoformat()}.pdf"
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@blueprint.get("/verify")
@door(Action.ANYONE)
def verify() -> tuple[str, int]:
    typed = Check(request.args).number.data[:80]
    return _answer(typed) if typed else (_page("Check a certificate", typed="", rows=None), 200)


@blueprint.get("/verify/<number>")
@door(Action.ANYONE)
def verify_number(number: str) -> tuple[str, int]:
    return _answer(number[:80])


def _answer(typed: str) -> tuple[str, int]:
    try:
        proof = certificates.check(reading(), typed=typed, today=today())
    except Refused as refusal:
        return _page(refusal.sentence, typed=typed, rows=None), 404
    heading = _standing(proof) or "This certificate is current"
    return _page(heading, typed=grouped(proof.number), rows=_rows(proof)), 200


def _page(heading: str, *, typed: str, rows: Rows | None) -> str:
    return render(
        "certificates/verify.html",
        title="Check a certificate",
        heading=heading,
        form=Check(number=typed),
        rows=rows,
        verify_at=_verify_at(),
    )
