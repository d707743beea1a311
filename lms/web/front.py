"""The pages that stand before every council: the list of demonstration councils, and a council that is shut."""

from collections.abc import Sequence

from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lms.domain.councils import Council
from lms.domain.roles import Action
from lms.settings import Settings
from lms.web import doors, frame, public
from lms.web.doors import door


def create_front(settings: Settings, councils: Sequence[tuple[str, str]]) -> Flask:
    """Lists the councils in a demonstration; otherwise every address here is unknown."""
    app = frame.bare_app(settings)

    @app.get("/")
    @door(Action.ANYONE)
    def councils_list() -> ResponseReturnValue:
        if not settings.is_demonstration:
            abort(404)
        return _page(settings, "static_pages/councils.html", page_title="Council training", councils=councils)

    @app.get("/<slug>")
    @door(Action.ANYONE)
    def without_slash(slug: str) -> ResponseReturnValue:
        if slug not in dict(councils):
            abort(404)
        return redirect(f"{request.script_root}/{slug}/", 308)

    return _finished(app, settings)


class Shut(Flask):
    """The application of a council that could not start."""

    is_shut = True


def create_shut(
    settings: Settings, council: Council | None, *, name: str, sentence: str, details: Sequence[str]
) -> Flask:
    """Answers every address of a council that could not start with 503 and the reason.

    ``council`` is None where its own file cannot be read: then its page cannot name the clerk.
    """
    app = frame.bare_app(settings, host=council.host if council else None, kind=Shut)
    clerk = council.clerk if council else None

    @app.before_request
    def shut() -> ResponseReturnValue | None:
        if request.endpoint == "files.static":
            return None
        page = _page(
            settings,
            "static_pages/shut.html",
            page_title=name,
            name=name,
            sentence=sentence,
            details=details,
            help=clerk,
        )
        return page, 503, {"Retry-After": "600"}

    return _finished(app, settings)


def _finished(app: Flask, settings: Settings) -> Flask:
    app.register_blueprint(public.files)
    app.register_error_handler(HTTPException, lambda error: _error(settings, error))
    doors.check_every_door(app)
    return app


def _error(settings: Settings, error: HTTPException) -> ResponseReturnValue:
    status = error.code if error.code in (400, 404, 405, 413) else 500
    allow = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _page(settings, f"errors/{status}.html", page_title=""), error.code or 500, allow


def _page(settings: Settings, template: str, *, page_title: str, **values: object) -> str:
    return render_template(
        template, page_title=page_title, council=None, root=request.script_root,
        is_demo=settings.is_demonstration, **values,
    )  # fmt: skip
