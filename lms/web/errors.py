"""Turns every refusal and every trouble into the page that says what to do next."""

from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from lms.domain.refusal import AlreadyDone, Refused
from lms.domain.roles import Action, may
from lms.storage.troubles import AlreadyThere, DatabaseBusy, OutcomeUnknown, StorageTrouble
from lms.web import again
from lms.web.again import Kept
from lms.web.doors import action_of
from lms.web.pages import render
from lms.web.seals import ShownToAnother, whose_form
from lms.web.session import SAFE, visitor
from lms.web.signing_in import AWAY, SignIn, sign_in_page

STATUS = {"not allowed": 403, "not found": 404, "conflict": 409, "invalid": 422, "signed out": 401}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500})
TOO_OLD = "This page was open for too long or its cookie has gone, so nothing was recorded."
NOT_OUR_NAME = "This service does not answer at that address. Use the address that the Council gave you."


def hang(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(ShownToAnother, _somebody_elses)
    app.register_error_handler(StorageTrouble, _trouble)
    app.register_error_handler(AlreadyThere, _already_there)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _plain)
    app.register_error_handler(Exception, _fault)


def _refused(refusal: Refused) -> ResponseReturnValue:
    if refusal.kind == "signed out":
        return _signed_out()
    status = STATUS[refusal.kind]
    for_whom = "the Town Clerk" if status == 403 and not _may_enter() else None
    return _page(status, sentence=refusal.sentence, for_whom=for_whom)


def _signed_out() -> ResponseReturnValue:
    """The sign-in page in place of the one asked for, and then straight back to it."""
    carried = None if _is_for_anyone() else again.carry()
    back = request.full_path.rstrip("?") if request.method in SAFE else ""
    return sign_in_page(SignIn(next=back, carried=carried or ""), notice=AWAY if carried else None), 401


def _trouble(trouble: StorageTrouble) -> ResponseReturnValue:
    current_app.logger.error("storage trouble at %s: %r", where(), trouble)
    outcome = "unknown" if isinstance(trouble, OutcomeUnknown) else "failed"
    wait = "5" if isinstance(trouble, DatabaseBusy) else "60"
    # A form whose token held was shown by this very sign-in, though the records cannot say whose that is.
    kept = again.posted() if g.get("csrf_valid") else None
    return _form_again(outcome, kept), 503, {"Retry-After": wait}


def _already_done(refusal: AlreadyDone) -> ResponseReturnValue:
    return _page(409, sentence=refusal.sentence, is_done=True, record=_record())


def _already_there(clash: AlreadyThere) -> ResponseReturnValue:
    """Two at once did the same thing: the unique key let one through, and that one counts."""
    current_app.logger.warning("%s at %s", clash, where())
    return _page(409, is_done=True, record=_record())


def _stale(_: CSRFError) -> ResponseReturnValue:
    """The page's token no longer fits: its sign-in has ended. What was sent is shown to its sender only."""
    whose = whose_form()
    try:
        who = visitor()
    except StorageTrouble as trouble:
        return _trouble(trouble)
    if whose is None:
        return _page(400, sentence=TOO_OLD)
    if who is None:
        return _signed_out()
    if who.person_id != whose:
        return _somebody_elses(ShownToAnother())
    kept = again.posted()
    return (_form_again("failed", kept), 400) if kept else _page(400, sentence=TOO_OLD)


def _somebody_elses(refusal: ShownToAnother) -> ResponseReturnValue:
    """Nothing of what was sent, and the way to the same page for whoever is signed in now."""
    who = visitor()
    there = (f"Open this page as {who.name}", request.script_root + request.path) if who else None
    return _page(409, sentence=refusal.sentence, record=there if _can_be_opened() else None)


def _plain(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    written = type(error).description
    said = error.description if error.description != written else None
    if isinstance(error, SecurityError):
        said = NOT_OUR_NAME
    response = make_response(_page(status if status in PAGES else 400, sentence=said))
    response.status_code = status
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _fault(error: Exception) -> ResponseReturnValue:
    """A fault of the program: it goes to the log whole, and to the person as a sentence."""
    current_app.logger.error("fault at %s", where(), exc_info=error)
    return _page(500)


def where() -> str:
    """The address for the log, as a pattern: what stands in it may be an invitation's secret or a line's end."""
    return f"{request.method} {request.url_rule.rule if request.url_rule else 'an unknown address'}"


def _action() -> Action | None:
    return action_of(current_app, request.endpoint) if request.endpoint else None


def _may_enter() -> bool:
    action = _action()
    return action is None or may(visitor(), action)


def _is_for_anyone() -> bool:
    return _action() is Action.ANYONE


def _can_be_opened() -> bool:
    """Whether the address that a form was sent to has a page as well."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return False
    return True


def _record() -> tuple[str, str] | None:
    """Where it stands that something was done: with the person whom the address names, else in one's own record."""
    who, person_id = visitor(), (request.view_args or {}).get("person_id")
    if person_id is not None and may(who, Action.SEE_PERSON):
        return "See what is recorded", url_for("people.person", person_id=person_id)
    if may(who, Action.SEE_OWN_RECORD):
        return "See it in your record", url_for("learner.record")
    return None


def _form_again(outcome: str, kept: Kept | None) -> str:
    action = request.script_root + request.full_path.rstrip("?")
    return _render(503, outcome=outcome, action=action, kept=kept)


def _page(status: int, **values: Any) -> tuple[str, int]:
    return _render(status, **values), status


def _render(status: int, **values: Any) -> str:
    """The page of that number; each names its own title."""
    values.setdefault("sentence", None)
    if "installation" not in current_app.extensions:
        return render_template(f"errors/{status}.html", **values)
    return render(f"errors/{status}.html", title="", error=status, **values)
