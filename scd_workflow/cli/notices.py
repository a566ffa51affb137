"""`scd notices`: what is said to whom, and sending it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date

import click

from scd_workflow.app.outgoing import follow_notices, outbox_lines, send_notices
from scd_workflow.app.stopping import Stop, heeding
from scd_workflow.app.tally import Tally
from scd_workflow.cli import options, show
from scd_workflow.cli.notices_by_hand import hold, release, retry, show_letter
from scd_workflow.cli.notices_preview import preview_notices
from scd_workflow.cli.options import Desk
from scd_workflow.cli.progress import bar
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.report import notices as report


@click.group(help=tell("help.notices_long"))
def notices() -> None:
    """Hold the commands about notices."""


for command in (hold, release, retry, show_letter, preview_notices):
    notices.add_command(command)


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
@click.option("--follow", is_flag=True, help=tell("help.notices_follow"))
@options.as_json
@options.desk
def send(desk: Desk, as_json: bool, follow: bool) -> None:
    """Open gates that are ready, enqueue what is due, and send what waits."""
    with _without_log(), heeding() as stop:
        if follow:
            _follow(desk, stop, as_json=as_json)
            return
        with bar(shown=not as_json) as told:
            tally = send_notices(desk.office, clock=options.now, told=told, stop=stop)
    _show(tally, as_json=as_json)
    if tally.reason:
        click.echo(say(tally.reason), err=True)
        raise SystemExit(1)


def _follow(desk: Desk, stop: Stop, *, as_json: bool) -> None:
    """Show each run that did something, and each new reason why not."""
    why = None
    for tally in follow_notices(desk.office, clock=options.now, stop=stop):
        if replace(tally, reason=None) != Tally():
            _show(tally, as_json=as_json)
        if tally.reason and tally.reason != why:
            click.echo(say(tally.reason), err=True)
        why = tally.reason


def _show(tally: Tally, *, as_json: bool) -> None:
    counts = {name: count for name, count in asdict(tally).items() if name != "reason"}
    if as_json:
        show.as_json({**counts, "reason": say(tally.reason) if tally.reason else None})
    else:
        click.echo(tell("report.tally", **counts))


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
