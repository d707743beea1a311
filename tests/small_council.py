"""A council as small as it comes, with a module and a policy, for tests of services that need a library."""

import datetime as dt
from types import MappingProxyType
from typing import Any

from lms.domain.councils import Council
from lms.domain.modules import Module
from lms.domain.policies import PolicyRegister
from lms.library.library import CouncilLibrary
from tests import small

STARTS_ON = dt.date(2025, 9, 1)
CONTACT = {
    "name": "Ruth Prosser",
    "title": "Town Clerk",
    "telephone": "01632 960123",
    "email": "c@example.gov.uk",
}


def starting_rule(**values: Any) -> dict[str, Any]:
    usual = {
        "slug": "induction",
        "kind": "module",
        "thing": "induction",
        "audiences": ("employee",),
        "starts_on": STARTS_ON,
        "due_days": 30,
        "valid_months": 12,
        "window_days": 60,
        "set_by": "the Town Clerk",
        "because": "Everybody should know whom to ask.",
        "law": "Equality Act 2010, section 109(4).",
    }
    return usual | values


INDUCTION = starting_rule()
REFRESHER = starting_rule(slug="refresher", thing="refresher", audiences=("authorised-officer",))
READING = starting_rule(
    slug="acknowledgement",
    kind="acknowledgement",
    thing="social-media",
    audiences=("employee", "authorised-officer"),
    valid_months=None,
)
PROGRAMME = (INDUCTION, REFRESHER, READING)


def council(*, programme: tuple[dict[str, Any], ...] = PROGRAMME) -> Council:
    return Council.model_validate(
        {
            "slug": "ludlow",
            "name": "Ludlow Town Council",
            "short_name": "Ludlow",
            "place": "Ludlow",
            "colours": {"main": "#6b2737", "tint": "#f8f2f1", "edge": "#c9b3b0"},
            "clerk": CONTACT,
            "stand_in": CONTACT | {"name": "Owen Beddoes", "title": "Deputy Town Clerk"},
            "policy": "social-media",
            "audiences": [
                {"slug": "employee", "name": "Employee", "plural": "Employees"},
                {"slug": "member", "name": "Councillor", "plural": "Councillors"},
                {"slug": "authorised-officer", "name": "Authorised Officer", "plural": "Authorised Officers"},
            ],
            "channels": [{"slug": "facebook", "name": "Facebook"}],
            "programme": programme,
        }
    )


def module(slug: str, title: str) -> Module:
    return small.module().model_copy(update={"slug": slug, "title": title})


def library(*, programme: tuple[dict[str, Any], ...] = PROGRAMME) -> CouncilLibrary:
    """Two modules, Induction and Officer refresher, and the Social Media Policy."""
    modules = {
        "induction": module("induction", "Induction"),
        "refresher": module("refresher", "Officer refresher"),
    }
    register = PolicyRegister.model_construct(slug="social-media", title="Social Media Policy", clauses=())
    nothing: MappingProxyType[str, Any] = MappingProxyType({})
    return CouncilLibrary(
        council=council(programme=programme),
        policies=MappingProxyType({"social-media": register}),
        modules=MappingProxyType(modules),
        banks=nothing,
        policy_digests=nothing,
        module_digests=nothing,
        bank_digests=nothing,
    )
