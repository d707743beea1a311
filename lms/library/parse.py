"""Reads one content file into its model, or says line by line what is wrong with it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lms.library import wording, yaml12
from lms.library.faults import Fault
from lms.library.yaml12 import Loc

M = TypeVar("M", bound=BaseModel)

UNASKED = "extra_forbidden"
CALLED = {
    "scenarios": "scenario", "scenes": "scene", "choices": "choice", "endings": "ending",
    "questions": "question", "options": "option", "steps": "step", "pairs": "pair", "blueprint": "cell",
    "clauses": "clause", "headings": "heading", "audiences": "audience", "channels": "channel",
    "programme": "programme rule",
}  # fmt: skip


def parse(raw: bytes, model: type[M], *, file: str) -> tuple[M | None, list[Fault]]:
    """The model in a file's bytes and every fault; ``file`` is its name in faults.

    Where the faults can be passed over – a field nobody asks for, a field written twice – the model is there
    all the same, so that the rules across files are asked of it in the same pass; else it is None.
    """
    tree, repeated = yaml12.read(raw, file=file)
    faults = list(repeated)
    if tree is None:
        return None, faults
    names = wording.known_fields(model)
    given = yaml12.plain(tree)
    try:
        return model.model_validate(given), sorted(faults)
    except ValidationError as errors:
        told = errors.errors(include_url=False)
    for error in told:
        if _is_echo(error):
            continue
        rule, sentence = wording.worded(error, names, owner=_owner(given, error["loc"]))
        faults.append(Fault(file, yaml12.line_of(tree, error["loc"]), rule, sentence))
    return _without(given, [error["loc"] for error in told if error["type"] == UNASKED], model), sorted(
        set(faults)
    )


def _without(given: Any, unasked: Sequence[Loc], model: type[M]) -> M | None:
    """The model without the fields that nobody asks for, if those are all that is wrong with it."""
    for loc in unasked:
        holder: Any = given
        for step in loc[:-1]:  # a step that is not there names which of several shapes a part has
            holder = holder[step] if isinstance(step, int) or step in holder else holder
        holder.pop(loc[-1], None)
    with suppress(ValidationError):
        return model.model_validate(given)
    return None


def _is_echo(error: Mapping[str, Any]) -> bool:
    """A list is also called too short when its entries are at fault; they are named already."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def _owner(given: Any, loc: tuple[int | str, ...]) -> str:
    """Whose field went wrong: the nearest thing above it that has an id, such as "choice 'wait'"."""
    node, found, last = given, "", ""
    for step in loc[:-1]:
        if isinstance(node, dict):
            node = node.get(step, node)
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step]
        last = step if isinstance(step, str) else last
        name = node.get("id") or node.get("slug") if isinstance(node, dict) else None
        if isinstance(step, int) and last in CALLED and isinstance(name, str):
            found = f"{CALLED[last]} '{name}'"
    return found
