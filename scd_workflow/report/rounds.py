"""The rounds of all evaluations: how far each is, and by when what has to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.campaigns import Round, all_rounds
from scd_workflow.domain.evaluations import due, invited
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.progress import Progress


def table(progress: Progress, language: Language) -> Table:
    """Every round, in the order of the plan."""
    columns = ("evaluation", "name", "stage", "due", "invited")
    return Table(
        tell("report.evaluations", language),
        tuple(tell(f"report.{each}", language) for each in columns),
        tuple(_row(progress, each, language) for each in all_rounds(progress)),
    )


def records(progress: Progress) -> Iterator[dict[str, object]]:
    """Every round as plain values for a program, in the order of the plan."""
    for each in all_rounds(progress):
        until = due(progress, each)
        yield {
            "campaign": each.campaign.id,
            "round": each.number,
            "label": each.label,
            "kind": each.campaign.kind,
            "stage": each.state.stage,
            "due": until.isoformat() if until else None,
            "invited": invited(progress, each.campaign),
        }


def _row(progress: Progress, found: Round, language: Language) -> tuple[str, ...]:
    until = due(progress, found)
    return (
        found.label,
        found.campaign.name,
        tell(f"words.round_{found.state.stage}", language),
        day(until, language) if until else "",
        str(sum(invited(progress, found.campaign).values())),
    )
