"""A request for a decision that is taken back, and a decision that no longer holds; neither leaves the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import changes, mandates
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import GateReopened, GateWithdrawn
from scd_workflow.domain.gate_spots import GateSpot, all_gates, gate_state, unknown_gate
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.progress import Progress


class Ending(changes.Said):
    """A person takes back the request for a decision, or says that a decision no longer holds."""

    __slots__ = ()


def withdraw(progress: Progress, said: Ending, at: datetime) -> GateWithdrawn:
    """A gate awaits no decision until somebody asks for it again; raises `Refused` with every reason why not."""
    refuse_if(_objections(progress, said, at, _not_to_withdraw))
    right = _right(progress, said, at)
    return GateWithdrawn(
        **changes.told(progress, said, at, right.mandate.role, right.on_behalf_of), mandate=right.mandate.id
    )


def reopen(progress: Progress, said: Ending, at: datetime) -> GateReopened:
    """A gate awaits a new decision in the place of the one in force; raises `Refused` with every reason why not."""
    refuse_if(_objections(progress, said, at, _not_to_reopen))
    right = _right(progress, said, at)
    return GateReopened(
        **changes.told(progress, said, at, right.mandate.role, right.on_behalf_of), mandate=right.mandate.id
    )


def reopenable(progress: Progress) -> tuple[GateSpot, ...]:
    """Every gate of which the decision in force can be set aside, in the order of the plan."""
    return tuple(spot for spot in all_gates(progress) if not any(_in_the_way(progress, spot)))


def _right(progress: Progress, said: Ending, at: datetime) -> Entitlement:
    right = mandates.held(progress, changes.spot_of(progress, said), said.by, at.date())
    assert right is not None
    return right


def _objections(
    progress: Progress,
    said: Ending,
    at: datetime,
    standing: Callable[[Progress, Ending, date], Iterator[Reason]],
) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    yield from standing(progress, said, at.date())
    yield from mandates.lacking(progress, changes.spot_of(progress, said), said.by, at.date())
    if not said.reason.strip():
        yield because("endings.reason_missing", gate=said.gate)
    yield from unfit(said.reason)


def _not_to_withdraw(progress: Progress, said: Ending, day: date) -> Iterator[Reason]:
    if gate_state(progress, changes.spot_of(progress, said)).decision is not None:
        yield because("endings.already_decided", gate=said.gate)
    else:
        yield from changes.not_open(progress, said, day)


def _not_to_reopen(progress: Progress, said: Ending, day: date) -> Iterator[Reason]:
    spot = changes.spot_of(progress, said)
    yield from _in_the_way(progress, spot)
    decision = gate_state(progress, spot).decision
    if decision is not None and said.attempt not in {0, decision.attempt}:
        yield because("endings.decided_since", gate=said.gate, attempt=decision.attempt)
    elif decision is not None and day < decision.at.date():
        yield because("endings.before_decision", gate=said.gate, day=decision.at.date())


def _in_the_way(progress: Progress, spot: GateSpot) -> Iterator[Reason]:
    """Why there is no decision on a gate that can be set aside, whoever would like to."""
    state = gate_state(progress, spot)
    if state.awaits_decision:
        yield because("gates.already_open", gate=spot.gate.id)
    elif state.decision is None:
        yield because("endings.not_decided", gate=spot.gate.id)
    for later in _passed_after(progress, spot):
        yield because(
            "endings.passed_on_it", gate=spot.gate.id, later=later.gate.id, organisation=later.organisation or "-"
        )


def _passed_after(progress: Progress, spot: GateSpot) -> Iterator[GateSpot]:
    """The gates that were passed because this one was."""
    for later in all_gates(progress):
        own = spot.organisation is None or later.organisation in {None, spot.organisation}
        if own and gate_state(progress, later).passed and spot.gate in progress.network.gates_before(later.gate):
            yield later
