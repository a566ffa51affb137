"""Whether the votes that a gate asks for can be cast: enough seats, and somebody to chair and to veto."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan_check.problem import error, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.domain.plan import Gate, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail


def quorums(plan: Plan) -> Iterator[PlanProblem]:
    """Every quorum that is not complete, or that those with a mandate can never reach."""
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            here: Trail = ("phases", position, "gates", place, "quorum")
            yield from _incomplete(gate, here)
            yield from _without_mandate(plan, gate, here)
            yield from _out_of_reach(plan, gate, here)


def _incomplete(gate: Gate, here: Trail) -> Iterator[PlanProblem]:
    quorum = gate.quorum
    for field, rule in (("at_least", "at_least"), ("chair", "chair")):
        given = getattr(quorum, field) is not None
        if quorum.rule == rule and not given:
            yield error(here, f"check.quorum_{field}_missing", gate=gate.id)
        elif quorum.rule != rule and given:
            yield error((*here, field), f"check.quorum_{field}_needless", gate=gate.id, rule=quorum.rule)
    if quorum.rule == "one" and quorum.veto:
        yield error((*here, "veto"), "check.quorum_veto_needless", gate=gate.id)


def _without_mandate(plan: Plan, gate: Gate, here: Trail) -> Iterator[PlanProblem]:
    """The chair and each role with a veto vote by a mandate as everybody does."""
    mandated = {mandate.role for mandate in plan.mandates if gate.id in mandate.gates}
    roles: list[tuple[Trail, RoleId]] = [((*here, "veto", place), role) for place, role in enumerate(gate.quorum.veto)]
    if gate.quorum.chair is not None:
        roles.append(((*here, "chair"), gate.quorum.chair))
    for path, role in roles:
        if role not in mandated:
            yield error(path, "check.quorum_role_without_mandate", gate=gate.id, role=role)
            continue
        vacant = [str(each or "-") for each in _places(plan, gate) if not _seats(plan, gate, each, role)]
        if vacant and gate.per_organisation:
            yield error(path, "check.quorum_role_vacant_for", gate=gate.id, role=role, organisations=listed(vacant))
        elif vacant:
            yield error(path, "check.quorum_role_vacant", gate=gate.id, role=role)


def _out_of_reach(plan: Plan, gate: Gate, here: Trail) -> Iterator[PlanProblem]:
    needed = gate.quorum.at_least
    if gate.quorum.rule != "at_least" or needed is None:
        return
    for organisation in _places(plan, gate):
        seats = len(_seats(plan, gate, organisation))
        if seats < needed:
            where = organisation or "-"
            yield error(
                (*here, "at_least"), "check.quorum_too_few", gate=gate.id, needed=needed, seats=seats, where=where
            )


def _places(plan: Plan, gate: Gate) -> tuple[OrganisationId | None, ...]:
    return tuple(each.id for each in plan.organisations) if gate.per_organisation else (None,)


def _seats(
    plan: Plan, gate: Gate, organisation: OrganisationId | None, only: RoleId | None = None
) -> frozenset[PersonId]:
    """Who has a mandate for a gate at some time, by one role when `only` is given."""
    roles = {
        mandate.role
        for mandate in plan.mandates
        if gate.id in mandate.gates
        and only in {None, mandate.role}
        and (not mandate.organisations or organisation is None or organisation in mandate.organisations)
    }
    return frozenset(
        holder.person
        for holder in plan.holders
        if holder.role in roles and (organisation is None or holder.organisation in {None, organisation})
    )
