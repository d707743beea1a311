"""A browser of the plainest kind: keeps cookies and the page's token, and knows the product only by its pages."""

import html
import http.client
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

# The name that the service is told it has; the line itself goes to this machine.
HOST = "training.example.gov.uk"
Fields = Sequence[tuple[str, str]]

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
BUTTON_LINK = re.compile(r'<a class="govuk-button"[^>]* href="([^"]+)"')
RADIO = re.compile(r'<input[^>]* name="choice"[^>]* value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]* value="([^"]+)"')
TAG = re.compile(r"<[^>]+>")


class Gone(ConnectionError):
    """Nobody answered, or the line was cut before the answer's first lines were whole."""


@dataclass(frozen=True)
class Answer:
    """What came back: ``wire`` is the bytes of its body as sent, ``seconds`` from sending to the last byte."""

    status: int
    location: str
    body: str
    wire: int
    seconds: float

    @property
    def heading(self) -> str:
        found = HEADING.search(self.body)
        return " ".join(html.unescape(TAG.sub(" ", found.group(1))).split()) if found else ""

    @property
    def onward(self) -> str:
        """Where the page's main button leads, if it is a link."""
        found = BUTTON_LINK.search(self.body)
        return html.unescape(found.group(1)) if found else ""

    @property
    def choices(self) -> list[str]:
        return RADIO.findall(self.body)

    @property
    def seen(self) -> str:
        """The sealed note of what the policy's page showed."""
        found = SEEN.search(self.body)
        return html.unescape(found.group(1)) if found else ""


class Browser:
    """One person's browser on a line of its own, which it opens again whenever it was cut."""

    def __init__(self, port: int, *, prefix: str = "", timeout: float = 30) -> None:
        self.prefix = prefix
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Fields = ()) -> Answer:
        """Send a form with the token of the last page that had one."""
        body = urlencode([("csrf_token", self.token), *fields])
        return self._ask("POST", path, body)

    def follow(self, path: str) -> Answer:
        """The page at the end of the redirects."""
        answer = self.get(path)
        while answer.status in (301, 302, 303, 308):
            answer = self.get(answer.location)
        return answer

    def sign_in(self, email: str, password: str) -> Answer:
        self.get(f"{self.prefix}/sign-in")
        return self.post(f"{self.prefix}/sign-in", [("email", email), ("password", password)])

    def close(self) -> None:
        self.line.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        began = time.perf_counter()
        try:
            self.line.request(method, path, body, self._headers(body))
            response = self.line.getresponse()
        except (OSError, http.client.HTTPException) as cut:
            self.line.close()
            raise Gone(str(cut)) from cut
        raw = self._rest(response, is_form=body is not None)
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition("=")
            self.cookies[name] = value.partition(";")[0]
        text = raw.decode("utf-8", "replace")
        if token := TOKEN.search(text):
            self.token = html.unescape(token.group(1))
        location = response.headers.get("Location", "")
        return Answer(response.status, location, text, len(raw), time.perf_counter() - began)

    def _rest(self, response: http.client.HTTPResponse, *, is_form: bool) -> bytes:
        """The body. A form counts as taken once the first lines are here; half a page is no page."""
        try:
            return response.read()
        except (OSError, http.client.HTTPException) as cut:
            self.line.close()
            if not is_form:
                raise Gone(str(cut)) from cut
            return b""

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {"Host": HOST, "Cookie": "; ".join(map("=".join, self.cookies.items()))}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers
