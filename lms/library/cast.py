"""Reads the invented people of a council's demonstration."""

from pathlib import Path

from lms.domain.demo import Cast
from lms.domain.refusal import Refused
from lms.library.parse import parse


def cast_of(content: Path, council: str) -> Cast:
    """The cast in ``demo/<council>.yaml``; refused with its first fault, or where there is none."""
    path = content / "demo" / f"{council}.yaml"
    if not path.is_file():
        raise Refused(
            f"There is no demonstration of {council}: {path.name} is missing in demo.",
            kind="not found",
        )
    cast, faults = parse(path.read_bytes(), Cast, file=str(path))
    if cast is None or faults:
        raise Refused(str(faults[0]), kind="invalid")
    return cast
