"""`scd activity`: what people report about their work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from scd_workflow.app.acts import report
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import tell
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId

Reporting = Callable[..., None]


@click.group(help=tell("help.activity_long"))
def activity() -> None:
    """Hold the commands about activities."""


def _nothing(reporting: Reporting) -> Reporting:
    """No option: that work began needs no words."""
    return reporting


def _command(act: Act, text: Callable[[Reporting], Reporting]) -> None:
    """Add the command for one kind of report; `text` is the option that it takes for evidence or reason."""

    @activity.command(act, help=tell(f"help.activity_{act}"))
    @click.argument("part", metavar=tell("help.a_activity"))
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
        on: date | None,
        as_json: bool,
        text: str = "",
    ) -> None:

        where = OrganisationId(organisation) if organisation else None
        event = report(desk.office, Report(act, ActivityId(part), where, PersonId(by), text), desk.now, on=on)
        if as_json:
            show.as_json(event.model_dump(mode="json"))
        else:
            done = f"{part} ({organisation})" if organisation else part
            click.echo(tell(f"report.activity_{act}", activity=done))


_evidence = click.option("--evidence", "text", default="", metavar="LINK", help=tell("help.evidence"))
_link = click.option("--evidence", "text", required=True, metavar="LINK", help=tell("help.evidence"))
_reason = click.option("--reason", "text", required=True, metavar=tell("help.a_text"), help=tell("help.reason"))

_command("start", _nothing)
_command("done", _evidence)
_command("reopen", _reason)
_command("waive", _reason)
_command("evidence", _link)
