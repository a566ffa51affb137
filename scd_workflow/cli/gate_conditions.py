"""`scd gate conditions` and `scd gate condition`: what decisions ask, and how that ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from scd_workflow.app import outcomes
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.conditions import Settlement, all_conditions
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.report import conditions as report

a_number = click.argument("number", type=options.Count(), metavar=tell("help.a_number"))


@click.command("conditions", help=tell("help.gate_conditions"))
@options.as_of
@options.as_json
@options.desk
def conditions(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the conditions of all gates."""
    progress = desk.view(as_of).progress
    found = all_conditions(progress)
    if as_json:
        show.records(report.records(progress, found))
    else:
        show.table(report.table(progress, found, language()))


@click.group("condition", help=tell("help.gate_condition"))
def condition() -> None:
    """Hold the commands that end a condition."""


def _settles(name: str, act: Callable[..., Event], said_with: str) -> None:
    """Add the command by which a condition ends; `said_with` names the option for the evidence or the reason."""

    @condition.command(name, help=tell(f"help.condition_{name}"))
    @options.a_gate
    @a_number
    @options.for_organisation
    @options.acting
    @click.option(
        f"--{said_with}", "text", required=True, metavar=tell("help.a_text"), help=tell(f"help.condition_{said_with}")
    )
    @options.happened_on
    @options.as_json
    @options.desk
    def settling(
        desk: Desk, gate: str, number: int, organisation: str | None, by: str, text: str, on: date | None, as_json: bool
    ) -> None:
        said = Settlement(GateId(gate), options.where(organisation), number, PersonId(by), text)
        with typed_code() as code:
            event = act(desk.office, said, desk.now, on=on, code=code)
        show.recorded(event, tell(f"report.{event.kind}", gate=gate, number=number), json=as_json)


_settles("met", outcomes.meet, "evidence")
_settles("lift", outcomes.lift, "reason")
