"""Who may do what on a day: holders of roles, mandates for gates, and the deputies of who is away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scd_workflow.domain.events import AbsenceRecorded
from scd_workflow.domain.ids import PersonId

if TYPE_CHECKING:
    from scd_workflow.domain.ids import GateId, OrganisationId, RoleId
    from scd_workflow.domain.plan import Holder, Mandate, Plan

Absences = Mapping[tuple[PersonId, date], AbsenceRecorded]
"""Who is away and when, as `State.absences` holds it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who may act, in whose place when as a deputy."""

    person: PersonId
    on_behalf_of: PersonId | None = None

    @property
    def seat(self) -> PersonId:
        """Whose right it is that the person uses."""
        return self.on_behalf_of or self.person


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A person who may decide, by which mandate, and in whose place when as a deputy."""

    person: PersonId
    mandate: Mandate
    on_behalf_of: PersonId | None = None

    @property
    def seat(self) -> PersonId:
        """Whose mandate it is that the person uses."""
        return self.on_behalf_of or self.person


def in_force(part: Holder | Mandate, day: date) -> bool:
    """Whether a holder or mandate counts on a day; both its first and its last day do."""
    return (part.since is None or part.since <= day) and (part.until is None or day <= part.until)


def holders(plan: Plan, role: RoleId, organisation: OrganisationId | None, day: date) -> tuple[PersonId, ...]:
    """Who holds a role on a day, for an organisation or the programme as a whole, each once, in the order of the plan.

    A role that is held per organisation is, for the programme as a whole, held by all its holders.
    """
    found = (holder.person for holder in plan.holders_of(role, organisation) if in_force(holder, day))
    return tuple(dict.fromkeys(found))


def holds(plan: Plan, person: PersonId, role: RoleId, organisation: OrganisationId | None, day: date) -> bool:
    """Whether a person holds a role on a day."""
    return person in holders(plan, role, organisation, day)


def actors(
    plan: Plan,
    role: RoleId,
    organisation: OrganisationId | None,
    day: date,
    absences: Absences,
    *,
    gate: GateId | None = None,
) -> tuple[Actor, ...]:
    """Who may act in a role on a day: its holders, and after them the deputies of those who are away.

    Who is away may still act: a person back early is no outsider. `gate` is the gate that the act is about; what a deputy
    may do at some gates only is no work on activities. A deputy of a deputy counts for nobody.
    """
    held = holders(plan, role, organisation, day)
    deputies = (
        Actor(deputy, person) for person in held for deputy in deputies_of(absences, person, day, gate, organisation)
    )
    return (*map(Actor, held), *deputies)


def acting(found: Iterable[Actor], person: PersonId) -> Actor | None:
    """As what a person acts among those who may: for himself rather than as a deputy; None when not at all."""
    return next((each for each in found if each.person == person), None)


def entitled(
    plan: Plan, gate: GateId, organisation: OrganisationId | None, day: date, absences: Absences
) -> tuple[Entitlement, ...]:
    """Who may decide a gate for an organisation on a day: who has a mandate, and after them their deputies.

    Who is away may still decide, as with `actors`; the order is that of the mandates.
    """
    own = tuple(
        Entitlement(person, mandate)
        for mandate in _mandates(plan, gate, organisation, day)
        for person in _mandated(plan, mandate, organisation, day)
    )
    deputies = (
        Entitlement(deputy, each.mandate, each.person)
        for each in own
        for deputy in deputies_of(absences, each.person, day, gate, organisation)
    )
    return (*own, *deputies)


def deputies_of(
    absences: Absences, person: PersonId, day: date, gate: GateId | None, organisation: OrganisationId | None
) -> tuple[PersonId, ...]:
    """Who replaces a person on a day at a gate (in the work when None) for an organisation; nobody while he is there."""
    found = (
        each.deputy
        for each in absences.values()
        if each.person == person and _lasts(each, day) and _covers(each, gate, organisation)
    )
    return tuple(dict.fromkeys(deputy for deputy in found if deputy is not None))


def away(absences: Absences, person: PersonId, day: date) -> bool:
    """Whether a person is away on a day."""
    return any(each.person == person and _lasts(each, day) for each in absences.values())


def addressed(
    absences: Absences,
    people: Iterable[PersonId],
    day: date,
    organisation: OrganisationId | None,
    *,
    gate: GateId | None = None,
) -> tuple[PersonId, ...]:
    """Whom to tell what is for these people: instead of who is away the deputies who are there, if there are any."""
    told: dict[PersonId, None] = {}
    for person in people:
        there = [
            deputy
            for deputy in deputies_of(absences, person, day, gate, organisation)
            if not away(absences, deputy, day)
        ]
        told |= dict.fromkeys(there or [person])
    return tuple(told)


def people(plan: Plan) -> tuple[PersonId, ...]:
    """Everybody who holds a role at some time, each once, in the order of the plan."""
    return tuple(dict.fromkeys(holder.person for holder in plan.holders))


def role_name(plan: Plan, role: RoleId) -> str:
    """What people call a role; its id when the plan has no such role."""
    return next((each.name for each in plan.roles if each.id == role), role)


def named(found: Iterable[PersonId]) -> str:
    """People as they stand in a sentence; a dash when there is nobody."""
    return ", ".join(dict.fromkeys(found)) or "-"


def _lasts(absence: AbsenceRecorded, day: date) -> bool:
    return absence.since <= day <= absence.until


def _covers(absence: AbsenceRecorded, gate: GateId | None, organisation: OrganisationId | None) -> bool:
    at_gate = not absence.gates or gate in absence.gates
    return at_gate and (not absence.organisations or organisation in absence.organisations)


def _mandated(plan: Plan, mandate: Mandate, organisation: OrganisationId | None, day: date) -> tuple[PersonId, ...]:
    """The holders of a mandate's role; at a gate of the programme those of its own organisations, when it names any."""
    if organisation is not None or not mandate.organisations:
        return holders(plan, mandate.role, organisation, day)
    found = (person for each in mandate.organisations for person in holders(plan, mandate.role, each, day))
    return tuple(dict.fromkeys(found))


def _mandates(plan: Plan, gate: GateId, organisation: OrganisationId | None, day: date) -> Iterator[Mandate]:
    for mandate in plan.mandates:
        covers = not mandate.organisations or organisation is None or organisation in mandate.organisations
        if gate in mandate.gates and covers and in_force(mandate, day):
            yield mandate
