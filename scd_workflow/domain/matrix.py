"""Organisations against gates: how each decision stands, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.criteria import findings, unmet
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.plan import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.gate_state import GateState
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress, Spot, Standing

CellState = Literal[
    "planned", "blocked", "ready", "open", "overdue", "passed", "conditional", "refused", "deferred"
]  # fmt: skip
"""Before it opens a gate is `ready` when all that is mandatory is there, `blocked` when something before it is late or was
refused, or its own day has passed, and `planned` otherwise. Once open it is `overdue` after its day; until then one that was
put off is `deferred`. A decision in force is `passed`, `conditional` or `refused`."""

DECIDED: dict[str, CellState] = {"go": "passed", "conditional_go": "conditional", "no_go": "refused"}
ENDED: frozenset[CellState] = frozenset({"passed", "conditional"})


@dataclass(frozen=True, slots=True)
class Cell:
    """The decision of one gate for one organisation (None: the programme).

    `deciders` are those who may decide it, or whoever decided. `lag` is by how many working days of that organisation it
    ends after the baseline. `holds_up` names the gates and activities, unfinished, that wait directly for it. `override` is
    why the decision in force was taken in spite of something, empty when it was not.
    """

    gate: Gate
    organisation: OrganisationId | None
    state: CellState
    due: date
    forecast: date
    decided: date | None
    deciders: tuple[PersonId, ...]
    lag: int
    holds_up: tuple[str, ...]
    override: str = ""


def matrix(progress: Progress) -> tuple[Cell, ...]:
    """A cell for every gate of every organisation that it is for, in the order of the plan."""
    return tuple(
        _cell(progress, gate, organisation, waiting)
        for gate in progress.network.gates.values()
        for waiting in (tuple(each.part.id for each in progress.network.waiting_for(gate)),)
        for organisation in progress.network.organisations_of(gate)
    )


def _cell(progress: Progress, gate: Gate, organisation: OrganisationId | None, waiting: tuple[str, ...]) -> Cell:
    standing = progress.standing(gate.id, organisation)
    state = progress.state.of(organisation).gate(gate.id)
    found = _state(progress, gate, state, standing)
    held_up = () if found in ENDED else waiting
    return Cell(
        gate=gate,
        organisation=organisation,
        state=found,
        due=standing.due,
        forecast=standing.earliest_finish,
        decided=state.decision.at.date() if state.decision else None,
        deciders=tuple(_deciders(progress, standing, state)),
        lag=standing.slip,
        holds_up=tuple(part for part in held_up if not _finished(progress, part, organisation)),
        override=state.decision.override_reason if state.decision else "",
    )


def _state(progress: Progress, gate: Gate, state: GateState, standing: Standing) -> CellState:
    if state.decision is not None:
        return DECIDED[state.decision.outcome]
    if state.awaits_decision:
        return "overdue" if standing.late else "deferred" if _put_off(state) else "open"
    blockers = progress.blocked_by(gate.id, standing.organisation)
    missing = unmet(findings(progress, gate, standing.organisation))
    if not missing and not any(_needed(progress, gate, each) for each in blockers):
        return "ready"
    return "blocked" if standing.late or any(_stuck(progress, each) for each in blockers) else "planned"


def _put_off(state: GateState) -> bool:
    last = state.decisions[-1] if state.decisions else None
    return last is not None and last.outcome == "deferred" and last.attempt + 1 == state.attempt


def _needed(progress: Progress, gate: Gate, blocker: Spot) -> bool:
    """Whether a gate waits for this; of its own phase's gates its criteria say how many it needs."""
    if isinstance(blocker.part, Gate):
        return progress.network.item(blocker.part.id).phase is not progress.network.item(gate.id).phase
    return blocker.part.mandatory


def _stuck(progress: Progress, blocker: Spot) -> bool:
    """Whether something before a gate keeps it from its day; optional work does not."""
    if not isinstance(blocker.part, Gate) and not blocker.part.mandatory:
        return False
    standing = progress.standing(blocker.part.id, blocker.organisation)
    return standing.late or standing.status == "refused"


def _deciders(progress: Progress, standing: Standing, state: GateState) -> Iterator[PersonId]:
    if state.decision is not None:
        yield state.decision.by
        return
    entitled = authority.entitled(
        progress.network.plan, GateId(standing.part.id), standing.organisation, progress.today, progress.state.absences
    )
    yield from dict.fromkeys(each.person for each in entitled)


def _finished(progress: Progress, part: str, organisation: OrganisationId | None) -> bool:
    """Whether a part is finished: by the organisation itself where it is its own, otherwise by all."""
    item = progress.network.item(part)
    own = item.part.per_organisation and organisation is not None
    asked = (organisation,) if own else progress.network.organisations_of(item.part)
    return all(progress.is_finished(part, each) for each in asked)
