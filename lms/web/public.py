"""Pages for anybody: accessibility, privacy, whether the service is well, and the files pages are made with."""

import hashlib

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from lms import assets
from lms.domain.roles import Action
from lms.services import accounts
from lms.web import session
from lms.web.doors import door
from lms.web.pages import render

blueprint = Blueprint("public", __name__)
files = Blueprint("files", __name__)

A_YEAR = "public, max-age=31536000, immutable"


def hang(app: Flask) -> None:
    """Make the council's small stylesheet once, and name it by its content."""
    installation: session.Installation = app.extensions["installation"]
    template = app.jinja_env.get_template("components/council.css.jinja")
    text = template.render(council=installation.library.council)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    app.extensions["council_css"] = f"/council.css?v={digest}"
    app.extensions["council_css_digest"] = digest
    app.extensions["council_css_text"] = text


@blueprint.get("/accessibility")
@door(Action.ANYONE)
def accessibility() -> ResponseReturnValue:
    return render("static_pages/accessibility.html", title="Accessibility")


@blueprint.get("/privacy")
@door(Action.ANYONE)
def privacy() -> ResponseReturnValue:
    return render("static_pages/privacy.html", title="Privacy")


@blueprint.get("/healthz")
@door(Action.ANYONE)
def healthz() -> ResponseReturnValue:
    accounts.is_reachable(session.reading())
    return Response("well\n", mimetype="text/plain")


@blueprint.get("/council.css")
@door(Action.ANYONE)
def council_css() -> ResponseReturnValue:
    css = Response(current_app.extensions["council_css_text"], mimetype="text/css")
    is_this = request.args.get("v") == current_app.extensions["council_css_digest"]
    css.headers["Cache-Control"] = A_YEAR if is_this else "no-cache"
    return css


@files.get("/static/<path:name>")
@door(Action.ANYONE)
def static(name: str) -> ResponseReturnValue:
    """A file of the static folder, packed where the browser can unpack it, for a year where named by content."""
    asset = assets.load(name)
    if asset is None or name.rpartition("/")[2].startswith("."):
        abort(404)
    is_packed = asset.gzipped is not None and request.accept_encodings["gzip"] > 0
    answer = Response(asset.gzipped if is_packed else asset.body, content_type=asset.mime)
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = A_YEAR if request.args.get("v") == asset.digest[:12] else "no-cache"
    answer.set_etag(asset.digest + ("-gz" if is_packed else ""))
    return answer.make_conditional(request)
