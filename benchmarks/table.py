"""One line of what is measured, and the lines as a table."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

WIDTHS = (58, 12, 12, 8, 30, 6)
HEADS = ("what", "ours", "floor", "ratio", "to reach", "met")


@dataclass(frozen=True)
class Row:
    """``ours`` and ``floor`` in one unit. ``why`` says why it misses, where it is known to."""

    what: str
    ours: float
    floor: float | None
    unit: str
    target: str
    is_met: bool
    why: str = ""

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ours / self.floor:.2f}" if self.floor else ""
        floor = shown(self.floor, self.unit) if self.floor is not None else ""
        return (
            self.what,
            shown(self.ours, self.unit),
            floor,
            ratio,
            self.target,
            "yes" if self.is_met else "NO",
        )


def shown(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
    if unit == "MB":
        return f"{value / 1e6:.0f} MB"
    if unit == "KiB":
        return f"{value / 1024:.1f} KiB"
    return f"{value:.1f}{unit}" if unit == "×" else f"{value:.0f}{unit}"


def at_most(what: str, ours: float, floor: float, *, times: float, unit: str = "s", why: str = "") -> Row:
    """A row that is met when ours is at most so many times the floor."""
    return Row(what, ours, floor, unit, f"≤ {times:g} × floor", ours <= times * floor, why)


def at_least(what: str, ours: float, floor: float, *, times: float, unit: str = "/s", why: str = "") -> Row:
    return Row(what, ours, floor, unit, f"≥ {times:.2g} × floor", ours >= times * floor, why)


def below(
    what: str, ours: float, *, most: float, unit: str, floor: float | None = None, why: str = ""
) -> Row:
    """A row with a figure of its own to stay under."""
    return Row(what, ours, floor, unit, f"≤ {shown(most, unit)}", ours <= most, why)


def plain(rows: Iterable[Row]) -> str:
    lines = [_line(HEADS), "-" * (sum(WIDTHS) + 5)]
    for row in rows:
        lines.append(_line(row.cells()))
        if row.why and not row.is_met:
            lines.append(f"    {row.why}")
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return " ".join(
        cell.ljust(width) if at in (0, 4) else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ).rstrip()


def markdown(rows: Iterable[Row]) -> str:
    lines = [f"| {' | '.join(HEADS)} |", "|---|---|---|---|---|---|"]
    rows = list(rows)
    missed = [f"- **{row.what}**: {row.why}" for row in rows if not row.is_met and row.why]
    return "\n".join(
        [*lines, *(f"| {' | '.join(row.cells())} |" for row in rows), *([""] if missed else []), *missed]
    )


def machine() -> str:
    """What it ran on, and how busy that was."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{os.cpu_count()} processors, {_memory()} GB, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, load {load:.1f} at the start"
    )


def _memory() -> int:
    path = Path("/proc/meminfo")
    return round(int(path.read_text().split()[1]) / 1024**2) if path.exists() else 0
