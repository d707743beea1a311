"""Turns a validation error into the number of the rule it breaks and a plain sentence with the cure."""

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

FORMS = {
    "main": "a colour such as '#6b2737': a hash and six small letters or figures, in quotes",
    "month": "a year and a month such as '2026-11', in quotes",
    "clauses": "a clause id exactly as the policy register has it, such as LTC-4A-b1 or HCC-5.3.s2",
}
FORMS |= {"tint": FORMS["main"], "edge": FORMS["main"], "parent": FORMS["clauses"]}
AN_ID = "an id of small letters, figures and single hyphens, such as tree-on-castle-walk"


@dataclass(frozen=True)
class Wrong:
    """One validation error: which ``field``, how a sentence names it, and what was given."""

    field: str
    subject: str
    within: str
    given: Any
    ctx: Mapping[str, Any]
    names: list[str]


Said = tuple[str, str]


@cache
def known_fields(model: type[BaseModel]) -> list[str]:
    """Every field name that may stand anywhere in a file of this model."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})


def worded(error: Mapping[str, Any], names: list[str], *, owner: str) -> Said:
    """The rule and the sentence for one error; ``owner`` says whose field it is, such as "choice 'wait'"."""
    loc = error["loc"]
    field = next((step for step in reversed(loc) if isinstance(step, str)), "")
    within = f" of {owner}" if owner else ""
    subject = (
        f"'{field}'{within}" if not loc or isinstance(loc[-1], str) else f"An entry of '{field}'{within}"
    )
    wrong = Wrong(field, subject, within, error["input"], error.get("ctx", {}), names)
    if error["input"] is None and error["type"] not in {"missing", "extra_forbidden"}:
        return _empty(wrong)
    return SENTENCES.get(error["type"], _anything_else)(wrong)


def _unknown(wrong: Wrong) -> Said:
    close = difflib.get_close_matches(wrong.field, wrong.names, n=1, cutoff=0.7)
    hint = (
        f"did you mean '{close[0]}'? Otherwise take it out"
        if close
        else "take it out or correct its spelling"
    )
    whose = f"{wrong.within.removeprefix(' of ')}: " if wrong.within else ""
    return "R05", f"{whose}'{wrong.field}' is not a field that can stand here; {hint}."


def _missing(wrong: Wrong) -> Said:
    return "R06", f"{wrong.subject} is missing: add it."


def _no_kind(wrong: Wrong) -> Said:
    return "R06", "'kind' is missing: add it, so that it is known what this is."


def _empty(wrong: Wrong) -> Said:
    return "R08", f"{wrong.subject} is empty: write it, or take the line out if it may be left out."


def _not_text(wrong: Wrong) -> Said:
    if isinstance(wrong.given, Mapping):
        return (
            "R07",
            f"{wrong.subject} must be text, and a colon has made it a group: put the text in quotes.",
        )
    if isinstance(wrong.given, list):
        return "R07", f"{wrong.subject} must be one piece of text, not a list."
    written = str(wrong.given).lower() if isinstance(wrong.given, bool) else str(wrong.given)
    subject = "A clause id" if FORMS.get(wrong.field) == FORMS["clauses"] else wrong.subject
    return "R07", f'{subject} must be text: put quotes round it, as in "{written}".'


def _not_whole(wrong: Wrong) -> Said:
    return "R07", f"{wrong.subject} must be a whole number without quotes, such as 10."


def _not_a_claim(wrong: Wrong) -> Said:
    return "R07", f"{wrong.subject} must be true or false, without quotes (yes and no are only words)."


def _not_a_list(wrong: Wrong) -> Said:
    return "R07", f"{wrong.subject} must be a list: one line each, beginning with a hyphen."


def _not_a_group(wrong: Wrong) -> Said:
    if not wrong.field:
        return "R07", "The file must be a group of fields such as 'slug: induction', not a list or bare text."
    return "R07", f"{wrong.subject} must be a group of fields, one line each, indented beneath it."


def _not_a_date(wrong: Wrong) -> Said:
    if isinstance(wrong.given, dt.datetime):
        return "R07", f"{wrong.subject} must be a day without a time, such as 2026-12-11."
    return "R07", f"{wrong.subject} must be a date without quotes: year, month, day, such as 2026-12-11."


def _wrong_form(wrong: Wrong) -> Said:
    return "R09", f"{wrong.subject} cannot be '{wrong.given}': write {FORMS.get(wrong.field, AN_ID)}."


def _too_long(wrong: Wrong) -> Said:
    return "R09", f"{wrong.subject} is too long: at most {wrong.ctx['max_length']} letters."


def _not_one_of(wrong: Wrong) -> Said:
    allowed = wrong.ctx["expected"]
    return "R10", f"{wrong.subject} cannot be '{wrong.given}': it must be one of {allowed}."


def _unknown_kind(wrong: Wrong) -> Said:
    return "R10", f"'kind' cannot be '{wrong.ctx['tag']}': it must be one of {wrong.ctx['expected_tags']}."


def _count(wrong: Wrong) -> Said:
    least = wrong.ctx.get("min_length")
    bound = f"at least {least}" if least is not None else f"at most {wrong.ctx['max_length']}"
    return "R11", f"{wrong.subject} has {len(wrong.given)}: it must have {bound}."


def _bound(wrong: Wrong) -> Said:
    bound = f"at least {wrong.ctx['ge']}" if "ge" in wrong.ctx else f"at most {wrong.ctx['le']}"
    return "R11", f"{wrong.subject} is {wrong.given}: it must be {bound}."


def _our_own(wrong: Wrong) -> Said:
    said = str(wrong.ctx["error"])
    return "R12", said[:1].upper() + said[1:].rstrip(".") + "."


def _anything_else(wrong: Wrong) -> Said:
    return (
        "R07",
        f"{wrong.subject} is not what belongs here: compare it with a field like it in another file.",
    )


SENTENCES: dict[str, Callable[[Wrong], Said]] = {
    "extra_forbidden": _unknown,
    "invalid_key": _unknown,
    "missing": _missing,
    "union_tag_not_found": _no_kind,
    "union_tag_invalid": _unknown_kind,
    "literal_error": _not_one_of,
    "string_type": _not_text,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _wrong_form,
    "int_type": _not_whole,
    "bool_type": _not_a_claim,
    "tuple_type": _not_a_list,
    "model_type": _not_a_group,
    "model_attributes_type": _not_a_group,
    "date_type": _not_a_date,
    "date_from_datetime_inexact": _not_a_date,
    "too_short": _count,
    "too_long": _count,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
    "value_error": _our_own,
}
