"""`scd notices`: what is said to whom, and sending it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

import click

from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.report import notices as report


@click.group(help=tell("help.notices_long"))
def notices() -> None:
    """Hold the commands about notices."""


@notices.command("list", help=tell("help.notices_list"))
@options.as_of
@options.as_json
@options.desk
def list_notices(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the outbox."""
    rows = outbox_lines(desk.office, desk.end_of(as_of))
    if as_json:
        show.records(report.records(rows))
    else:
        show.table(report.table(rows, language(), options.HOME))


@notices.command(help=tell("help.notices_send"))
@options.as_json
@options.desk
def send(desk: Desk, as_json: bool) -> None:
    """Open gates that are ready, enqueue what is due, and send what waits."""
    with _without_log():
        tally = send_notices(desk.office, clock=options.now)
    counts = {name: count for name, count in asdict(tally).items() if name != "reason"}
    why = say(tally.reason) if tally.reason else None
    if as_json:
        show.as_json({**counts, "reason": why})
    else:
        click.echo(tell("report.tally", **counts))
    if why:
        click.echo(why, err=True)
        raise SystemExit(1)


@contextmanager
def _without_log() -> Iterator[None]:
    """Without the line per message that a flow keeps: the outbox shows the same to whoever asks."""
    log = logging.getLogger("scd_workflow")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)
