"""The headers of every answer: what a browser may load, remember and tell others."""

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR_OF_HTTPS = "max-age=31536000; includeSubDomains"


def hang(app: Flask, *, is_https: bool) -> None:
    """Set the headers on every answer, also on errors. What says nothing of keeping is not kept."""

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if is_https:
            response.headers["Strict-Transport-Security"] = A_YEAR_OF_HTTPS
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add)
