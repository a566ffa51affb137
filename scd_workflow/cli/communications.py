"""`scd communications`: the communication calendar, and what people do about what stands on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from scd_workflow.app.calendar_page import calendar_page
from scd_workflow.app.communications import report as record
from scd_workflow.cli import options, show
from scd_workflow.cli.communication_ics import write_calendar, write_whole
from scd_workflow.cli.communication_sheets import export_items, import_items
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.activities import unknown_organisation
from scd_workflow.domain.audiences import findings
from scd_workflow.domain.balance import reached, stays_away
from scd_workflow.domain.communication_acts import Act, Said, unknown_audience, unknown_occurrence
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import ItemId, OrganisationId, PersonId
from scd_workflow.domain.occurrences import hearing, occurrence, occurrences
from scd_workflow.report import balance
from scd_workflow.report import communications as report

Acting = Callable[..., None]
Name = tuple[str, date | None]


class Named(click.ParamType[Name]):
    """An item with the day that its rule gave, as `newsletter@2027-02-02`."""

    name = "item"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Name:
        """The item and its day, or a usage error when that is no day."""
        item, _, day = value.partition("@")
        return item, options.Day().convert(day, param, ctx) if day else None


class Attendance(click.ParamType[tuple[str, int]]):
    """How many of an organisation came, as `dordrecht=12`."""

    name = "attendance"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The organisation and the number, or a usage error."""
        organisation, _, count = value.partition("=")
        if not (organisation and count.isascii() and count.isdigit() and len(count) < 7):
            self.fail(tell("help.not_an_attendance", value=value), param, ctx)
        return organisation, int(count)


class Reach(click.ParamType[int]):
    """How many people something reached, nobody included."""

    name = "reach"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        return 0 if value == "0" else options.Count().convert(value, param, ctx)


a_name = click.argument("named", metavar=f"ITEM[@{tell('help.a_date')}]", type=Named())
a_reason = click.option("--reason", "text", required=True, metavar=tell("help.a_text"), help=tell("help.reason"))


@click.group(help=tell("help.communications_long"))
def communications() -> None:
    """Hold the commands about the communication calendar."""


communications.add_command(write_calendar)
communications.add_command(export_items)
communications.add_command(import_items)


