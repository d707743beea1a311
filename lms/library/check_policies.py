"""Rules for a policy's register: its ids, parents, headings, codes and dates."""

from lms.domain.policies import Clause, PolicyRegister
from lms.library.check_councils import CODES
from lms.library.rules import Findings, rule, rules_in
from lms.library.shelves import Shelf


@rule("R30", "A clause id begins with the policy's prefix", about="policies")
def ids_begin_with_prefix(register: PolicyRegister, shelf: Shelf) -> Findings:
    """`prefix` and a hyphen open every clause id, so that a citation shows whose policy it is."""
    for index, clause in enumerate(register.clauses):
        if not clause.id.startswith(f"{register.prefix}-"):
            yield (
                ("clauses", index, "id"),
                f"'{clause.id}' must begin with '{register.prefix}-': correct the id.",
            )


@rule("R31", "A clause's parent exists", about="policies")
def parents_exist(register: PolicyRegister, shelf: Shelf) -> Findings:
    """`parent` is another clause of the register, and following parents never comes back to the start. A
    clause that is not printed has a parent that is."""
    by_id = {clause.id: clause for clause in register.clauses}
    for index, clause in enumerate(register.clauses):
        loc = ("clauses", index, "parent")
        parent = by_id.get(clause.parent) if clause.parent else None
        if clause.parent and parent is None:
            yield loc, f"There is no clause '{clause.parent}': correct the parent, or add the clause."
        elif _comes_back(clause, by_id):
            yield loc, f"The parents of '{clause.id}' lead back to itself: take one of them out."
        elif not clause.printed and (parent is None or not parent.printed):
            yield (
                loc,
                f"'{clause.id}' is not printed: give it the printed clause it is part of as its parent.",
            )


def _comes_back(clause: Clause, by_id: dict[str, Clause]) -> bool:
    above, passed = clause.parent, set[str]()
    while above in by_id and above not in passed and above != clause.id:
        passed.add(above)
        above = by_id[above].parent
    return above == clause.id


@rule("R32", "A clause's heading exists", about="policies")
def headings_exist(register: PolicyRegister, shelf: Shelf) -> Findings:
    """`heading` is the id of a heading of the register, and every heading has a clause under it."""
    for index, clause in enumerate(register.clauses):
        if register.heading(clause.heading) is None:
            yield (
                ("clauses", index, "heading"),
                f"There is no heading '{clause.heading}': correct it or add the heading.",
            )
    used = {clause.heading for clause in register.clauses}
    for index, heading in enumerate(register.headings):
        if heading.id not in used:
            yield ("headings", index, "id"), f"No clause stands under '{heading.id}': take the heading out."


@rule("R33", "A clause binds known audiences", about="policies")
def binds_are_known(register: PolicyRegister, shelf: Shelf) -> Findings:
    """`binds` holds the register's audience codes: ALL, EMP, CON, AGT, MEM, YC, OFF, BIZ, MAY, DEP, AO,
    TC, AEM, INV and CNL. A clause that says must or must not binds somebody."""
    for index, clause in enumerate(register.clauses):
        for at, code in enumerate(clause.binds):
            if code not in CODES:
                yield (
                    ("clauses", index, "binds", at),
                    f"'{code}' is not a code: use {', '.join(sorted(CODES))}.",
                )
        if clause.modality in {"must", "must_not"} and not clause.binds:
            yield (
                ("clauses", index, "modality"),
                f"'{clause.id}' is a duty, so it binds somebody: add 'binds'.",
            )


@rule("R34", "A policy's dates hold together", about="policies")
def dates_hold(register: PolicyRegister, shelf: Shelf) -> Findings:
    """The earliest day that a printed review date can mean is not after the latest, and what a policy
    supersedes was adopted before it."""
    facts = register.facts
    if facts.review_due and facts.review_due.earliest > facts.review_due.latest:
        yield (
            ("facts", "review_due", "earliest"),
            "The earliest day is after the latest: correct one of them.",
        )
    earlier = facts.supersedes.adopted_on if facts.supersedes else None
    if earlier and facts.approved_on and earlier >= facts.approved_on:
        yield (
            ("facts", "supersedes", "adopted_on"),
            "What is superseded was adopted earlier: correct one of the dates.",
        )


RULES = rules_in(globals())
