"""The plan as it stands in the files of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.files import plan_source
from scd_workflow.config.problem import Problem
from scd_workflow.config.reading import Reading, reading
from scd_workflow.domain.foreseen import foreseen
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_check import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def load_plan(folder: Path) -> Plan:
    """The plan in a folder; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_plan(folder).model()


def read_plan(folder: Path) -> Reading[Plan]:
    """The plan in a folder with everything that is wrong with it; what is sound is checked beside what is not."""
    read = reading(Plan, plan_source(folder))
    return read.adding(_beyond_schema(read))


def _beyond_schema(read: Reading[Plan]) -> Iterator[Problem]:
    if read.left is None:
        return
    found = problems(read.left.model)
    severities = {*(each.severity for each in read.problems), *(each.severity for each in found)}
    if "error" not in severities:
        # Of a plan that cannot be carried out no date is known.
        found += foreseen(read.left.model)
    for each in found:
        if not read.left.follows(each):
            yield Problem(read.place(each.path), each.reason, each.severity)
