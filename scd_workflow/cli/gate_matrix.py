"""`scd gate matrix`: organisations against gates."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.matrix import matrix as cells_of
from scd_workflow.report import matrix as report
from scd_workflow.report import overrides


@click.command(help=tell("help.gate_matrix"))
@options.as_of
@options.as_json
@options.desk
def matrix(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the matrix, and below it what needs attention and what was deviated from."""
    progress = desk.view(as_of).progress
    cells = cells_of(progress)
    if as_json:
        show.records(report.records(cells))
        return
    show.table(report.grid(progress.network.plan, cells, language()))
    attention = report.attention(cells, language())
    for below in (attention if attention.rows else None, overrides.table(progress, language())):
        if below is not None:
            click.echo()
            show.table(below)
