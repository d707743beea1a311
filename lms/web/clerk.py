"""The clerk's first screen, and the same rows as files to take away."""

import tempfile
from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lms.domain.policies import review_in_words
from lms.domain.refusal import Refused
from lms.domain.roles import Action
from lms.services import authorising, exports, report
from lms.services.report import Report
from lms.web import choosing, desk, needing
from lms.web.choosing import Chosen
from lms.web.doors import door
from lms.web.pages import render
from lms.web.session import actor, bookkeeping, council, database, library, now, reading, today

blueprint = Blueprint("clerk", __name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
FORMS = (("xlsx", "Excel"), ("csv", "CSV"), ("pdf", "PDF"))
A_PART = 64 * 1024


@blueprint.get("/clerk")
@door(Action.SEE_REPORT)
def first() -> AnyResponse:
    return redirect(url_for("clerk.completions"))


@blueprint.get("/clerk/completions")
@door(Action.SEE_REPORT)
def completions() -> str | tuple[str, int]:
    given = choosing.given()
    try:
        return _page(choosing.chosen(council(), given, today=today()))
    except choosing.UnfitDay as unfit:
        typed = given.pop("on")
        chosen = choosing.chosen(council(), given, today=today())
        return _page(chosen, errors=[(unfit.sentence, "#on")], on_error=unfit.sentence, on_typed=typed), 422


def _page(chosen: Chosen, **of_the_day: object) -> str:
    """The report; ``of_the_day`` is what is wrong with the day that was asked for, and how it was typed."""
    found = report.report(
        reading(), actor(), library=library(), wanted=chosen.wanted, on=chosen.on, page=chosen.page, now=now()
    )
    _check_known(chosen, found.titles)
    here = url_for("clerk.completions")
    return render(
        "clerk/completions.html",
        title="Completions",
        is_wide=True,
        found=found,
        heading=report.heading(found.people),
        meanings=report.MEANINGS,
        as_at=desk.as_at(found),
        warning=desk.warning(found),
        figures=desk.figures(found.people, chosen),
        rarer=desk.rarer(found, chosen),
        needs=needing.needs_you(found.needs, on=found.on),
        modules=desk.modules(found, chosen),
        coming=desk.coming(found, chosen),
        coming_more=len(found.coming) - desk.COMING_AT_MOST,
        posting=_posting(found),
        reviews=_reviews(),
        selects=desk.selects(found, chosen),
        typed=[("q", "Name", chosen.wanted.named)],
        kept=[(name, chosen.given[name]) for name in ("on", "sort") if name in chosen.given],
        is_chosen=bool(chosen.filters),
        chosen_in_words=desk.in_words(chosen, found.titles),
        clear_href=f"{here}{chosen.afresh()}#people",
        people=report.in_people(found.matched),
        rows=desk.rows(found),
        sorts={sort: f"{here}{chosen.sorted_by(sort)}#people" for sort in choosing.SORTS},
        sorted_by=chosen.given.get("sort", "name"),
        href_of=lambda page: f"{here}{chosen.query(page=str(page))}#people",
        files=_files(found, chosen),
        last=desk.last_line(found.ran),
        here=here,
        **({"on_error": None} | of_the_day),
    )


def _posting(found: Report) -> tuple[str, list[tuple[str, str, str]]] | None:
    """Who may post today: the answer, and each authorised person with why or until when. Today's alone."""
    if found.is_past:
        return None
    officers = authorising.officers(reading(), actor(), library=library(), today=today())
    live = sum(officer.speaking.is_live for officer in officers)
    answer = f"{live} of {len(officers)} authorised people may post for the Council today."
    lines = [
        (
            officer.name,
            url_for("people.person", person_id=officer.person_id),
            authorising.in_short(officer.speaking),
        )
        for officer in officers
    ]
    return (answer if officers else "Nobody is authorised to post for the Council."), lines


def _reviews() -> list[tuple[str, str]]:
    """Each policy with when its review is due, where its document says so."""
    registers = library().policies.values()
    return [
        (register.title, review_in_words(register.facts.review_due, today=today()))
        for register in registers
        if register.facts.review_due is not None
    ]


def _check_known(chosen: Chosen, titles: report.Titles) -> None:
    if chosen.wanted.thing is not None and chosen.wanted.thing not in titles:
        raise Refused(f"There is no module called {chosen.wanted.thing[1]} here.", kind="not found")


def _files(found: Report, chosen: Chosen) -> list[tuple[str, str]]:
    """The forms in which these rows may be taken away; paper only while they are few enough."""
    return [
        (name, url_for("clerk.taken_away", form=form) + chosen.query())
        for form, name in FORMS
        if form != "pdf" or found.rows <= exports.ON_PAPER_AT_MOST
    ]


@blueprint.get("/clerk/completions.<any(csv, xlsx, pdf):form>")
@door(Action.EXPORT_REPORT)
def taken_away(form: str) -> Response:
    """The rows that match as a file. The ledger's entry has a transaction of its own, before any row leaves."""
    chosen = choosing.chosen(council(), choosing.given(), today=today())
    titles = report.titles(library(), report.things_ever(reading()))
    _check_known(chosen, titles)
    if request.method == "HEAD":  # nothing is taken away, so there is nothing to write down
        return Response(content_type=TYPES[form])
    with bookkeeping() as session:
        exports.taken_away(
            session, actor(), form=form, chosen=chosen.filters, wanted=chosen.wanted, on=chosen.on, now=now()
        )
    response = Response(_body(form, chosen, titles), content_type=TYPES[form])
    name = f"completions-{council().slug}-{chosen.on.isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _body(form: str, chosen: Chosen, titles: report.Titles) -> Iterator[bytes] | bytes:
    wanted, on = chosen.wanted, chosen.on
    if form == "pdf":
        words = desk.in_words(chosen, titles)
        return exports.as_pdf(reading(), library=library(), wanted=wanted, chosen=words, on=on, today=today())
    rows = exports.records(database(), library=library(), wanted=wanted, on=on, today=today())
    return exports.as_csv(rows) if form == "csv" else _workbook(rows)


def _workbook(rows: Iterator[exports.Record]) -> Iterator[bytes]:
    """A workbook is whole only at its end, so it is written to a file first and sent from there."""
    with tempfile.TemporaryFile() as file:
        exports.write_xlsx(rows, file)
        file.seek(0)
        while part := file.read(A_PART):
            yield part
