"""`scd status`: how the programme stands."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.app.proposal import files_differ
from scd_workflow.app.view import View
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.activities import unknown_organisation
from scd_workflow.domain.errors import PlanInvalid, refuse_if
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.report import status as report
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
    chosen = OrganisationId(organisation) if organisation else None
    refuse_if(unknown_organisation(seen.network, chosen))
    if as_json:
        show.records(report.records(seen.progress, chosen, critical=critical))
        return
    _header(desk, seen, as_of)
    if critical:
        click.echo()
        show.table(report.critical(seen.progress, language(), chosen))
        return
    for table in report.tables(seen.progress, language(), chosen):
        click.echo()
        show.table(table)


def _header(desk: Desk, seen: View, as_of: date | None) -> None:
    programme = seen.plan.programme
    click.echo(tell("report.header", name=programme.name, day=day(seen.today, language())))
    if as_of is None and _differs(desk, seen):
        click.echo(tell("report.files_differ"), err=True)


def _differs(desk: Desk, seen: View) -> bool:

    try:
        return files_differ(desk.office, seen.plan)
    except PlanInvalid:
        return True
