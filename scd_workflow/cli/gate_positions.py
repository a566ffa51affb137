"""`scd gate position` and `scd gate positions`: what the consulted think of a gate."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from scd_workflow.app.positions import give
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.gate_spots import GateSpot, unknown_gate
from scd_workflow.domain.happened import Position
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.positions import Opinion, support
from scd_workflow.report import positions as report


@click.command("position", help=tell("help.gate_position"))
@options.a_gate
@options.for_organisation
@click.option("--for", "speaker", required=True, metavar="ID", help=tell("help.position_for"))
@options.acting
@click.option("--position", required=True, type=options.Choice(get_args(Position)), help=tell("help.position"))
@click.option("--advice", default="", metavar=tell("help.a_text"), help=tell("help.advice"))
@options.happened_on
@options.as_json
@options.desk
def give_position(
    desk: Desk,
    gate: str,
    organisation: str | None,
    speaker: str,
    by: str,
    position: str,
    advice: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Give the position of an organisation or body."""
    said = Opinion(GateId(gate), options.where(organisation), speaker, PersonId(by), cast("Position", position), advice)
    with typed_code() as code:
        event = give(desk.office, said, desk.now, code=code, on=on)
    word = tell(f"words.{position}")
    show.recorded(event, tell("report.position_given", gate=gate, speaker=speaker, position=word), json=as_json)


@click.command("positions", help=tell("help.gate_positions"))
@options.a_gate
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def list_positions(desk: Desk, gate: str, organisation: str | None, as_of: date | None, as_json: bool) -> None:
    """Show the positions on a gate and the verdict."""
    progress, where = desk.view(as_of).progress, options.where(organisation)
    refuse_if(unknown_gate(progress, GateId(gate), where))
    found = support(progress, GateSpot(progress.network.gates[GateId(gate)], where))
    if as_json:
        show.as_json(report.record(found, language()))
        return
    show.table(report.table(found, language()))
    for sentence in report.verdict_lines(found, language()):
        click.echo(sentence)
