"""The items of the communication calendar to a sheet and back: what a sheet would change, and putting that in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.calendar_file import put_items
from scd_workflow.config.plan import load_plan
from scd_workflow.config.sheet import Sheet
from scd_workflow.config.sheet_items import items_in
from scd_workflow.config.table_file import read_rows, write_rows
from scd_workflow.domain.plan_diff import differences

if TYPE_CHECKING:
    from pathlib import Path

    from scd_workflow.domain.plan_diff import Difference
    from scd_workflow.texts import Language


def export(folder: Path, file: Path, language: Language) -> int:
    """Write the items of the configuration to a sheet, and give their number; raises `Refused` or `PlanInvalid` when that fails."""
    plan = load_plan(folder)
    write_rows(file, Sheet(plan, language).rows(plan.communications.items))
    return len(plan.communications.items)


def bring_in(folder: Path, file: Path, language: Language, *, write: bool) -> tuple[Difference, ...]:
    """What a sheet changes in the items of the configuration; with `write` they are changed, when there is anything to change.

    Raises `Refused` with everything that is wrong with the sheet, and then nothing was changed.
    """
    plan = load_plan(folder)
    items = items_in(plan, read_rows(file), language)
    said = plan.communications.model_copy(update={"items": items})
    found = differences(plan, plan.model_copy(update={"communications": said}))
    if write and items != plan.communications.items:
        put_items(folder, items)
    return found
