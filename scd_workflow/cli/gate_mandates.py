"""`scd gate mandates`: who may decide."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.report import mandates as report


@click.command(help=tell("help.gate_mandates"))
@options.as_of
@options.as_json
@options.desk
def mandates(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the mandates."""
    progress = desk.view(as_of).progress
    if as_json:
        show.records(report.records(progress))
    else:
        show.table(report.table(progress, language()))
