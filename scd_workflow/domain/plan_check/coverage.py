"""Whether nothing is left over: every activity serves a goal, every deliverable has its roles, every count can be met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan import GateCriterion
from scd_workflow.domain.plan_check.problem import error, listed, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scd_workflow.domain.ids import RoleId
    from scd_workflow.domain.plan import Plan, Raci
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail


def goals(plan: Plan) -> Iterator[PlanProblem]:
    """Goals that no activity serves, and activities that serve no goal."""
    for place, goal in enumerate(plan.goals):
        if not goal.activities:
            yield warning(("goals", place), "check.goal_without_activities", goal=goal.id)
    served = {activity for goal in plan.goals for activity in goal.activities}
    for position, phase in enumerate(plan.phases):
        for place, activity in enumerate(phase.activities):
            if activity.id not in served:
                here = ("phases", position, "activities", place)
                yield warning(here, "check.activity_without_goal", activity=activity.id)


def accountability(plan: Plan) -> Iterator[PlanProblem]:
    """Every deliverable has one accountable role and at least one that does the work."""
    for position, phase in enumerate(plan.phases):
        for place, activity in enumerate(phase.activities):
            deliverable = activity.deliverable.id
            row = plan.raci.get(deliverable)
            if row is None:
                here = ("phases", position, "activities", place, "deliverable")
                yield error(here, "check.no_raci", deliverable=deliverable)
            else:
                yield from _row(("raci", deliverable), deliverable, row)


def counts(plan: Plan) -> Iterator[PlanProblem]:
    """Criteria that ask for more decisions than there can be."""
    gates = {gate.id: gate for phase in plan.phases for gate in phase.gates}
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            for row, criterion in enumerate(gate.criteria):
                if isinstance(criterion, GateCriterion) and criterion.at_least and criterion.gate in gates:
                    most = len(plan.organisations) if gates[criterion.gate].per_organisation else 1
                    here = ("phases", position, "gates", place, "criteria", row, "at_least")
                    if criterion.at_least > most:
                        yield error(here, "check.at_least", gate=criterion.gate, asked=criterion.at_least, most=most)


def _row(here: Trail, deliverable: str, row: Mapping[RoleId, Raci]) -> Iterator[PlanProblem]:
    accountable = [str(role) for role, part in row.items() if "A" in part]
    if not accountable:
        yield error(here, "check.no_accountable", deliverable=deliverable)
    if len(accountable) > 1:
        yield error(here, "check.two_accountables", deliverable=deliverable, roles=listed(accountable))
    if not any("R" in part for part in row.values()):
        yield error(here, "check.no_responsible", deliverable=deliverable)
