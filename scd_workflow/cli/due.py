"""`scd due`: what has to be done, and by whom."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.domain import due as domain
from scd_workflow.report import due as report
from scd_workflow.texts import tell


@click.command(help=tell("help.due_long"))
@click.option("--until", type=options.Day(), metavar="DATUM", help=tell("help.due_until"))
@click.option("--person", metavar="PERSOON", help=tell("help.due_person"))
@options.as_of
@options.as_json
@options.desk
def due(desk: Desk, until: date | None, person: str | None, as_of: date | None, as_json: bool) -> None:
    """Show the obligations."""
    progress = desk.view(as_of).progress
    found = [
        each
        for each in domain.obligations(progress)
        if (until is None or each.due <= until) and (person is None or person in (*each.people, *each.owner))
    ]
    if as_json:
        show.records(report.records(found))
    else:
        show.table(report.table(progress, found, show.language()))
