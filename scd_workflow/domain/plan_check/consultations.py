"""Whether everybody whose position a gate asks for can give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan_check.authority import Holdings
from scd_workflow.domain.plan_check.problem import error, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.gate_rules import Consultation
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail


def consultations(plan: Plan) -> Iterator[PlanProblem]:
    """Every consultation in which somebody has no voice, or of which the thresholds contradict each other."""
    holdings = Holdings(plan)
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            if gate.consultation is not None:
                here: Trail = ("phases", position, "gates", place, "consultation")
                yield from _asked(plan, gate.consultation, here)
                yield from _speaker(plan, gate.consultation, here, holdings)
                yield from _chairs(plan, gate.consultation, here, holdings)


def organisations_of(plan: Plan, asked: Consultation) -> tuple[str, ...]:
    """The organisations that are consulted."""
    return tuple(each.id for each in plan.organisations) if asked.organisations == "all" else asked.organisations


def _asked(plan: Plan, asked: Consultation, here: Trail) -> Iterator[PlanProblem]:
    organisations = organisations_of(plan, asked)
    consulted = [*organisations, *asked.bodies]
    if not consulted:
        yield error(here, "check.nobody_consulted")
    for place, each in enumerate(asked.bodies):
        if each in organisations:
            yield error((*here, "bodies", place), "check.consulted_twice", id=each)
    for place, name in enumerate(asked.required):
        if name not in consulted:
            yield error((*here, "required", place), "check.required_not_consulted", id=name, known=listed(consulted))
    if asked.reserved > asked.carried:
        yield error((*here, "reserved"), "check.thresholds", reserved=str(asked.reserved), carried=str(asked.carried))


def _speaker(plan: Plan, asked: Consultation, here: Trail, holdings: Holdings) -> Iterator[PlanProblem]:
    """The role that speaks for the organisations; nothing of a role that does not exist, since that is said elsewhere."""
    role = next((each for each in plan.roles if each.id == asked.speaker), None)
    organisations = organisations_of(plan, asked)
    if role is None or not organisations:
        return
    if not role.per_organisation:
        yield error((*here, "speaker"), "check.speaker_for_all", role=role.id)
    held = holdings.of(role.id)
    vacant = [each.id for each in plan.organisations if each.id in organisations and each.id not in held]
    if vacant:
        yield error((*here, "speaker"), "check.speaker_vacant_for", role=role.id, organisations=listed(vacant))


def _chairs(plan: Plan, asked: Consultation, here: Trail, holdings: Holdings) -> Iterator[PlanProblem]:
    chairs = {each.id: each.chair for each in plan.bodies}
    for place, body in enumerate(asked.bodies):
        if body in chairs and not holdings.anywhere(chairs[body]):
            yield error((*here, "bodies", place), "check.chair_vacant", body=body, role=chairs[body])
