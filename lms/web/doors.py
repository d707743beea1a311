"""Who may enter: every view names the action it is for, and the one table of roles is asked before it runs."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import HTTPException

from lms.domain.roles import Action, check_may
from lms.web.seals import check_whose_form
from lms.web.session import SAFE, visitor

View = TypeVar("View", bound=Callable[..., Any])


class UnguardedEndpoint(Exception):
    """An endpoint names no action, so the application does not start."""


def door(action: Action) -> Callable[[View], View]:
    """Say which action a view is for. Put it directly above the function, below the route."""

    def guarded(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return guarded


def hang(app: Flask) -> None:
    """Ask where a form comes from before anything else; the doors themselves are asked after CSRF."""
    app.before_request(_refuse_what_no_page_sends)


def ask(app: Flask) -> None:
    app.before_request(_ask_door)


def action_of(app: Flask, endpoint: str) -> Action | None:
    """The action an endpoint is for, or None where it names none."""
    return getattr(app.view_functions[endpoint], "action", None)


def check_every_door(app: Flask) -> None:
    """Raise UnguardedEndpoint while any endpoint has no action."""
    bare = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if action_of(app, rule.endpoint) is None}
    )
    if bare:
        raise UnguardedEndpoint(f"These endpoints name no action: {', '.join(bare)}. Use @door(Action.…).")


def _refuse_what_no_page_sends() -> None:
    """Forms come from our own pages, and addresses hold no NUL (which PostgreSQL cannot look up)."""
    if "\0" in request.full_path or "%00" in request.full_path:
        abort(404)
    origin = request.headers.get("Origin")
    if request.method not in SAFE and origin and not is_own(origin):
        abort(400, "This form was not sent from one of our pages, so nothing was done.")
    _read_form()


def _read_form() -> None:
    """Read what was sent, whole. The server's own reader has its own errors for what breaks off or is garbled."""
    try:
        _ = request.form
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001 - each server raises another kind, all of them the sender’s doing
        abort(400, "What was sent broke off on the way, so nothing was recorded.")


def is_own(origin: str) -> bool:
    """Whether an Origin header names the host that was asked."""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _ask_door() -> None:
    if request.endpoint is None:
        return  # there is no such page, or not by this method: the router answers
    action = action_of(current_app, request.endpoint)
    assert action is not None, "create_app refuses to start without"
    if request.method not in SAFE:
        check_whose_form()
    if action is not Action.ANYONE:
        check_may(visitor(), action)
