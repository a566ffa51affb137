"""`scd gate route`: the way to a decision, reckoned back from the wished day."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.ids import GateId, RouteId
from scd_workflow.domain.route import Wish, journey
from scd_workflow.report import route as report


@click.command(help=tell("help.gate_route"))
@options.a_gate
@click.option(
    "--date", "on", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.route_date")
)
@options.for_organisation
@click.option("--route", "other", metavar="ID", help=tell("help.route_other"))
@options.as_of
@options.as_json
@options.desk
def route(
    desk: Desk, gate: str, on: date, organisation: str | None, other: str | None, as_of: date | None, as_json: bool
) -> None:
    """Show the meetings on the way, and say whether it fits."""
    progress = desk.view(as_of).progress
    wish = Wish(GateId(gate), options.where(organisation), on, RouteId(other) if other else None)
    found = journey(progress, wish)
    if as_json:
        show.as_json(report.record(found))
        return
    show.table(report.table(found, progress.today, language()))
    click.echo()
    for sentence in report.verdict(found, language()):
        click.echo(sentence)
