"""`scd log` and `scd audit`: what happened, and that nobody changed it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scd_workflow.app.auditing import decision_list, proved
from scd_workflow.app.auditing import head as end_of_log
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.domain.decision_list import DecisionList, Period
from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.reasons import because
from scd_workflow.report import decisions as report_decisions
from scd_workflow.report import log as report
from scd_workflow.store import log as stored


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
@options.as_of
@options.as_json
@options.desk
def head(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show the end of the log, to be kept elsewhere."""
    found = end_of_log(desk.office, desk.end_of(as_of))
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
    verdict = proved(desk.office, end)
    text = say(verdict.reason) if verdict.reason else None
    if as_json:
        found = {"ok": verdict.ok, "checked": verdict.checked, "broken": verdict.broken, "reason": text}
        show.as_json(found | {"against_head": kept.strip() if kept else None})
    else:
        click.echo(text or tell("report.chain_whole", checked=verdict.checked), err=not verdict.ok)
        if verdict.ok:
            click.echo(tell("audit.with_head" if end else "audit.without_head", seq=end.seq if end else 0))
    if not verdict.ok:
        raise SystemExit(1)


@audit.command(help=tell("help.audit_decisions"))
@click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.period_from"))
@click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.period_to"))
@click.option("--html", "file", type=click.Path(path_type=Path), metavar=tell("help.a_file"), help=tell("help.as_page"))
@options.as_of
@options.as_json
@options.desk
def decisions(
    desk: Desk, first: date | None, last: date | None, file: Path | None, as_of: date | None, as_json: bool
) -> None:
    """Show the decision list of a period, or write it as a page."""
    found = decision_list(desk.office, Period(first, last), desk.now, desk.end_of(as_of))
    if file is not None:
        _write(found, file)
    if as_json:
        show.as_json(report_decisions.record(found))
    elif file is not None:
        click.echo(tell("audit.written", file=str(file)))
    else:
        for table in report_decisions.tables(found, language()):
            show.table(table)
            click.echo()
        click.echo(f"{tell('audit.head')}: {found.head}")


def _write(found: DecisionList, file: Path) -> None:
    from scd_workflow.render.decision_list import page  # noqa: PLC0415 - other commands need no templates

    try:
        file.write_text(page(found, language()), encoding="utf-8")
    except OSError as error:
        raise Refused(because("audit.not_written", file=str(file), said=said_by_system(error))) from None
