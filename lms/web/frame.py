"""Puts one council's application together from its parts, in the order in which a request meets them."""

import hmac

from flask import Flask
from flask_wtf import CSRFProtect

from lms.settings import Settings
from lms.web import BLUEPRINTS, demo, doors, errors, headers, packing, pages, public, session
from lms.web.session import Installation

LARGEST_FORM = 512 * 1024
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def council_app(installation: Installation) -> Flask:
    """The application of one council."""
    settings, council = installation.settings, installation.library.council
    app = bare_app(settings, host=council.host)
    app.secret_key = derived(settings, f"cookies of {council.slug}")
    app.config.update(
        WTF_CSRF_SECRET_KEY=derived(settings, f"forms of {council.slug}"),
        WTF_CSRF_TIME_LIMIT=None,  # a page left open over lunch may still be sent
        WTF_CSRF_SSL_STRICT=False,  # the Origin header is looked at instead; some privacy tools drop Referer
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        **cookie_named(settings, council.slug),
    )
    session.hang(app, installation)
    doors.hang(app)
    CSRFProtect(app)
    doors.ask(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.is_demonstration:
        app.register_blueprint(demo.blueprint)
    public.hang(app)
    errors.hang(app)
    doors.check_every_door(app)
    return app


def bare_app(settings: Settings, *, host: str | None = None, kind: type[Flask] = Flask) -> Flask:
    """A Flask application with the headers, the templates and the limits that all of ours have.

    ``host`` is the council's own, which it answers at beside the installation's.
    """
    app = kind("lms", static_folder=None, template_folder=None)
    local = LOCAL_HOSTS if settings.is_demonstration else []
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=[settings.host, *([host] if host else []), *local],
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # an address with // is unknown, and nothing is sent elsewhere for it
    pages.hang(app)
    packing.hang(app)  # runs last: what is hung first sees the answer last
    headers.hang(app, is_https=settings.is_https)
    return app


def cookie_named(settings: Settings, slug: str) -> dict[str, object]:
    """A name of its own for each council; ``__Host-`` where https lets the browser hold us to it.

    Such a cookie must be for the whole host. On plain http it is kept to the council's own path.
    """
    if settings.is_https:
        return {
            "SESSION_COOKIE_NAME": f"__Host-s-{slug}",
            "SESSION_COOKIE_SECURE": True,
            "SESSION_COOKIE_PATH": "/",
        }
    is_alone = len(settings.served()) == 1
    path = "/" if is_alone else f"/{slug}"
    return {"SESSION_COOKIE_NAME": f"s-{slug}", "SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_PATH": path}


def derived(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose, from which neither the secret nor another purpose's key can be told."""
    return hmac.digest(settings.secret_key.encode(), purpose.encode(), "sha256")
