"""`make bench`: every ratio in a table; exit code 1 when a goal is not reached.

`python -m bench start doors` measures these parts alone.
"""

from __future__ import annotations

import gc
import sys

from bench import answers, communications, delivery, doors, log, outbox, progress, start
from bench.timing import Ratio, busy
from scd_workflow.cli import GARBAGE_AFTER, show
from scd_workflow.report.table import Table

PARTS = {
    "log": log,
    "progress": progress,
    "communications": communications,
    "start": start,
    "outbox": outbox,
    "delivery": delivery,
    "doors": doors,
    "answers": answers,
}


def main(asked: list[str]) -> int:
    """Measure these parts, or all, print a row for each ratio, and say whether every goal is reached."""
    unknown = set(asked) - set(PARTS)
    if unknown:
        print(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    # As `scd` itself runs; it holds for ours and for the floors.
    gc.set_threshold(GARBAGE_AFTER)
    found = []
    for name in asked or PARTS:
        busy(f"Measuring {name} ...")
        found.extend(PARTS[name].ratios())
    columns = ("what", "unit", "ours", "floor", "ratio", "goal", "")
    show.table(Table("", columns, tuple(map(_row, found))))
    return 0 if all(ratio.reached for ratio in found) else 1


def _row(ratio: Ratio) -> tuple[str, ...]:
    unit, scale = ("ms", 1000) if ratio.unit == "s" else (ratio.unit, 1)
    figures = (f"{ratio.ours * scale:.1f}", f"{ratio.floor * scale:.1f}", f"{ratio.value:.3g}")
    if ratio.goal is None:
        return (ratio.name, unit, *figures, "", "")
    return (ratio.name, unit, *figures, f"{ratio.goal:g}", "reached" if ratio.reached else "NOT REACHED")


sys.exit(main(sys.argv[1:]))
