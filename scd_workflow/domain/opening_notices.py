"""What is told when a gate opens: once to each who has to see to it that it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.gate_spots import GateSpot, gate_state, open_gates
from scd_workflow.domain.notices import Notice, hearing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.events import GateOpened
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.ladder import Addressee, Ladder
    from scd_workflow.domain.progress import Progress

OPENED = "opened/"
"""How the obligation of a message begins that tells of an open gate: it ends with the opening."""


def told(progress: Progress, opened: GateOpened, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said of an opening, as long as its decision is awaited: to each person once, the owners first."""
    spot = GateSpot(progress.network.gates[opened.gate], opened.organisation)
    state = gate_state(progress, spot)
    if not state.awaits_decision or state.attempt != opened.attempt:
        return ()
    people: dict[PersonId, Addressee] = {}
    for person, why in _hearing(progress, spot, opened.at.date(), ladder):
        people.setdefault(person, why)
    return tuple(
        Notice(
            kind="gate_opened",
            subject=opened.gate,
            organisation=opened.organisation,
            attempt=opened.attempt,
            day=opened.at.date(),
            step="opened",
            person=person,
            why=why,
            obligation=_awaited(spot, opened.attempt),
            own=person == opened.by,
        )
        for person, why in people.items()
    )


def standing(progress: Progress) -> frozenset[str]:
    """The obligations of what is told of the gates that await a decision."""
    return frozenset(_awaited(spot, gate_state(progress, spot).attempt) for spot in open_gates(progress))


def _awaited(spot: GateSpot, attempt: int) -> str:
    return f"{OPENED}{spot.gate.id}/{spot.organisation or '-'}/{attempt}"


def _hearing(progress: Progress, spot: GateSpot, day: date, ladder: Ladder) -> Iterator[tuple[PersonId, Addressee]]:
    """The owner of the gate first, and then who holds one of the roles."""
    yield from hearing(progress, spot, day, ladder.gate_opened.to)
    plan, absences, (gate, organisation) = progress.network.plan, progress.state.absences, spot
    for role in ladder.gate_opened.roles:
        held = authority.holders(plan, role, organisation, day)
        for person in authority.addressed(absences, held, day, organisation, gate=gate.id):
            yield person, "informed"
