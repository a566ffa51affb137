"""`scd activity`: what people report about their work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date

import click

from scd_workflow.app.acts import report
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.proof import typed_code
from scd_workflow.cli.speech import tell
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.ids import ActivityId, PersonId

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
        said = Report(act, ActivityId(part), options.where(organisation), PersonId(by), text)
        with typed_code() if act == "waive" else nullcontext("") as code:
            event = report(desk.office, said, desk.now, on=on, code=code)
        done = f"{part} ({organisation})" if organisation else part
        show.recorded(event, tell(f"report.activity_{act}", activity=done), json=as_json)


_evidence = click.option("--evidence", "text", default="", metavar="LINK", help=tell("help.evidence"))
_link = click.option("--evidence", "text", required=True, metavar="LINK", help=tell("help.evidence"))
_reason = click.option("--reason", "text", required=True, metavar=tell("help.a_text"), help=tell("help.reason"))

_command("start", _nothing)
_command("done", _evidence)
_command("reopen", _reason)
_command("waive", _reason)
_command("evidence", _link)
