"""`scd channels`: by which ways messages go, and whether those work."""

from __future__ import annotations

import click

from scd_workflow.app.probing import trials
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.config.channels import load_channels
from scd_workflow.report import channels as report


@click.group(help=tell("help.channels_long"))
def channels() -> None:
    """Hold the commands about channels."""


@channels.command(help=tell("help.channels_test"))
@click.option("--post", multiple=True, metavar=tell("help.a_destination"), help=tell("help.channels_post"))
@options.as_json
@options.desk
def test(desk: Desk, post: tuple[str, ...], as_json: bool) -> None:
    """Try every channel."""
    found = list(trials(desk.settings, load_channels(desk.settings.config), post))
    if as_json:
        show.records(report.records(found, language()))
    else:
        show.table(report.table(found, language()))
    if any(each.state == "fails" for each in found):
        raise SystemExit(1)
