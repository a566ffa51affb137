"""`scd gate withdraw`, `reopen`, `suspend` and `extend`: requests, decisions and terms that change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from scd_workflow.app import outcomes
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import tell
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.events import Event, TermExtended, TermSuspended
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.terms import Extension, Suspension

because_of = click.option("--reason", required=True, metavar=tell("help.a_text"), help=tell("help.kept_reason"))


def _ends(name: str, act: Callable[..., Event]) -> click.Command:
    """The command that takes back a request or a decision."""

    @click.command(name, help=tell(f"help.gate_{name}"))
    @options.a_gate
    @options.for_organisation
    @options.acting
    @because_of
    @options.happened_on
    @options.as_json
    @options.desk
    def ending(
        desk: Desk, gate: str, organisation: str | None, by: str, reason: str, on: date | None, as_json: bool
    ) -> None:
        said = Ending(GateId(gate), options.where(organisation), PersonId(by), reason)
        with typed_code() as code:
            event = act(desk.office, said, desk.now, on=on, code=code)
        show.recorded(event, tell(f"report.{event.kind}", gate=gate), json=as_json)

    return ending


withdraw = _ends("withdraw", outcomes.withdraw)
reopen = _ends("reopen", outcomes.reopen)


@click.command("suspend", help=tell("help.gate_suspend"))
@options.a_gate
@options.for_organisation
@options.acting
@click.option(
    "--until", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.suspend_until")
)
@because_of
@options.happened_on
@options.as_json
@options.desk
def suspend(
    desk: Desk, gate: str, organisation: str | None, by: str, until: date, reason: str, on: date | None, as_json: bool
) -> None:
    """Let a term stand still."""
    said = Suspension(GateId(gate), options.where(organisation), PersonId(by), reason, until=until)
    with typed_code() as code:
        event = outcomes.suspend(desk.office, said, desk.now, on=on, code=code)
    assert isinstance(event, TermSuspended)
    said_so = tell("report.term_suspended", gate=gate, until=until, due=event.due)
    show.recorded(event, said_so, json=as_json)


@click.command("extend", help=tell("help.gate_extend"))
@options.a_gate
@options.for_organisation
@options.acting
@click.option(
    "--days", required=True, type=options.Count(), metavar=tell("help.a_number"), help=tell("help.extend_days")
)
@because_of
@options.happened_on
@options.as_json
@options.desk
def extend(
    desk: Desk, gate: str, organisation: str | None, by: str, days: int, reason: str, on: date | None, as_json: bool
) -> None:
    """Make a term longer."""
    said = Extension(GateId(gate), options.where(organisation), PersonId(by), reason, days=days)
    with typed_code() as code:
        event = outcomes.extend(desk.office, said, desk.now, on=on, code=code)
    assert isinstance(event, TermExtended)
    show.recorded(event, tell("report.term_extended", gate=gate, due=event.due), json=as_json)
