"""Who may do what on a day: holders of roles, and mandates for gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, RoleId
    from scd_workflow.domain.plan import Holder, Mandate, Plan


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A person who may decide, and by which role and mandate."""

    person: PersonId
    mandate: Mandate


def in_force(part: Holder | Mandate, day: date) -> bool:
    """Whether a holder or mandate counts on a day; both its first and its last day do."""
    return (part.since is None or part.since <= day) and (part.until is None or day <= part.until)


def holders(plan: Plan, role: RoleId, organisation: OrganisationId | None, day: date) -> tuple[PersonId, ...]:
    """Who holds a role on a day, for an organisation or the programme as a whole, each once, in the order of the plan.

    A role that is held per organisation is, for the programme as a whole, held by all its holders.
    """
    found = (
        holder.person
        for holder in plan.holders
        if holder.role == role
        and in_force(holder, day)
        and (organisation is None or holder.organisation in {None, organisation})
    )
    return tuple(dict.fromkeys(found))


def holds(plan: Plan, person: PersonId, role: RoleId, organisation: OrganisationId | None, day: date) -> bool:
    """Whether a person holds a role on a day."""
    return person in holders(plan, role, organisation, day)


def entitled(plan: Plan, gate: GateId, organisation: OrganisationId | None, day: date) -> tuple[Entitlement, ...]:
    """Who may decide a gate for an organisation on a day, in the order of the mandates."""
    return tuple(
        Entitlement(person, mandate)
        for mandate in _mandates(plan, gate, organisation, day)
        for person in holders(plan, mandate.role, organisation, day)
    )


def people(plan: Plan) -> tuple[PersonId, ...]:
    """Everybody who holds a role at some time, each once, in the order of the plan."""
    return tuple(dict.fromkeys(holder.person for holder in plan.holders))


def role_name(plan: Plan, role: RoleId) -> str:
    """What people call a role; its id when the plan has no such role."""
    return next((each.name for each in plan.roles if each.id == role), role)


def named(found: Iterable[PersonId]) -> str:
    """People as they stand in a sentence; a dash when there is nobody."""
    return ", ".join(dict.fromkeys(found)) or "-"


def _mandates(plan: Plan, gate: GateId, organisation: OrganisationId | None, day: date) -> Iterator[Mandate]:
    for mandate in plan.mandates:
        covers = not mandate.organisations or organisation is None or organisation in mandate.organisations
        if gate in mandate.gates and covers and in_force(mandate, day):
            yield mandate
