"""Whether somebody can act: every role that is needed has a holder, every gate a decider for every organisation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scd_workflow.domain.ids import RoleId
from scd_workflow.domain.network import parts_of
from scd_workflow.domain.plan import AttestationCriterion, DocumentCriterion, Gate
from scd_workflow.domain.plan_check.problem import error, listed, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Activity, Holder, Plan, Role
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail

PROGRAMME_MANAGER = RoleId("programme_manager")
LOCAL_LEAD = RoleId("local_lead")
HEAVY_IMPACT = 2
"""From this impact on an organisation needs somebody of its own who leads the work."""


class Holdings:
    """For which organisations each role is held."""

    def __init__(self, plan: Plan) -> None:
        """Lay the holders of a plan out by role."""
        self.all = frozenset(each.id for each in plan.organisations)
        self._held: defaultdict[RoleId, set[OrganisationId | None]] = defaultdict(set)
        for holder in plan.holders:
            self._held[holder.role].add(holder.organisation)

    def of(self, role: RoleId) -> AbstractSet[OrganisationId]:
        """The organisations for which a role has a holder."""
        held = self._held[role]
        return self.all if None in held else {each for each in held if each is not None}

    def anywhere(self, role: RoleId) -> bool:
        """Whether a role has a holder at all."""
        return bool(self._held[role])


def programme_manager(plan: Plan) -> Iterator[PlanProblem]:
    """A programme has one programme manager at a time, no more and no less."""
    found = [(place, each) for place, each in enumerate(plan.holders) if each.role == PROGRAMME_MANAGER]
    if not found:
        yield error(("holders",), "check.no_programme_manager", role=PROGRAMME_MANAGER)
    for number, (place, holder) in enumerate(found):
        if any(other.person != holder.person and _overlap(holder, other) for _, other in found[:number]):
            yield error(("holders", place), "check.two_programme_managers", person=holder.person)


def deciders(plan: Plan) -> Iterator[PlanProblem]:
    """Every gate that nobody can decide, for the programme or for some organisations."""
    holdings = Holdings(plan)
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            here: Trail = ("phases", position, "gates", place)
            if gate.per_organisation:
                yield from _deciders_per_organisation(plan, gate, here, holdings)
            else:
                yield from _deciders_of_programme(plan, gate, here, holdings)


def vacancies(plan: Plan) -> Iterator[PlanProblem]:
    """Every role that must act and has no holder, for the programme or for some organisations."""
    holdings = Holdings(plan)
    users, local_users = _users(plan)
    deciding = _only_deciders(plan)
    for place, role in enumerate(plan.roles):
        if role.id in {PROGRAMME_MANAGER, *deciding}:
            continue
        local = role.per_organisation or role.id in local_users
        missing = _missing(plan, role, holdings) if local else []
        used_by = local_users.get(role.id) or users.get(role.id)
        if missing and role.id in local_users and holdings.anywhere(role.id):
            names = listed(missing)
            yield error(
                ("roles", place), "check.role_vacant_for", role=role.id, used_by=used_by or "", organisations=names
            )
        elif used_by and not holdings.anywhere(role.id):
            yield error(("roles", place), "check.role_vacant", role=role.id, used_by=used_by)
        elif role.mandatory and (missing or not holdings.anywhere(role.id)):
            yield warning(("roles", place), "check.mandatory_role_vacant", role=role.id)


def local_leads(plan: Plan) -> Iterator[PlanProblem]:
    """Every organisation on which the programme weighs heavily and that has nobody to lead the work there."""
    held = Holdings(plan).of(LOCAL_LEAD)
    for place, organisation in enumerate(plan.organisations):
        if organisation.impact >= HEAVY_IMPACT and organisation.id not in held:
            here = ("organisations", place)
            yield error(
                here, "check.no_local_lead", organisation=organisation.id, impact=organisation.impact, role=LOCAL_LEAD
            )


def _deciders_of_programme(plan: Plan, gate: Gate, here: Trail, holdings: Holdings) -> Iterator[PlanProblem]:
    roles = [mandate.role for mandate in plan.mandates if gate.id in mandate.gates]
    if not roles:
        yield error(here, "check.no_mandate", gate=gate.id)
    elif not any(holdings.anywhere(role) for role in roles):
        yield error(here, "check.decider_vacant", gate=gate.id, roles=listed(roles))


def _deciders_per_organisation(plan: Plan, gate: Gate, here: Trail, holdings: Holdings) -> Iterator[PlanProblem]:
    mandated: set[OrganisationId] = set()
    decided: set[OrganisationId] = set()
    for mandate in plan.mandates:
        if gate.id in mandate.gates:
            covered = set(mandate.organisations) or holdings.all
            mandated |= covered
            decided |= covered & holdings.of(mandate.role)
    without = [each.id for each in plan.organisations if each.id not in mandated]
    vacant = [each.id for each in plan.organisations if each.id in mandated - decided]
    if without:
        yield error(here, "check.no_mandate_for", gate=gate.id, organisations=listed(without))
    if vacant:
        yield error(here, "check.decider_vacant_for", gate=gate.id, organisations=listed(vacant))


def _only_deciders(plan: Plan) -> set[RoleId]:
    """The roles without which a gate has no decider: when they are vacant, `deciders` says so."""
    roles: defaultdict[str, set[RoleId]] = defaultdict(set)
    for mandate in plan.mandates:
        for gate in mandate.gates:
            roles[gate].add(mandate.role)
    return {role for found in roles.values() if len(found) == 1 for role in found}


def _users(plan: Plan) -> tuple[dict[RoleId, str], dict[RoleId, str]]:
    """Who needs each role: a step of the programme, and a step of every organisation; the first of each."""
    users: dict[RoleId, str] = {}
    local_users: dict[RoleId, str] = {}
    for phase, step in parts_of(plan):
        users.setdefault(phase.owner, phase.id)
        for role in (step.owner, *_criteria_roles(step)):
            (local_users if step.per_organisation else users).setdefault(role, step.id)
    return users, local_users


def _criteria_roles(step: Activity | Gate) -> Iterator[RoleId]:
    if isinstance(step, Gate):
        for criterion in step.criteria:
            if isinstance(criterion, AttestationCriterion | DocumentCriterion):
                yield criterion.role


def _missing(plan: Plan, role: Role, holdings: Holdings) -> list[str]:
    """The organisations for which a role has no holder, without those that `local_leads` names."""
    held = holdings.of(role.id)
    missing = (each for each in plan.organisations if each.id not in held)
    return [each.id for each in missing if role.id != LOCAL_LEAD or each.impact < HEAVY_IMPACT]


def _overlap(one: Holder, other: Holder) -> bool:
    one_ended = one.until is not None and other.since is not None and one.until < other.since
    other_ended = other.until is not None and one.since is not None and other.until < one.since
    return not (one_ended or other_ended)
