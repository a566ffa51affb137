"""`scd communications ics`: a calendar for Outlook and other calendar programs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.activities import unknown_organisation, unknown_person
from scd_workflow.domain.communication_acts import unknown_audience
from scd_workflow.domain.errors import Refused, refuse_if, said_by_system
from scd_workflow.domain.ids import AudienceId, PersonId
from scd_workflow.domain.reasons import because


@click.command("ics", help=tell("help.communications_ics"))
@click.option("--person", metavar=tell("help.a_person"), help=tell("help.ics_person"))
@click.option("--audience", metavar="ID", help=tell("help.audience"))
@click.option("--out", type=click.Path(path_type=Path), metavar=tell("help.a_file"), help=tell("help.ics_out"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def write_calendar(
    desk: Desk,
    person: str | None,
    audience: str | None,
    out: Path | None,
    organisation: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Write a calendar for calendar programs."""
    from scd_workflow.app.diary import Whose, entries, published  # noqa: PLC0415 - the library of calendars loads slowly

    seen, where = desk.view(as_of), options.where(organisation)
    who, heard = PersonId(person) if person else None, AudienceId(audience) if audience else None
    strange = (*unknown_organisation(seen.network, where), *unknown_audience(seen.progress, heard))
    refuse_if((*unknown_person(seen.network, who), *strange))
    whose = Whose(who, where, heard)
    if as_json:
        show.records(asdict(each) for each in entries(seen, whose, language()))
    elif out is None:
        sys.stdout.buffer.write(published(desk.office, seen, whose, language()))
    else:
        write_whole(out, published(desk.office, seen, whose, language()))
        count = len(entries(seen, whose, language()))
        click.echo(tell("report.ics_written", file=str(out), count=count))


def write_whole(file: Path, content: bytes) -> None:
    """The file in one go, so that whoever reads it meanwhile finds the old or the new one whole."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise Refused(because("communications.not_written", file=str(file), said=said_by_system(error))) from None
