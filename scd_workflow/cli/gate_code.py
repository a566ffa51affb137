"""`scd gate code`: mails a person the code with which he or she acts at a gate."""

from __future__ import annotations

import click

from scd_workflow.app.asking import CodeWish, ask_code
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import tell
from scd_workflow.domain.ids import GateId, PersonId


@click.command("code", help=tell("help.gate_code"))
@options.a_gate
@options.for_organisation
@click.option("--to", "person", required=True, metavar=tell("help.a_person"), help=tell("help.code_to"))
@options.as_json
@options.desk
def code(desk: Desk, gate: str, organisation: str | None, person: str, as_json: bool) -> None:
    """Mail a code."""
    ask_code(desk.office, CodeWish(GateId(gate), options.where(organisation), PersonId(person)), desk.now)
    if as_json:
        show.as_json({"gate": gate, "organisation": organisation, "person": person})
    else:
        click.echo(tell("report.code_asked", gate=gate, person=person))
