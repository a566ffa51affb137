"""`scd communications`: the communication calendar, and what people do about what stands on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from scd_workflow.app.calendar_page import calendar_page
from scd_workflow.app.calendar_part import Whose, in_calendar, refuse_strangers
from scd_workflow.app.communications import report as record
from scd_workflow.app.filling import text_as_read
from scd_workflow.cli import options, show
from scd_workflow.cli.communication_feeds import feed
from scd_workflow.cli.communication_ics import write_calendar, write_whole
from scd_workflow.cli.communication_pages import write_pages
from scd_workflow.cli.communication_send import readmit_reader, send_items
from scd_workflow.cli.communication_sheets import export_items, import_items
from scd_workflow.cli.communication_views import check_items, from_day, to_day, weigh
from scd_workflow.cli.item_names import Name, Named
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.balance import remarks
from scd_workflow.domain.communication_acts import Act, Said, unknown_occurrence
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.ids import AudienceId, ItemId, OrganisationId, PersonId
from scd_workflow.domain.occurrences import occurrence
from scd_workflow.report import communications as report
from scd_workflow.texts import say

Acting = Callable[..., None]


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


a_name = click.argument("named", metavar=f"ITEM[@{tell('help.a_which')}]", type=Named())
a_reason = click.option("--reason", "text", required=True, metavar=tell("help.a_text"), help=tell("help.reason"))


@click.group(help=tell("help.communications_long"))
def communications() -> None:
    """Hold the commands about the communication calendar."""


communications.add_command(write_calendar)
communications.add_command(export_items)
communications.add_command(import_items)
communications.add_command(send_items)
communications.add_command(readmit_reader)
communications.add_command(check_items)
communications.add_command(weigh)
communications.add_command(feed)
communications.add_command(write_pages)


@communications.command("list", help=tell("help.communications_list"))
@from_day
@to_day
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
    seen, whose = desk.view(as_of), Whose(None, options.where(organisation), AudienceId(audience) if audience else None)
    refuse_strangers(seen, whose)
    found = [
        each
        for each in in_calendar(seen, whose)
        if (first is None or first <= each.day) and (last is None or each.day <= last)
    ]
    if page is not None:
        write_whole(page, calendar_page(seen, found, language(), whose).encode())
    if as_json:
        show.records(report.records(seen.progress, found))
    elif page is not None:
        click.echo(tell("report.page_written", file=str(page), count=len(found)))
    else:
        show.table(report.table(seen.progress, found, language()))


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


@communications.command("text", help=tell("help.communications_text"))
@a_name
@options.for_organisation
@click.option("--content", "named_text", default="", metavar=tell("help.a_file"), help=tell("help.content_text"))
@options.as_of
@options.as_json
@options.desk
def show_text(
    desk: Desk, named: Name, organisation: str | None, named_text: str, as_of: date | None, as_json: bool
) -> None:
    """Show the text of one occurrence as its readers get it."""
    progress, where, (item, day) = desk.view(as_of).progress, options.where(organisation), named
    refuse_if(unknown_occurrence(progress, ItemId(item), where, day))
    each = occurrence(progress, item, where, day)
    text = text_as_read(desk.office, progress, each, named_text)
    if as_json:
        show.as_json({"name": each.name, "organisation": where, "text": text})
    else:
        click.echo(text)


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
    item = f"{named[0]}@{named[1]}" if named[1] else named[0]
    return f"{item} ({organisation})" if organisation else item


def _moving(acting: Acting) -> Acting:
    to = click.option(
        "--to", required=True, type=options.Day(), metavar=tell("help.a_date"), help=tell("help.moved_to")
    )
    return to(a_reason(acting))


_note = click.option("--note", "text", default="", metavar=tell("help.a_text"), help=tell("help.note"))
_content = click.option("--content", "text", default="", metavar=tell("help.a_text"), help=tell("help.content"))

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
        progress = desk.view().progress
        for reason in remarks(progress, occurrence(progress, item, where, day)):
            click.echo(say(reason, language()))
