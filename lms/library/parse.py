"""Reads one content file into its model, or says line by line what is wrong with it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lms.library import wording, yaml12
from lms.library.faults import Fault

M = TypeVar("M", bound=BaseModel)

CALLED = {
    "scenarios": "scenario", "scenes": "scene", "choices": "choice", "endings": "ending",
    "questions": "question", "options": "option", "steps": "step", "pairs": "pair", "blueprint": "cell",
    "clauses": "clause", "headings": "heading", "audiences": "audience", "channels": "channel",
    "programme": "programme rule",
}  # fmt: skip


def parse(raw: bytes, model: type[M], *, file: str) -> tuple[M | None, list[Fault]]:
    """The model in a file's bytes and no faults, or None and every fault; ``file`` is its name in faults."""
    tree, repeated = yaml12.read(raw, file=file)
    faults = list(repeated)
    if tree is None:
        return None, faults
    names = wording.known_fields(model)
    given = yaml12.plain(tree)
    try:
        made = model.model_validate(given)
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            if _is_echo(error):
                continue
            rule, sentence = wording.worded(error, names, owner=_owner(given, error["loc"]))
            faults.append(Fault(file, yaml12.line_of(tree, error["loc"]), rule, sentence))
        return None, sorted(set(faults))
    return (None, sorted(faults)) if faults else (made, [])


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
