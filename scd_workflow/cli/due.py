"""`scd due`: what has to be done, and by whom."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain import due as domain
from scd_workflow.domain.activities import unknown_organisation, unknown_person
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import PersonId
from scd_workflow.report import due as report


@click.command(help=tell("help.due_long"))
@click.option("--until", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.due_until"))
@click.option("--person", metavar=tell("help.a_person"), help=tell("help.due_person"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def due(
    desk: Desk,
    until: date | None,
    person: str | None,
    organisation: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Show the obligations."""
    seen = desk.view(as_of)
    who, where = PersonId(person) if person else None, options.where(organisation)
    deputies = {each.deputy for each in seen.state.absences.values()}
    stranger = () if who in deputies else unknown_person(seen.network, who)
    refuse_if((*stranger, *unknown_organisation(seen.network, where)))
    found = [
        each
        for each in domain.obligations(seen.progress)
        if (until is None or each.due <= until)
        and (who is None or who in (*each.people, *each.owner))
        and (where is None or where in {each.organisation, each.about})
    ]
    if as_json:
        show.records(report.records(found))
    else:
        show.table(report.table(seen.progress, found, language()))
