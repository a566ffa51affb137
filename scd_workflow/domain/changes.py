"""What changes at a gate beside its decision: a request or decision that is taken back, a term that moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from scd_workflow.domain.events import GateReopened, GateWithdrawn, TermExtended, TermSuspended
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, RoleId
    from scd_workflow.domain.progress import Progress

Change = GateWithdrawn | GateReopened | TermSuspended | TermExtended
"""What is on record of a change."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says who changes something: at which gate, and why.

    `attempt` is the one that he or she was looking at, 0 for the last.
    """

    gate: GateId
    organisation: OrganisationId | None
    by: PersonId
    reason: str
    source: Source = "command"
    attempt: int = 0


class Told(TypedDict):
    """What every change on record says."""

    at: datetime
    by: PersonId
    source: Source
    gate: GateId
    organisation: OrganisationId | None
    attempt: int
    role: RoleId
    reason: str
    on_behalf_of: PersonId | None


def spot_of(progress: Progress, said: Said) -> GateSpot:
    """The gate that is changed; raises `KeyError` for one that the plan does not have."""
    return GateSpot(progress.network.gates[said.gate], said.organisation)


def told(progress: Progress, said: Said, at: datetime, role: RoleId, on_behalf_of: PersonId | None) -> Told:
    """What goes on record of a change by somebody in a role."""
    return Told(
        at=at, by=said.by, source=said.source, gate=said.gate, organisation=said.organisation,
        attempt=gate_state(progress, spot_of(progress, said)).attempt, role=role, reason=said.reason.strip(),
        on_behalf_of=on_behalf_of,
    )  # fmt: skip


def not_open(progress: Progress, said: Said, day: date) -> Iterator[Reason]:
    """Why a gate awaits no decision in the attempt that is changed, or did not yet on that day; nothing when it does."""
    state = gate_state(progress, spot_of(progress, said))
    if state.opened is None:
        yield because("endings.not_open", gate=said.gate)
    elif said.attempt not in {0, state.attempt}:
        yield because("gates.other_attempt", gate=said.gate, attempt=said.attempt, open=state.attempt)
    elif day < state.opened.date():
        yield because("gates.before_opening", gate=said.gate, day=state.opened.date())
