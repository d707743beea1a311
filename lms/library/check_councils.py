"""Rules for a council's own file: its colours, contacts, audiences and starting programme rules."""

import calendar
import re

from email_validator import EmailNotValidError, validate_email

from lms.domain.councils import Council, StartingRule
from lms.library.colour import ENOUGH, contrast_on_white, nearest_with_enough
from lms.library.rules import Findings, rule, rules_in
from lms.library.shelves import Shelf

CODES = {
    "ALL", "EMP", "CON", "AGT", "MEM", "YC", "OFF", "BIZ", "MAY", "DEP", "AO", "TC", "AEM", "INV", "CNL",
}  # fmt: skip


@rule("R17", "The council's policy is there", about="councils")
def policy_is_there(council: Council, shelf: Shelf) -> Findings:
    """`policy` names the register of the policy that the council trains on, in the policies folder."""
    if not shelf.has("policies", council.policy):
        yield (
            ("policy",),
            (
                f"There is no register of the policy '{council.policy}' yet: add it to the policies folder, "
                f"in a file whose name begins with '{shelf.slug}-{council.policy}'."
            ),
        )


@rule("R20", "The council's colour can be read on white", about="councils")
def colour_can_be_read(council: Council, shelf: Shelf) -> Findings:
    """`main` has a contrast of at least 7:1 with white, because the header prints white letters on it."""
    ratio = contrast_on_white(council.colours.main)
    if ratio < ENOUGH:
        nearest = nearest_with_enough(council.colours.main)
        yield (
            ("colours", "main"),
            f"This colour reaches {ratio:.1f}:1 on white and needs 7:1: the nearest is '{nearest}'.",
        )


@rule("R21", "A contact can be reached", about="councils")
def contacts_can_be_reached(council: Council, shelf: Shelf) -> Findings:
    """The clerk and the stand-in have an e-mail address and a telephone number in a form that works."""
    for role in ("clerk", "stand_in"):
        contact = getattr(council, role)
        try:
            validate_email(contact.email, check_deliverability=False)
        except EmailNotValidError:
            yield (
                (role, "email"),
                f"'{contact.email}' is not an e-mail address: write one such as clerk@council.gov.uk.",
            )
        if len(re.sub(r"\D", "", contact.telephone)) < 10 or re.search(r"[^\d +()]", contact.telephone):
            yield (
                (role, "telephone"),
                "A telephone number has at least ten figures, and spaces: write it in full.",
            )


@rule("R22", "A programme rule asks for something that exists", about="councils")
def things_exist(council: Council, shelf: Shelf) -> Findings:
    """`thing` is the slug of a module, or of a policy where the rule is an acknowledgement."""
    for index, each in enumerate(council.programme):
        kind = "modules" if each.kind == "module" else "policies"
        is_told_by_r17 = kind == "policies" and each.thing == council.policy
        if not is_told_by_r17 and not shelf.has(kind, each.thing):
            what = "module" if each.kind == "module" else "policy"
            yield (
                ("programme", index, "thing"),
                f"There is no {what} '{each.thing}' at this council: correct it or add the {what}.",
            )


@rule("R23", "A programme rule names audiences that exist", about="councils")
def rule_audiences_exist(council: Council, shelf: Shelf) -> Findings:
    """Every audience of a programme rule is one of the council's, and one that its module is written for."""
    for index, each in enumerate(council.programme):
        for at, audience in enumerate(each.audiences):
            loc = ("programme", index, "audiences", at)
            if council.audience(audience) is None:
                yield loc, f"'{audience}' is not an audience of this council: take one that the file lists."
            elif not _is_written_for(each, audience, shelf=shelf):
                yield (
                    loc,
                    f"The module '{each.thing}' is not written for '{audience}': add it or take it out.",
                )


def _is_written_for(each: StartingRule, audience: str, *, shelf: Shelf) -> bool:
    modules = [
        read.model for read in shelf.modules if each.kind == "module" and read.model.slug == each.thing
    ]
    return all(audience in module.audiences for module in modules)


@rule("R24", "A programme rule's dates hold together", about="councils")
def rule_dates_hold(council: Council, shelf: Shelf) -> Findings:
    """A renewal to a fixed date gives a day that exists in every year; other renewals give none. What
    does not run out has no fixed date, and the window for renewing is shorter than the time a completion
    lasts."""
    for index, each in enumerate(council.programme):
        loc = ("programme", index)
        fixed = each.renewal == "fixed date"
        if fixed != (each.fixed_month is not None) or fixed != (each.fixed_day is not None):
            yield (
                (*loc, "renewal"),
                "'fixed_month' and 'fixed_day' go with 'renewal: fixed date', and only with it.",
            )
        elif (
            each.fixed_month
            and each.fixed_day
            and each.fixed_day > calendar.monthrange(2001, each.fixed_month)[1]
        ):
            yield (*loc, "fixed_day"), "That day is not in every year's month: choose an earlier one."
        if each.valid_months is not None and each.window_days >= each.valid_months * 28:
            yield (*loc, "window_days"), "The window is as long as the completion lasts: make it shorter."
        if fixed and each.valid_months is None:
            yield (*loc, "renewal"), "A fixed date needs 'valid_months', the longest a completion may last."


@rule("R25", "An audience's codes are known", about="councils")
def codes_are_known(council: Council, shelf: Shelf) -> Findings:
    """`codes` are the register's codes for those a clause binds: ALL, EMP, CON, AGT, MEM, YC, OFF, BIZ,
    MAY, DEP, AO, TC, AEM, INV and CNL."""
    for index, audience in enumerate(council.audiences):
        for at, code in enumerate(audience.codes):
            if code not in CODES:
                yield (
                    ("audiences", index, "codes", at),
                    f"'{code}' is not a code of the register: {_list(CODES)}.",
                )


def _list(codes: set[str]) -> str:
    return "use " + ", ".join(sorted(codes))


RULES = rules_in(globals())
