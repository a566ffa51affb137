"""What became of a gate beside its decisions: its conditions, what holds it up, and what was taken back or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import conditions
from scd_workflow.domain.events import TermExtended, TermSuspended
from scd_workflow.domain.gate_spots import gate_state
from scd_workflow.report.conditions import records as condition_records
from scd_workflow.report.conditions import table as condition_table
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.events import GateReopened, GateWithdrawn
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.progress import Progress


def tables(progress: Progress, spot: GateSpot, language: Language) -> Iterator[Table]:
    """The conditions of a gate, those that hold it up, and its withdrawals, reopenings and moved terms; none when empty."""
    asked, binding = conditions.of_gate(progress, spot), conditions.open_before(progress, spot)
    if asked:
        yield condition_table(progress, asked, language)
    if binding:
        yield condition_table(progress, binding, language, title="conditions_before")
    changes = _changes(progress, spot)
    if changes:
        yield _history(changes, language)


def record(progress: Progress, spot: GateSpot) -> dict[str, object]:
    """The same as plain values for a program."""
    return {
        "conditions": list(condition_records(progress, conditions.of_gate(progress, spot))),
        "conditions_before": list(condition_records(progress, conditions.open_before(progress, spot))),
        "changes": [each.model_dump(mode="json") for each in _changes(progress, spot)],
    }


def _changes(
    progress: Progress, spot: GateSpot
) -> tuple[GateWithdrawn | GateReopened | TermSuspended | TermExtended, ...]:
    """What was taken back in any attempt and moved in the last, the oldest first."""
    state = gate_state(progress, spot)
    return tuple(sorted((*state.ended, *state.terms), key=lambda event: event.at))


def _history(
    changes: tuple[GateWithdrawn | GateReopened | TermSuspended | TermExtended, ...], language: Language
) -> Table:
    columns = ("round", "event", "happened", "by", "why", "due")
    return Table(
        title=tell("report.changes", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                str(each.attempt),
                tell(f"report.event_{each.kind}", language),
                day(each.at.date(), language),
                each.by,
                each.reason,
                day(each.due, language) if isinstance(each, TermSuspended | TermExtended) else "",
            )
            for each in changes
        ),
    )
