"""Everything that is wrong with a configuration: its data, and its templates."""

from __future__ import annotations

from pathlib import Path

from scd_workflow.config.check import check
from scd_workflow.config.problem import Place, Problem, in_order
from scd_workflow.domain.reasons import Reason
from scd_workflow.render.mail import template_problems


def problems_in(folder: Path) -> list[Problem]:
    """Every error and warning, file by file and line by line; empty when all is well."""
    if not folder.is_dir():
        return check(folder)
    return in_order([*check(folder), *map(_of_template, template_problems(folder))])


def _of_template(reason: Reason) -> Problem:
    file, _, line = str(reason.values["place"]).rpartition(":")
    return Problem(Place(Path(file), int(line)), reason)
