"""Keeps what was parsed by the digest of the file's bytes, because reading YAML is slow."""

import contextlib
import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ValidationError

from lms.library.faults import Fault
from lms.library.parse import parse

# Changed whenever the parser begins to refuse what it used to read.
EDITION = "1"


class ParseCache:
    """A folder of JSON texts, each under its own digest. A text that is damaged is as good as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, raw: bytes, model: type[Any], *, file: str) -> tuple[Any | None, list[Fault]]:
        """What ``parse`` gives; only files without faults are kept."""
        place = self.folder / f"{_name(raw, model)}.json"
        kept = _kept(place, model)
        if kept is not None:
            return kept, []
        made, faults = parse(raw, model, file=file)
        if made is not None and not faults:
            _keep(place, made)
        return made, faults


def _name(raw: bytes, model: type[BaseModel]) -> str:
    return hashlib.sha256(f"{EDITION} {model.__name__} ".encode() + raw).hexdigest()


def _kept(place: Path, model: type[BaseModel]) -> BaseModel | None:
    with contextlib.suppress(OSError, ValidationError):
        checksum, _, text = place.read_bytes().partition(b"\n")
        if checksum.decode("ascii", "replace") == hashlib.sha256(text).hexdigest():
            return model.model_validate_json(text)
    return None


def _keep(place: Path, made: BaseModel) -> None:
    """Written whole under another name first, so that nobody reads half; a disk that refuses is no fault."""
    text = made.model_dump_json().encode()
    unfinished = place.with_name(f"{place.name}.{uuid4().hex}")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
        unfinished.replace(place)
    with contextlib.suppress(OSError):
        unfinished.unlink(missing_ok=True)
