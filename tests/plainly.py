"""How things stand, read straight from plan and state, without the network and the reckoning that the laws are about."""

from __future__ import annotations

from scd_workflow.domain.ids import ActivityId, OrganisationId
from scd_workflow.domain.plan import Activity, Gate, Plan
from scd_workflow.domain.progress import Progress, Spot
from scd_workflow.domain.state import State

Key = tuple[str, OrganisationId | None]


def spots(plan: Plan) -> list[Key]:
    """Every part for everybody that it is for, straight from the plan."""
    each_of = [each.id for each in plan.organisations]
    return [
        (part.id, organisation)
        for phase in plan.phases
        for part in phase.parts
        for organisation in (each_of if part.per_organisation else [None])
    ]


def parts_before(plan: Plan, part_id: str) -> set[str]:
    """What a part waits for, straight from the plan."""
    found: set[str] = set()
    for number, phase in enumerate(plan.phases):
        for part in phase.parts:
            if part.id == part_id:
                found |= set(part.after)
                found |= {plan.phases[number - 1].closing_gate} if number else set()
                if isinstance(part, Gate) and not part.after:
                    found |= {each.id for each in phase.activities}
    return found


def open_before(plan: Plan, state: State, part_id: str, organisation: OrganisationId | None) -> list[Key]:
    """What is not finished of what a part waits for, straight from plan and state."""
    parts: dict[str, Activity | Gate] = {part.id: part for phase in plan.phases for part in phase.parts}
    waits = parts_before(plan, part_id)
    return [
        (other, whose)
        for other, whose in spots(plan)
        if other in waits
        and (whose is None or not parts[part_id].per_organisation or whose == organisation)
        and not finished(state, parts[other], whose)
    ]


def finished(state: State, part: Activity | Gate, organisation: OrganisationId | None) -> bool:
    """Whether a part was finished there, straight from the state."""
    if isinstance(part, Gate):
        return state.of(organisation).gate(part.id).passed
    return state.of(organisation).activity(part.id).satisfied


def passed_on(progress: Progress, activity: ActivityId, organisation: OrganisationId | None) -> list[Spot]:
    """The passed gates that wait directly for an activity."""
    plan = progress.network.plan
    return [
        Spot(gate, each)
        for phase in plan.phases
        for gate in phase.gates
        if activity in parts_before(plan, gate.id)
        for each in progress.network.organisations_of(gate)
        if (organisation is None or each in {None, organisation}) and progress.state.of(each).gate(gate.id).passed
    ]
