"""Between what the deciders of a gate can choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan_check.problem import PlanProblem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.plan import Plan


def alternatives(plan: Plan) -> Iterator[PlanProblem]:
    """Every gate that names no alternatives, only one, or none that does nothing."""
    for phase_place, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            here = ("phases", phase_place, "gates", place, "alternatives")
            if not gate.alternatives:
                yield warning(here[:-1], "check.no_alternatives", gate=gate.id)
                continue
            if len(gate.alternatives) == 1:
                yield error(here, "check.no_choice", gate=gate.id)
            if not any(each.does_nothing for each in gate.alternatives):
                yield error(here, "check.nothing_missing", gate=gate.id)
