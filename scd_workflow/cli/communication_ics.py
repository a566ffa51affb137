"""`scd communications ics`: a calendar for Outlook and other calendar programs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scd_workflow.app.calendar_part import Whose, refuse_strangers
from scd_workflow.cli import options, show
from scd_workflow.cli.item_names import Name, Named
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.communication_acts import unknown_occurrence
from scd_workflow.domain.errors import Refused, refuse_if, said_by_system
from scd_workflow.domain.ids import AudienceId, ItemId, PersonId
from scd_workflow.domain.occurrences import occurrence
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from scd_workflow.render.feed import Entry


@click.command("ics", help=tell("help.communications_ics"))
@click.option("--person", metavar=tell("help.a_person"), help=tell("help.ics_person"))
@click.option("--item", "named", type=Named(), metavar=f"ITEM[@{tell('help.a_which')}]", help=tell("help.ics_item"))
@click.option("--audience", metavar="ID", help=tell("help.audience"))
@click.option("--out", type=click.Path(path_type=Path), metavar=tell("help.a_file"), help=tell("help.ics_out"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def write_calendar(
    desk: Desk,
    person: str | None,
    named: Name | None,
    audience: str | None,
    out: Path | None,
    organisation: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Write a calendar for calendar programs."""
    from scd_workflow.app.diary import entries, entry, in_file, published  # noqa: PLC0415 - the library of calendars loads slowly

    seen, where = desk.view(as_of), options.where(organisation)
    if named is not None:
        refuse_if(unknown_occurrence(seen.progress, ItemId(named[0]), where, named[1]))
        found: tuple[Entry, ...] = (entry(seen, occurrence(seen.progress, named[0], where, named[1]), language()),)
        content = in_file(desk.office, seen, found)
    else:
        whose = Whose(PersonId(person) if person else None, where, AudienceId(audience) if audience else None)
        refuse_strangers(seen, whose)
        found = entries(seen, whose, language())
        content = published(desk.office, seen, whose, language())
    if as_json:
        show.records(asdict(each) for each in found)
    elif out is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(out, content)
        click.echo(tell("report.ics_written", file=str(out), count=len(found)))


def write_whole(file: Path, content: bytes) -> None:
    """The file in one go, so that whoever reads it meanwhile finds the old or the new one whole."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise Refused(because("communications.not_written", file=str(file), said=said_by_system(error))) from None
