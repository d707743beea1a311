"""Turns every refusal and every trouble into the page that says what to do next."""

from typing import Any

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from lms.domain.refusal import Refused
from lms.domain.roles import may
from lms.storage.troubles import AlreadyThere, DatabaseBusy, OutcomeUnknown, StorageTrouble
from lms.web import again
from lms.web.doors import action_of, is_own
from lms.web.pages import render
from lms.web.session import SAFE, visitor
from lms.web.signing_in import AWAY, SignIn, sign_in_page

STATUS = {"not allowed": 403, "not found": 404, "conflict": 409, "invalid": 422, "signed out": 401}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500})
NOT_OUR_NAME = "This service does not answer at that address. Use the address that the Council gave you."


def hang(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
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
    carried = again.carry()
    back = request.full_path.rstrip("?") if request.method in SAFE else ""
    return sign_in_page(SignIn(next=back, carried=carried or ""), notice=AWAY if carried else None), 401


def _trouble(trouble: StorageTrouble) -> ResponseReturnValue:
    current_app.logger.error("storage trouble at %s: %r", where(), trouble)
    outcome = "unknown" if isinstance(trouble, OutcomeUnknown) else "failed"
    wait = "5" if isinstance(trouble, DatabaseBusy) else "60"
    return _form_again(outcome), 503, {"Retry-After": wait}


def _already_there(clash: AlreadyThere) -> ResponseReturnValue:
    """Two at once did the same thing: the unique key let one through, and that one counts."""
    current_app.logger.warning("%s at %s", clash, where())
    return _page(409)


def _stale(_: CSRFError) -> ResponseReturnValue:
    """The page's token no longer fits: signed out, or the cookie went. Our own forms are shown again."""
    if is_own(request.headers.get("Origin", "")) and again.posted():
        return _form_again("failed"), 400
    sentence = "This page was open for too long or its cookie has gone, so nothing was recorded."
    return _page(400, sentence=sentence)


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


def _may_enter() -> bool:
    action = action_of(current_app, request.endpoint) if request.endpoint else None
    return action is None or may(visitor(), action)


def _form_again(outcome: str) -> str:
    return _render(
        503, outcome=outcome, action=request.script_root + request.full_path.rstrip("?"), posted=again.posted(),
        **again.words(),
    )  # fmt: skip


def _page(status: int, **values: Any) -> tuple[str, int]:
    return _render(status, **values), status


def _render(status: int, **values: Any) -> str:
    """The page of that number; each names its own title."""
    values.setdefault("sentence", None)
    if "installation" not in current_app.extensions:
        return render_template(f"errors/{status}.html", **values)
    return render(f"errors/{status}.html", title="", error=status, **values)
