"""The decisions that let something through against a criterion or without required advice, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.gate_spots import all_gates, gate_state
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.events import GateDecided
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Phase
    from scd_workflow.domain.progress import Progress


def overridden(
    progress: Progress, organisation: OrganisationId | None = None, *, phase: Phase | None = None
) -> Iterator[GateDecided]:
    """Every decision in force that was taken in spite of something.

    Of one organisation and the programme, or of the gates of one phase, when that is given.
    """
    for spot in all_gates(progress):
        decided = gate_state(progress, spot).decision
        ours = organisation is None or spot.organisation in {None, organisation}
        concerned = ours and (phase is None or spot.gate in phase.gates)
        if concerned and decided is not None and decided.override_reason:
            yield decided


def table(
    progress: Progress,
    language: Language,
    organisation: OrganisationId | None = None,
    *,
    phase: Phase | None = None,
) -> Table | None:
    """Those decisions as a table, in the order of the plan; None when there are none."""
    columns = ("gate", "organisation", "outcome", "happened", "by", "why")
    rows = tuple(_row(each, language) for each in overridden(progress, organisation, phase=phase))
    if not rows:
        return None
    return Table(
        tell("report.overrides", language), tuple(tell(f"report.{column}", language) for column in columns), rows
    )


def _row(decided: GateDecided, language: Language) -> tuple[str, ...]:
    return (
        decided.gate,
        decided.organisation or "",
        tell(f"words.{decided.outcome}", language),
        day(decided.at.date(), language),
        decided.by,
        decided.override_reason,
    )
