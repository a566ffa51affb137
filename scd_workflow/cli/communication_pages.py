"""`scd communications calendar`: a month, a quarter or a year as a page with a picture to print."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scd_workflow.app.calendar_page import OfPeriod, calendar_page
from scd_workflow.app.calendar_part import Whose, in_calendar, refuse_strangers
from scd_workflow.app.calendar_picture import period_picture
from scd_workflow.cli import options, show
from scd_workflow.cli.communication_ics import write_whole
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.ids import AudienceId
from scd_workflow.domain.period import period_named
from scd_workflow.domain.reasons import because


@click.command("calendar", help=tell("help.communications_calendar"))
@click.argument("period", metavar=tell("help.a_period"))
@click.option("--audience", metavar="ID", help=tell("help.audience"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar=tell("help.a_folder"),
    help=tell("help.calendar_out"),
)
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def write_pages(
    desk: Desk,
    period: str,
    audience: str | None,
    out: Path,
    organisation: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Write the page and the picture that it links to."""
    seen, wanted, whose = (
        desk.view(as_of),
        period_named(period),
        Whose(None, options.where(organisation), AudienceId(audience) if audience else None),
    )
    refuse_strangers(seen, whose)
    found = [each for each in in_calendar(seen, whose) if wanted.has(each.day)]
    name = "-".join(filter(None, ("kalender", wanted.name, organisation, audience)))
    html, svg = out / f"{name}.html", out / f"{name}.svg"
    _make(out)
    write_whole(svg, period_picture(seen, language(), whose, wanted).encode())
    write_whole(html, calendar_page(seen, found, language(), whose, OfPeriod(wanted, svg.name)).encode())
    if as_json:
        show.as_json({"page": str(html), "picture": str(svg), "items": len(found)})
    else:
        click.echo(tell("report.pages_written", page=str(html), picture=str(svg), count=len(found)))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(because("communications.not_written", file=str(folder), said=said_by_system(error))) from None
