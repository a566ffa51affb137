"""`scd log` and `scd audit`: what happened, and that nobody changed it."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.app.office import refuse_unknown
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.report import log as report
from scd_workflow.store import log as stored
from scd_workflow.store.engine import reading


@click.command(help=tell("help.log_long"))
@click.option("--last", type=options.Count(), metavar="N", help=tell("help.log_last"))
@options.as_of
@options.as_json
@options.desk
def log(desk: Desk, last: int | None, as_of: date | None, as_json: bool) -> None:
    """Show the events."""
    recorded = desk.view(as_of).recorded
    shown = recorded[-last:] if last else recorded
    rows = [(each.seq, each.recorded_at, each.event) for each in shown]
    if as_json:
        show.records(report.records(rows))
    else:
        show.table(report.table(rows, language()))


@click.group(help=tell("help.audit_long"))
def audit() -> None:
    """Hold the commands that prove the log."""


@audit.command(help=tell("help.audit_head"))
@options.as_json
@options.desk
def head(desk: Desk, as_json: bool) -> None:
    """Show the end of the log, to be kept elsewhere."""
    with reading(desk.office.engine) as connection:
        refuse_unknown(connection, desk.office.programme)
        found = stored.head(connection, desk.office.programme)
    if as_json:
        show.as_json({"seq": found.seq, "hash": found.hash})
    else:
        click.echo(stored.format_head(found))


@audit.command(help=tell("help.audit_verify"))
@click.option("--head", "kept", metavar=tell("help.a_head"), help=tell("help.kept_head"))
@options.as_json
@options.desk
def verify(desk: Desk, kept: str | None, as_json: bool) -> None:
    """Prove the chain of the log."""
    end = stored.parse_head(kept) if kept else None
    with reading(desk.office.engine) as connection:
        refuse_unknown(connection, desk.office.programme)
        verdict = stored.verify(connection, desk.office.programme, end)
    text = say(verdict.reason) if verdict.reason else None
    if as_json:
        show.as_json({"ok": verdict.ok, "checked": verdict.checked, "broken": verdict.broken, "reason": text})
    else:
        click.echo(text or tell("report.chain_whole", checked=verdict.checked), err=not verdict.ok)
    if not verdict.ok:
        raise SystemExit(1)
