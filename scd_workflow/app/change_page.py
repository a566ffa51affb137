"""What a message about a changed gate tells, and what its reader can decide by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.domain import authority, code_notices
from scd_workflow.domain.change_notices import silent, who_waits
from scd_workflow.domain.consultation import until
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.render.page import ChangeRow, Work

if TYPE_CHECKING:
    from scd_workflow.app.desk import Desk
    from scd_workflow.app.view import View
    from scd_workflow.domain.changes import Change
    from scd_workflow.domain.notices import Notice
    from scd_workflow.domain.progress import Spot


def change_row(desk: Desk, notice: Notice, event: Change, by: str) -> ChangeRow:
    """The facts of a change for the reader of a notice, with what holds by now; `by` names who did it."""
    seen, spot = desk.seen, GateSpot(desk.seen.network.gates[event.gate], event.organisation)
    progress, state = seen.progress, gate_state(seen.progress, spot)
    ended = (each.outcome for each in state.decisions if each.attempt == event.attempt)
    return ChangeRow(
        by=by,
        role=authority.role_name(seen.plan, event.role),
        day=event.at.date(),
        reason=event.reason,
        audit_head=desk.head,
        due=progress.due(event.gate, event.organisation) if state.awaits_decision else None,
        outcome=next(ended, None) if event.kind == "gate_reopened" else None,
        until=event.until if event.kind == "term_suspended" else None,
        days=event.days if event.kind == "term_extended" else 0,
        waits=tuple(_work(seen, each) for each in who_waits(progress, event).get(notice.person, ())),
        speaks=notice.person in silent(progress, event),
        position_due=until(progress, spot) if state.awaits_decision else None,
    )


def asked_attempt(seen: View, notice: Notice) -> int | None:
    """The attempt of its gate that a notice asks to decide: a reminder its own, as what tells that it opened; a change the open one."""
    if notice.kind != "gate_changed" or not code_notices.is_for(notice):
        return notice.attempt if notice.kind in {"decision", "gate_opened"} else None
    gates = seen.state.of(notice.organisation).gates
    return next((each.attempt for gate, each in gates.items() if gate == notice.subject and each.awaits_decision), None)


def _work(seen: View, spot: Spot) -> Work:
    due = seen.progress.due(spot.part.id, spot.organisation)
    return Work(f"{spot.part.id} {spot.part.name}", due, organisation_name(seen.plan, spot.organisation))
