"""What the address of the completion report asks for: read strictly, and written back into links."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from lms.domain.councils import Council
from lms.domain.refusal import Refused
from lms.domain.standing import NAMES, UP_TO_DATE, Standing
from lms.services import report
from lms.services.report import Wanted

LONGEST = 200
POLICY = "policy:"
UP_TO_DATE_HERE = "up-to-date"
UP_TO_DATE_IN_ALL = "up-to-date-in-everything"
NEEDING = "needs-the-clerk"
LEFT = "left"
NAMED: Mapping[str, str] = {
    UP_TO_DATE_IN_ALL: "Up to date in everything",
    UP_TO_DATE_HERE: "Up to date",
    **{standing.value.replace(" ", "-"): NAMES[standing].words for standing in Standing},
    NEEDING: "Needs the Clerk",
    LEFT: "Has left",
}
SORTS = ("name", "standing", "date")
ASKED = ("module", "audience", "standing", "on", "q", "sort", "falls_on", "page")


@dataclass(frozen=True)
class Chosen:
    """The choices of one address, as they were written and as they were understood."""

    given: Mapping[str, str]
    wanted: Wanted
    on: dt.date
    page: int

    @property
    def filters(self) -> dict[str, str]:
        """The choices that decide which rows there are."""
        return {name: value for name, value in self.given.items() if name not in ("page", "sort", "on")}

    def query(self, **changes: str | None) -> str:
        """These choices with some changed (None: dropped), as the end of an address."""
        args = {**self.given, "page": None, **changes}
        kept = {name: args[name] for name in ASKED if args.get(name)}
        return f"?{urlencode(kept)}" if kept else ""

    def afresh(self, **choices: str | None) -> str:
        """Only these choices, on the same day."""
        return Chosen({}, self.wanted, self.on, 1).query(on=self.given.get("on"), **choices)

    def sorted_by(self, sort: str) -> str:
        """The same rows sorted by this; the other way round where they are already."""
        is_already = self.given.get("sort", "name") == sort
        return self.query(sort=f"-{sort}" if is_already else sort)


class UnfitDay(Refused):
    """The day to look at cannot be: the form that asks for it says so beside it."""


def chosen(council: Council, given: Mapping[str, str], *, today: dt.date) -> Chosen:
    """What was given, understood. What cannot be understood is refused, never passed over."""
    sort = given.get("sort", "name").removeprefix("-")
    if sort not in SORTS:
        raise Refused(f"The list can be sorted by {', '.join(SORTS)}.", kind="invalid")
    wanted = Wanted(
        thing=_thing(given.get("module")),
        audience=_audience(given.get("audience"), council),
        falls_on=_day(given["falls_on"]) if "falls_on" in given else None,
        named=given.get("q", ""),
        sort=sort,  # type: ignore[arg-type]  # it is one of SORTS
        is_downwards=given.get("sort", "").startswith("-"),
        **_standing(given.get("standing")),
    )
    on = _on(given["on"], today) if "on" in given else today
    return Chosen(given, wanted, on, page(given.get("page")))


def given() -> dict[str, str]:
    """The choices in this request's address, as they were written."""
    written: dict[str, str] = {}
    for name in ASKED:
        values = request.args.getlist(name)
        if len(values) > 1 or any(len(value) > LONGEST for value in values):
            raise Refused(f"This address asks for {name} in a way we do not understand.", kind="invalid")
        if values and values[0].strip():
            written[name] = values[0].strip()
    return written


def _thing(module: str | None) -> tuple[str, str] | None:
    if module is None:
        return None
    is_policy = module.startswith(POLICY)
    return ("acknowledgement", module.removeprefix(POLICY)) if is_policy else ("module", module)


def module_value(kind: str, thing: str) -> str:
    """How an address names a thing."""
    return thing if kind == "module" else f"{POLICY}{thing}"


def _audience(audience: str | None, council: Council) -> str | None:
    if audience is not None and council.audience(audience) is None:
        raise Refused(f"{council.name} has no audience called {audience}.", kind="invalid")
    return audience


def _standing(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    name = name.replace(" ", "-")
    if name not in NAMED:
        raise Refused(f"There is no standing called {name}. There are: {', '.join(NAMED)}.", kind="invalid")
    if name == LEFT:
        return {"people": "left"}
    if name == NEEDING:
        return {"people": "needing"}
    if name == UP_TO_DATE_IN_ALL:
        return {"people": "up to date"}
    if name == UP_TO_DATE_HERE:
        return {"standings": tuple(sorted(UP_TO_DATE))}
    return {"standings": (Standing(name.replace("-", " ")),)}


def _day(text: str) -> dt.date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused("Give a day as year, month and day, such as 2026-11-20.", kind="invalid")


def _on(text: str, today: dt.date) -> dt.date:
    try:
        day = _day(text)
        report.check_has_come(day, today=today)
    except Refused as refusal:
        raise UnfitDay(refusal.sentence, kind=refusal.kind) from refusal
    return day


def page(text: str | None) -> int:
    """The number of a page, from 1."""
    if text is None:
        return 1
    if not re.fullmatch(r"[1-9]\d{0,6}", text, re.ASCII):
        raise Refused("Pages are numbered from 1.", kind="invalid")
    return int(text)
