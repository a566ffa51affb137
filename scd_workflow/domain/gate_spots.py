"""The gates where they are decided: for the programme, or for each organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain.activities import about
from scd_workflow.domain.ids import GateId, OrganisationId
from scd_workflow.domain.plan import Gate
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.gate_state import GateState
    from scd_workflow.domain.progress import Progress


class GateSpot(NamedTuple):
    """A gate of one organisation, or of the programme (None)."""

    gate: Gate
    organisation: OrganisationId | None


def all_gates(progress: Progress) -> Iterator[GateSpot]:
    """Every gate of every organisation that it is for, in the order of the plan."""
    for gate in progress.network.gates.values():
        for organisation in progress.network.organisations_of(gate):
            yield GateSpot(gate, organisation)


def open_gates(progress: Progress) -> tuple[GateSpot, ...]:
    """Every gate that awaits a decision, in the order of the plan."""
    return tuple(spot for spot in all_gates(progress) if gate_state(progress, spot).awaits_decision)


def gate_state(progress: Progress, spot: GateSpot) -> GateState:
    """How the gate stands there."""
    return progress.state.of(spot.organisation).gate(spot.gate.id)


def coming_attempt(progress: Progress, spot: GateSpot) -> int:
    """The attempt that acts are counted for: the open one, or the one that comes."""
    state = gate_state(progress, spot)
    return state.attempt if state.awaits_decision else state.attempt + 1


def unknown_gate(progress: Progress, gate: GateId, organisation: OrganisationId | None) -> Iterator[Reason]:
    """What is wrong with naming this gate, nothing when it is right."""
    wrong = tuple(about(progress.network, organisation, gate))
    yield from wrong
    if not wrong and gate not in progress.network.gates:
        yield because("gates.not_a_gate", part=gate)
