"""Reads YAML 1.2 and remembers on which line each thing stood."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner

from lms.library.faults import Fault
from lms.library.plain_text import EMPTY, text_of

Loc = Sequence[int | str]


class _Extra(YAMLError):
    """Raised for the parts of YAML that content does not use; ``line`` counts from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


class _PlainComposer(Composer):
    """Refuses anchors, aliases and tags: an alias can make a small file unfold without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Extra(
                line, "'&' and '*' at the start of a value mean something to YAML: put the value in quotes."
            )
        tag = getattr(event, "ctag", None)
        if tag is not None and str(tag) not in {"None", "!"}:
            raise _Extra(
                line, "'!' at the start of a value means something to YAML: put the value in quotes."
            )
        if getattr(event, "value", None) == "<<" and getattr(event, "style", None) is None:
            raise _Extra(line, "'<<' means something to YAML: write the fields out in full.")
        return super().compose_node(parent, index)


class _NotingConstructor(RoundTripConstructor):
    """Notes every repeated key instead of stopping at the first; the first value is kept."""

    def check_mapping_key(self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any) -> bool:
        if not isinstance(key, str):
            raise _Extra(
                key_node.start_mark.line + 1,
                "A field's name must be text: correct what stands before the colon.",
            )
        if key not in mapping:
            return True
        first = mapping.lc.key(key)[0] + 1
        self.loader.repeated_keys.append((key_node.start_mark.line + 1, key, first))
        return False


class _NotingYaml(YAML):
    """The round-trip loader with the above; ``repeated_keys`` holds (line, key, line of the first)."""

    def __init__(self) -> None:
        super().__init__(typ="rt", pure=True)
        # Nothing is written back, so comments need not be gathered: a quarter of the time.
        self.Scanner = Scanner
        self.Parser = Parser
        self.Composer = _PlainComposer
        self.Constructor = _NotingConstructor
        self.repeated_keys: list[tuple[int, str, int]] = []


@lru_cache(maxsize=16)
def read(raw: bytes, *, file: str) -> tuple[Any, list[Fault]]:
    """The round-trip tree of a file, or None with what stops it being read.

    Kept for a while, since a fault found later asks for its line; nobody changes what is given.
    """
    text, unreadable = text_of(raw, file=file)
    if text is None:
        return None, unreadable
    yaml = _NotingYaml()
    try:
        tree = yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        return None, [_untaken(error, file)]
    if tree is None:
        return None, [Fault(file, 1, "R01", EMPTY)]
    repeated = [
        Fault(file, line, "R04", f"'{key}' is already given on line {first}: keep one of the two.")
        for line, key, first in yaml.repeated_keys
    ]
    return tree, repeated


def _untaken(error: Exception, file: str) -> Fault:
    """What stopped the loader, in a sentence of ours."""
    if isinstance(error, _Extra):
        return Fault(file, error.line, "R13", error.sentence)
    if isinstance(error, MarkedYAMLError):
        return _syntax(error, file)
    if isinstance(error, RecursionError):
        return Fault(file, 1, "R03", "Things are nested too deep to be read: take some levels out.")
    return Fault(
        file, 1, "R03", "A value here cannot be read, perhaps a date that does not exist: correct it."
    )


def _syntax(error: MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 1
    problem = str(error.problem or "")
    if "mapping values are not allowed" in problem:
        cure = "A colon and a space inside plain text end it: put the whole text in quotes or use '>-'."
    elif "another document" in problem:
        cure = "Only one document may stand in a file: take the '---' out, or make it a file of its own."
    elif "special characters" in problem or "cannot start any token" in problem:
        cure = (
            "A letter here cannot be read: put the text in quotes, and look for characters that do not show."
        )
    elif "scanning a quoted scalar" in str(error.context):
        line = error.context_mark.line + 1
        cure = "The quotes that open here are never closed: close them, and double any quote within."
    else:
        cure = "This cannot be read as YAML: look at the indentation, quotes and colons here and just before."
    return Fault(file, line, "R03", cure)


def plain(node: Any) -> Any:
    """The tree in Python's own types, so that the models meet nothing of the YAML library's."""
    if isinstance(node, Mapping):
        return {plain(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(each) for each in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    if isinstance(node, dt.datetime):
        return dt.datetime.fromisoformat(node.isoformat())
    return node


def line_of(tree: Any, loc: Loc) -> int:
    """The line, from 1, of the deepest part of ``loc`` that is there; a union's tag in it is passed over."""
    node, line = tree, _own_line(tree)
    for step in loc:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0] + 1
        elif isinstance(node, CommentedMap) and node.get("kind") == step:
            continue
        else:
            return line
        node = node[step]
    return line


def _own_line(node: Any) -> int:
    return node.lc.line + 1 if isinstance(node, CommentedMap | CommentedSeq) else 1
