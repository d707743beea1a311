"""``python -m benchmarks``: what speed is claimed, measured with its floors in one run."""

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import housekeeping, learning, reporting, table
from benchmarks.table import Row

GROUPS = {"learning": learning.run, "reporting": reporting.run, "housekeeping": housekeeping.run}


def measure(groups: Sequence[str], *, is_quick: bool) -> list[Row]:
    """Every row of the groups named, in a folder that is gone afterwards."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        for name in groups:
            rows += GROUPS[name](Path(folder), is_quick=is_quick)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes: shows that it runs, and measures nothing"
    )
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group; may be given again")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    given = parser.parse_args()
    heading, began = f"{dt.datetime.now(dt.UTC):%d %B %Y}, {table.machine()}", time.monotonic()
    rows = measure(given.only or list(GROUPS), is_quick=given.quick)
    print(f"{heading}\n")
    print(table.plain(rows))
    met = sum(row.is_met for row in rows)
    print(f"\n{met} of {len(rows)} met, in {time.monotonic() - began:.0f} s.")
    if given.markdown:
        given.markdown.write_text(f"{heading}.\n\n{table.markdown(rows)}\n", "utf-8")


if __name__ == "__main__":
    main()
