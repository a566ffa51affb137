"""`scd status`: how the programme stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from scd_workflow.app.proposal import files_differ
from scd_workflow.app.view import View
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, say, tell
from scd_workflow.domain.activities import unknown_organisation
from scd_workflow.domain.errors import PlanInvalid, Refused, refuse_if
from scd_workflow.report import overrides
from scd_workflow.report import status as report
from scd_workflow.report.absences import undecided_table
from scd_workflow.report.conditions import late_table
from scd_workflow.texts import day


@click.command(help=tell("help.status_long"))
@options.for_organisation
@click.option("--critical", is_flag=True, help=tell("help.critical"))
@options.as_of
@options.as_json
@options.desk
def status(desk: Desk, organisation: str | None, critical: bool, as_of: date | None, as_json: bool) -> None:
    """Show the phases, or the critical path."""
    seen = desk.view(as_of)
    chosen = options.where(organisation)
    refuse_if(unknown_organisation(seen.network, chosen))
    if as_json:
        show.records(report.records(seen.progress, chosen, critical=critical))
        return
    _header(desk, seen, as_of)
    if critical:
        click.echo()
        show.table(report.critical(seen.progress, language(), chosen))
        return
    tables = (
        undecided_table(seen.progress, language()),
        late_table(seen.progress, language(), chosen),
        overrides.table(seen.progress, language(), chosen),
        *report.tables(seen.progress, language(), chosen),
    )
    for table in filter(None, tables):
        click.echo()
        show.table(table)


def _header(desk: Desk, seen: View, as_of: date | None) -> None:
    programme = seen.plan.programme
    click.echo(tell("report.header", name=programme.name, day=day(seen.today, language())))
    if as_of is None:
        for warning in _about_files(desk, seen):
            click.echo(warning, err=True)


def _about_files(desk: Desk, seen: View) -> Iterator[str]:
    """What to say of files that do not hold the plan in force."""
    try:
        differ = files_differ(desk.office, seen.plan)
    except Refused as refused:
        yield from map(say, refused.reasons)
        return
    except PlanInvalid:
        differ = True
    if differ:
        yield tell("report.files_differ")
