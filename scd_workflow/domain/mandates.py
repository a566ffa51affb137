"""By which mandate a person acts on a gate, and what is said to one who has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.activities import unknown_actor
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.progress import Progress


def entitled(progress: Progress, spot: GateSpot, day: date) -> tuple[Entitlement, ...]:
    """Who may decide a gate on a day, deputies after those whom they replace, in the order of the mandates."""
    plan, absences = progress.network.plan, progress.state.absences
    return authority.entitled(plan, spot.gate.id, spot.organisation, day, absences)


def held(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> Entitlement | None:
    """By which mandate a person may decide a gate on a day; the own one rather than as a deputy."""
    return next((each for each in entitled(progress, spot, day) if each.person == person), None)


def lacking(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> Iterator[Reason]:
    """Why a person may not act as a decider of a gate on a day, nothing when he or she may."""
    if held(progress, spot, person, day) is None:
        yield from unknown_actor(progress, person)
        who = authority.named(each.person for each in entitled(progress, spot, day))
        yield because("gates.no_mandate", person=person, gate=spot.gate.id, day=day, who=who)
