"""`scd communications feed`: calendars that Outlook fetches by itself."""

from __future__ import annotations

from dataclasses import asdict

import click

from scd_workflow.app.calendar_part import Whose
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.ids import AudienceId, PersonId
from scd_workflow.report.feeds import table


@click.group(help=tell("help.feed_long"))
def feed() -> None:
    """Hold the commands about calendars that are fetched."""


@feed.command("create", help=tell("help.feed_create"))
@click.option("--person", metavar=tell("help.a_person"), help=tell("help.ics_person"))
@click.option("--audience", metavar="ID", help=tell("help.audience"))
@options.for_organisation
@options.as_json
@options.desk
def create(desk: Desk, person: str | None, audience: str | None, organisation: str | None, as_json: bool) -> None:
    """Make an address, and show it once."""
    from scd_workflow.app.feeds import make  # noqa: PLC0415 - the library of calendars loads slowly

    who, heard = PersonId(person) if person else None, AudienceId(audience) if audience else None
    made = make(desk.office, Whose(who, options.where(organisation), heard), language(), desk.now)
    if as_json:
        show.as_json({"number": made.number, "address": made.address, "page": made.page})
    else:
        click.echo(tell("report.feed_made", number=made.number, address=made.address, page=made.page))


@feed.command("list", help=tell("help.feed_list"))
@options.as_json
@options.desk
def list_feeds(desk: Desk, as_json: bool) -> None:
    """Show every address that was made, without the address itself."""
    from scd_workflow.app.feeds import every  # noqa: PLC0415 - the library of calendars loads slowly

    found = every(desk.office)
    if as_json:
        show.records(asdict(each) for each in found)
    else:
        show.table(table(found, language()))


@feed.command("revoke", help=tell("help.feed_revoke"))
@click.argument("number", metavar="NR", type=options.Count())
@options.as_json
@options.desk
def revoke(desk: Desk, number: int, as_json: bool) -> None:
    """Let an address give nothing any more."""
    from scd_workflow.app import feeds  # noqa: PLC0415 - the library of calendars loads slowly

    feeds.revoke(desk.office, number, desk.now)
    if as_json:
        show.as_json({"number": number})
    else:
        click.echo(tell("report.feed_revoked", number=number))