@communications.command("list", help=tell("help.communications_list"))
@click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.from"))
@click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.to"))
@click.option("--audience", metavar="ID", help=tell("help.audience"))
@click.option("--page", type=click.Path(path_type=Path), metavar=tell("help.a_file"), help=tell("help.list_page"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def list_items(
    desk: Desk,
    first: date | None,
    last: date | None,
    audience: str | None,
    page: Path | None,
    organisation: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Show what goes out."""
    seen, where = desk.view(as_of), options.where(organisation)
    progress = seen.progress
    refuse_if((*unknown_organisation(progress.network, where), *unknown_audience(progress, audience)))
    found = [
        each
        for each in occurrences(progress)
        if (first is None or first <= each.day)
        and (last is None or each.day <= last)
        and (audience is None or audience in each.item.audiences)
        and (where is None or where in hearing(progress, each.item, each.organisation))
    ]
    if page is not None:
        write_whole(page, calendar_page(seen, found, language(), audience=audience, organisation=where).encode())
    if as_json:
        show.records(report.records(progress, found))
    elif page is not None:
        click.echo(tell("report.page_written", file=str(page), count=len(found)))
    else:
        show.table(report.table(progress, found, language()))


@communications.command("check", help=tell("help.communications_check"))
@click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.from"))
@click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.to"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def check_items(
    desk: Desk, first: date | None, last: date | None, organisation: str | None, as_of: date | None, as_json: bool
) -> None:
    """Show what to look at again; the first day is today when none is given."""
    progress, where = desk.view(as_of).progress, options.where(organisation)
    refuse_if(unknown_organisation(progress.network, where))
    found = [
        each
        for each in findings(progress, first or progress.today, last or date.max)
        if where is None or where in each.organisations
    ]
    if as_json:
        show.records(report.finding_records(found))
    else:
        show.table(report.findings_table(progress, found, language()))


@communications.command("balance", help=tell("help.communications_balance"))
@click.option("--from", "first", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.from"))
@click.option("--to", "last", type=options.Day(), metavar=tell("help.a_date"), help=tell("help.to"))
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def weigh(
    desk: Desk, first: date | None, last: date | None, organisation: str | None, as_of: date | None, as_json: bool
) -> None:
    """Show who is reached and who stays away."""
    progress, where = desk.view(as_of).progress, options.where(organisation)
    refuse_if(unknown_organisation(progress.network, where))
    found = tuple(reached(progress, first or date.min, last or date.max, where))
    away = tuple(each for each in stays_away(progress) if where in {None, each.organisation})
    if as_json:
        show.as_json(balance.record(found, away))
        return
    show.table(balance.table(progress, found, language()))
    if away:
        click.echo()
        show.table(balance.away_table(away, language()))


@communications.command("show", help=tell("help.communications_show"))
@a_name
@options.for_organisation
@options.as_of
@options.as_json
@options.desk
def show_item(desk: Desk, named: Name, organisation: str | None, as_of: date | None, as_json: bool) -> None:
    """Show one occurrence."""
    progress, where, (item, day) = desk.view(as_of).progress, options.where(organisation), named
    refuse_if(unknown_occurrence(progress, ItemId(item), where, day))
    each = occurrence(progress, item, where, day)
    if as_json:
        show.as_json(next(report.records(progress, (each,))))
    else:
        show.table(report.shown(progress, each, language()))


def _command(act: Act, text: Callable[[Acting], Acting]) -> None:
    """Add the command for one kind of act; `text` is the option for its words."""

    @communications.command(act, help=tell(f"help.communications_{act}"))
    @a_name
    @options.for_organisation
    @options.acting
    @text
    @options.happened_on
    @options.as_json
    @options.desk
    def acting(
        desk: Desk,
        named: Name,
        organisation: str | None,
        by: str,
        on: date | None,
        as_json: bool,
        text: str = "",
        to: date | None = None,
    ) -> None:
        said = _said(act, named, organisation, by, text=text, to=to)
        (event,) = record(desk.office, (said,), desk.now, on=on)
        show.recorded(event, tell(f"report.communication_{act}", item=_spoken(named, organisation)), json=as_json)


def _said(act: Act, named: Name, organisation: str | None, by: str, *, text: str, to: date | None = None) -> Said:
    return Said(act, ItemId(named[0]), named[1], options.where(organisation), PersonId(by), text, to)


def _spoken(named: Name, organisation: str | None) -> str:
    item = f"{named[0]}@{named[1].isoformat()}" if named[1] else named[0]
    return f"{item} ({organisation})" if organisation else item


def _moving(acting: Acting) -> Acting:
    to = click.option(
        "--to", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.moved_to")
    )
    return to(a_reason(acting))


_note = click.option("--note", "text", default="", metavar=tell("help.a_text"), help=tell("help.note"))
_content = click.option("--content", "text", required=True, metavar=tell("help.a_text"), help=tell("help.content"))

_command("draft", _note)
_command("submit", _content)
_command("return", a_reason)
_command("approve", _note)
_command("move", _moving)
_command("cancel", a_reason)


@communications.command("record", help=tell("help.communications_record"))
@a_name
@options.for_organisation
@options.acting
@click.option("--sent", is_flag=True, help=tell("help.sent"))
@click.option("--evidence", default="", metavar="LINK", help=tell("help.evidence"))
@click.option("--reach", type=Reach(), metavar=tell("help.a_count"), help=tell("help.reach"))
@click.option("--attendance", type=Attendance(), multiple=True, metavar="ID=N", help=tell("help.attendance"))
@click.option("--evaluation", default="", metavar=tell("help.a_text"), help=tell("help.lesson"))
@options.happened_on
@options.as_json
@options.desk
def record_item(
    desk: Desk,
    named: Name,
    organisation: str | None,
    by: str,
    sent: bool,
    evidence: str,
    reach: int | None,
    attendance: tuple[tuple[str, int], ...],
    evaluation: str,
    on: date | None,
    as_json: bool,
) -> None:
    """Record that something went out, whom it reached, and who came."""
    where, (item, day) = options.where(organisation), named
    came = {OrganisationId(name): count for name, count in attendance}
    learnt = Said("evaluate", ItemId(item), day, where, PersonId(by), evaluation, None, reach, came)
    said = [_said("sent", named, organisation, by, text=evidence)] if sent else []
    if not sent or reach is not None or came or evaluation:
        said.append(learnt)
    events = record(desk.office, said, desk.now, on=on)
    if as_json:
        show.as_json([event.model_dump(mode="json") for event in events])
    else:
        click.echo(tell("report.communication_recorded", item=_spoken(named, organisation)))
