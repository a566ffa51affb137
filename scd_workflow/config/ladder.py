"""When whom to remind, and who hears of a decision, as it stands in `ladder.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.reading import reading
from scd_workflow.config.source import read
from scd_workflow.domain.notices import Ladder

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.config.reading import Reading


def load_ladder(folder: Path) -> Ladder:
    """The ladder in `ladder.yaml`; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_ladder(folder).model()


def read_ladder(folder: Path) -> Reading[Ladder]:
    """The ladder in `ladder.yaml` with everything that is wrong with it."""
    return reading(Ladder, read(folder / "ladder.yaml"))
