"""`scd activity`: what people report about their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from scd_workflow.app.acts import report
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId
from scd_workflow.texts import tell

Reporting = Callable[..., None]


@click.group(help=tell("help.activity_long"))
def activity() -> None:
    """Hold the commands about activities."""


def _command(act: Act, text: Callable[[Reporting], Reporting]) -> None:
    """Add the command for one kind of report; `text` is the option that it takes for evidence or reason."""

    @activity.command(act, help=tell(f"help.activity_{act}"))
    @click.argument("part", metavar="ACTIVITEIT")
    @options.for_organisation
    @options.acting
    @text
    @options.happened_on
    @options.as_json
    @options.desk
    def reporting(
        desk: Desk,
        part: str,
        organisation: str | None,
        by: str,
        text: str,
        on: date | None,
        as_json: bool,
    ) -> None:

        where = OrganisationId(organisation) if organisation else None
        event = report(desk.office, Report(act, ActivityId(part), where, PersonId(by), text), desk.now, on=on)
        if as_json:
            show.as_json(event.model_dump(mode="json"))
        else:
            click.echo(tell(f"report.activity_{act}", show.language(), activity=part, organisation=organisation or ""))


_evidence = click.option("--evidence", "text", default="", metavar="LINK", help=tell("help.evidence"))
_reason = click.option("--reason", "text", default="", metavar="TEKST", help=tell("help.reason"))

_command("start", _reason)
_command("done", _evidence)
_command("reopen", _reason)
_command("waive", _reason)
_command("evidence", _evidence)
