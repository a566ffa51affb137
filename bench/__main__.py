"""`make bench`: every ratio in a table; exit code 1 when a goal is not reached."""

from __future__ import annotations

import gc
import sys

from bench import log, progress, start
from bench.timing import Ratio
from scd_workflow.cli import GARBAGE_AFTER, show
from scd_workflow.report.table import Table


def main() -> int:
    """Measure everything, print a row each, and say whether every goal is reached."""
    # As `scd` itself runs; it holds for ours and for the floors.
    gc.set_threshold(GARBAGE_AFTER)
    found = [ratio for noun in (log, progress, start) for ratio in noun.ratios()]
    columns = ("what", "ours (ms)", "floor (ms)", "ratio", "goal", "")
    show.table(Table("", columns, tuple(map(_row, found))))
    return 0 if all(ratio.reached for ratio in found) else 1


def _row(ratio: Ratio) -> tuple[str, ...]:
    figures = (f"{ratio.ours * 1000:.1f}", f"{ratio.floor * 1000:.1f}", f"{ratio.value:.2f}", f"{ratio.goal:g}")
    return (ratio.name, *figures, "reached" if ratio.reached else "NOT REACHED")


sys.exit(main())
