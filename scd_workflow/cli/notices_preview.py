"""`scd notices preview`: who will get which message on which day, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

import click

from scd_workflow.app.preview import Coming, preview, with_pages
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.activities import unknown_actor
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import is_place
from scd_workflow.domain.reasons import Reason
from scd_workflow.report import preview as report

WEEKS = timedelta(days=14)
"""How far is looked ahead when nobody says until when."""

FILE = "preview.html"


@click.command("preview", help=tell("help.notices_preview"))
@click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.preview_from"))
@click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.preview_to"))
@click.option("--person", metavar=tell("help.a_person"), help=tell("help.preview_person"))
@click.option("--open", "opened", is_flag=True, help=tell("help.preview_open"))
@options.as_json
@options.desk
def preview_notices(
    desk: Desk, first: date | None, last: date | None, person: str | None, opened: bool, as_json: bool
) -> None:
    """Show what goes out in a period, if nothing happens until then."""
    start = first or desk.now.date()
    found = preview(desk.office, desk.now, start, last or start + WEEKS)
    if person:
        found = tuple(each for each in found if each.person == person)
        if not found:
            refuse_if(_strangers(desk, PersonId(person)))
    if as_json:
        show.records(map(_record, found))
    else:
        show.table(report.table(found, language(), options.HOME))
    if opened:
        page = desk.settings.var / FILE
        # Letters of people stand on it.
        page.touch(mode=0o600)
        page.write_text(
            report.html(with_pages(desk.office, desk.now, found), language(), options.HOME), encoding="utf-8"
        )
        click.echo(tell("report.preview_page", file=str(page)), err=as_json)
        click.launch(str(page))


def _record(coming: Coming) -> dict[str, object]:
    return {name: value for name, value in asdict(coming).items() if name not in {"html", "line"}}


def _strangers(desk: Desk, person: PersonId) -> Iterator[Reason]:
    """What is wrong with naming this reader of nothing; a place, or somebody in the settings, may well get nothing."""
    if not is_place(person) and person not in desk.office.people.by_id():
        yield from unknown_actor(desk.view().progress, person)
