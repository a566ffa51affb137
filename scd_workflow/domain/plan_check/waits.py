"""Whether every activity and gate can have its turn: no circles of waiting, no waiting for a later phase, no missing wave."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from scd_workflow.domain.network import waits_for
from scd_workflow.domain.plan import ActivitiesCriterion, DocumentCriterion, GateCriterion
from scd_workflow.domain.plan_check.problem import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scd_workflow.domain.ids import DeliverableId, OrganisationId, WaveId
    from scd_workflow.domain.plan import Activity, Criterion, Gate, Phase, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail

Wait = tuple[str, str]
"""A step and the step that it waits for."""


def misplaced_closing_gates(plan: Plan) -> Iterator[PlanProblem]:
    """Every closing gate that stands in another phase than the one it closes."""
    phase_of = {gate.id: phase for phase in plan.phases for gate in phase.gates}
    for position, phase in enumerate(plan.phases):
        if phase_of.get(phase.closing_gate, phase).id != phase.id:
            yield error(
                ("phases", position, "closing_gate"),
                "check.closing_gate_elsewhere",
                gate=phase.closing_gate,
                phase=phase.id,
                other=phase_of[phase.closing_gate].id,
            )


def waits_for_later_phase(plan: Plan) -> Iterator[PlanProblem]:
    """Every wait for a step of a later phase: that phase opens only when this one is closed."""
    phases = _phases(plan)
    for (step, other), path in _written_waits(plan).items():
        if phases.get(other, 0) > phases[step]:
            yield error(path, "check.later_phase", id=step, other=other, phase=plan.phases[phases[other]].id)


def circles(plan: Plan) -> Iterator[PlanProblem]:
    """Every wait that closes a circle of steps waiting for each other, with the shortest such circle.

    A circle always has a wait for a step that stands later in the plan, and a person wrote that one: waits that nobody
    wrote lead back, to an earlier phase or from a gate to the activities of its phase.

    When two steps share an id nobody can say who waits for whom, so that must be mended first.
    """
    order = {step: place for place, step in enumerate(_phases(plan))}
    if len(order) < sum(len(_steps(phase)) for phase in plan.phases):
        return
    written = _written_waits(plan)
    waits = _possible_waits(plan, written)
    for (step, other), path in written.items():
        if other in waits[step] and order[other] >= order[step]:
            back = _way(other, step, waits)
            if back:
                yield error(path, "check.cycle", cycle=" → ".join((step, *back)))
                waits[step].discard(other)


def waves(plan: Plan) -> Iterator[PlanProblem]:
    """Waves that are empty or share an organisation, and organisations that no wave takes along."""
    wave_of: dict[OrganisationId, WaveId] = {}
    for place, wave in enumerate(plan.waves):
        if not wave.organisations:
            yield warning(("waves", place), "check.empty_wave", wave=wave.id)
        for row, organisation in enumerate(wave.organisations):
            if organisation in wave_of:
                here = ("waves", place, "organisations", row)
                yield error(here, "check.two_waves", organisation=organisation, wave=wave_of[organisation])
            wave_of.setdefault(organisation, wave.id)
    yield from _without_wave(plan, wave_of)


def _without_wave(plan: Plan, wave_of: dict[OrganisationId, WaveId]) -> Iterator[PlanProblem]:
    in_waves = False
    for position, phase in enumerate(plan.phases):
        for place, activity in enumerate(phase.activities):
            in_waves = in_waves or activity.in_waves
            if activity.in_waves and not activity.per_organisation:
                here = ("phases", position, "activities", place, "in_waves")
                yield error(here, "check.waves_need_organisations", id=activity.id)
    if in_waves:
        for place, organisation in enumerate(plan.organisations):
            if organisation.id not in wave_of:
                yield error(("organisations", place), "check.no_wave", organisation=organisation.id)


def _phases(plan: Plan) -> dict[str, int]:
    """The position of the phase of every step."""
    return {step.id: position for position, phase in enumerate(plan.phases) for step in _steps(phase)}


def _steps(phase: Phase) -> tuple[Activity | Gate, ...]:
    return (*phase.activities, *phase.gates)


def _possible_waits(plan: Plan, written: dict[Wait, Trail]) -> dict[str, set[str]]:
    """The waits without those that have a problem of their own."""
    phases = _phases(plan)
    gates = {gate.id for phase in plan.phases for gate in phase.gates}
    waits = {step: {other for other in others if other in phases} for step, others in waits_for(plan).items()}
    for step, other in written:
        if other in phases:
            waits[step].add(other)
    for step, others in waits.items():
        for other in tuple(others):
            misplaced = other in gates and (step, other) not in written and phases[other] == phases[step]
            if misplaced or phases[other] > phases[step]:
                others.discard(other)
    return waits


def _way(start: str, goal: str, waits: dict[str, set[str]]) -> list[str]:
    """The steps of the shortest way from one step to another, each waiting for the next; empty when there is none."""
    came_from = {start: start}
    turn = deque([start])
    while turn and goal not in came_from:
        step = turn.popleft()
        for other in sorted(waits[step] - came_from.keys()):
            came_from[other] = step
            turn.append(other)
    if goal not in came_from:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _written_waits(plan: Plan) -> dict[Wait, Trail]:
    """Every wait that stands in the plan: what a step names as coming first, and what a gate's criteria ask for."""
    makers = {activity.deliverable.id: activity.id for phase in plan.phases for activity in phase.activities}
    written: dict[Wait, Trail] = {}
    for position, phase in enumerate(plan.phases):
        for place, activity in enumerate(phase.activities):
            for row, other in enumerate(activity.after):
                written.setdefault((activity.id, other), ("phases", position, "activities", place, "after", row))
        for place, gate in enumerate(phase.gates):
            for end, other in _asked_of(gate, makers):
                written.setdefault((gate.id, other), ("phases", position, "gates", place, *end))
    return written


def _asked_of(gate: Gate, makers: Mapping[DeliverableId, str]) -> Iterator[tuple[Trail, str]]:
    """What must come before a gate, with the place of each in the gate."""
    for row, other in enumerate(gate.after):
        yield ("after", row), other
    for row, criterion in enumerate(gate.criteria):
        for end, other in _asked(criterion, makers):
            yield ("criteria", row, *end), other


def _asked(criterion: Criterion, makers: Mapping[DeliverableId, str]) -> Iterable[tuple[Trail, str]]:
    """The steps that a criterion asks for, with the place of each in the criterion."""
    match criterion:
        case ActivitiesCriterion():
            return [(("activities", row), activity) for row, activity in enumerate(criterion.activities)]
        case GateCriterion():
            return [(("gate",), criterion.gate)]
        case DocumentCriterion() if criterion.document in makers:
            return [(("document",), makers[criterion.document])]
    return []
