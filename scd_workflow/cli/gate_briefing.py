"""The briefing of a gate in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scd_workflow.cli import show
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain import gates
from scd_workflow.report import gates as report
from scd_workflow.report import outcomes, positions, risks, votes
from scd_workflow.report.briefing import further_tables

if TYPE_CHECKING:
    from scd_workflow.domain.briefing import Briefing
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.progress import Progress


def show_briefing(progress: Progress, spot: GateSpot, seen: Briefing) -> None:
    """Show what the deciders of a gate see, with the votes, decisions and changes there were."""
    words, state = language(), gates.gate_state(progress, spot)
    show.table(report.table(progress, words, (spot,)))
    click.echo()
    if seen.asked_because:
        click.echo(tell("report.asked_because", reason=seen.asked_because) + "\n")
    show.table(report.criteria_table(seen, words))
    if seen.support.heard:
        click.echo()
        show.table(positions.table(seen.support, words))
        click.echo("\n".join(positions.verdict_lines(seen.support, words)))
    touching = [risk for risk, _ in seen.risks]
    risky = risks.table(progress, touching, words, title="risks_touching") if touching else None
    decided = report.decisions_table(state.decisions, words) if state.decisions else None
    further = () if state.passed else further_tables(seen, words)
    below = risky, votes.table(progress, spot, words), decided, *outcomes.tables(progress, spot, words), *further
    for table in filter(None, below):
        click.echo()
        show.table(table)
    if not state.passed:
        click.echo("\n" + tell("briefing.mark", mark=seen.mark))
