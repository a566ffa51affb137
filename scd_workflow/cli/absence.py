"""`scd absence`: who is away, and who replaces them."""

from __future__ import annotations

from datetime import date

import click

from scd_workflow.app import absences as use_case
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from scd_workflow.report import absences as report

a_person = click.argument("person", metavar=tell("help.a_person"))
first_day = click.option(
    "--since", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.absent_since")
)


@click.group(help=tell("help.absence_long"))
def absence() -> None:
    """Hold the commands about absences."""


@absence.command("list", help=tell("help.absence_list"))
@options.as_of
@options.as_json
@options.desk
def list_absences(desk: Desk, as_of: date | None, as_json: bool) -> None:
    """Show who is away, and the decisions that nobody is there to take."""
    progress = desk.view(as_of).progress
    if as_json:
        show.records(report.records(progress))
        return
    show.table(report.table(progress, language()))
    undecided = report.undecided_table(progress, language())
    if undecided is not None:
        click.echo()
        show.table(undecided)


@absence.command("record", help=tell("help.absence_record"))
@a_person
@first_day
@click.option("--until", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.absent_until"))
@click.option("--deputy", metavar=tell("help.a_person"), help=tell("help.deputy"))
@click.option("--gate", "gates", multiple=True, metavar="GATE", help=tell("help.deputy_gate"))
@click.option("--organisation", "-o", "organisations", multiple=True, metavar="ID", help=tell("help.deputy_where"))
@click.option("--document", default="", metavar=tell("help.a_text"), help=tell("help.deputy_document"))
@options.acting
@options.as_json
@options.desk
def record_absence(
    desk: Desk,
    person: str,
    since: date,
    until: date,
    deputy: str | None,
    gates: tuple[str, ...],
    organisations: tuple[str, ...],
    document: str,
    by: str,
    as_json: bool,
) -> None:
    """Record that somebody is away."""
    said = Absence(
        PersonId(person),
        since,
        until,
        PersonId(by),
        PersonId(deputy) if deputy else None,
        tuple(map(GateId, gates)),
        tuple(map(OrganisationId, organisations)),
        document,
    )
    event = use_case.record(desk.office, said, desk.now)
    if as_json:
        show.as_json(event.model_dump(mode="json"))
    else:
        click.echo(tell("report.absence_recorded", person=person, since=since, until=until))


@absence.command("cancel", help=tell("help.absence_cancel"))
@a_person
@first_day
@options.acting
@options.as_json
@options.desk
def cancel_absence(desk: Desk, person: str, since: date, by: str, as_json: bool) -> None:
    """Take an absence back."""
    event = use_case.cancel(desk.office, PersonId(person), since, PersonId(by), desk.now)
    if as_json:
        show.as_json(event.model_dump(mode="json"))
    else:
        click.echo(tell("report.absence_cancelled", person=person, since=since))
