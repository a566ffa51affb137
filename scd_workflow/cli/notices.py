"""`scd notices`: what is said to whom, and sending it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.report import notices as report
from scd_workflow.texts import say, tell


@click.group(help=tell("help.notices_long"))
def notices() -> None:
    """Hold the commands about notices."""


@notices.command("list", help=tell("help.notices_list"))
@options.as_json
@options.desk
def list_notices(desk: Desk, as_json: bool) -> None:
    """Show the outbox."""
    rows = outbox_lines(desk.office)
    if as_json:
        show.records(report.records(rows))
    else:
        show.table(report.table(rows, show.language()))


@notices.command(help=tell("help.notices_send"))
@options.as_json
@options.desk
def send(desk: Desk, as_json: bool) -> None:
    """Open gates that are ready, enqueue what is due, and send what waits."""
    tally = send_notices(desk.office, clock=lambda: datetime.now(UTC))
    counts = {name: count for name, count in asdict(tally).items() if name != "reason"}
    why = say(tally.reason, show.language()) if tally.reason else None
    if as_json:
        show.as_json({**counts, "reason": why})
    else:
        click.echo(tell("report.tally", show.language(), **counts))
    if why:
        click.echo(why, err=True)
        raise SystemExit(1)
