"""`scd communications send` and `readmit`: what is approved goes out to whoever reads it, and who refused it comes back."""

from __future__ import annotations

import click

from scd_workflow.app.refusing import readmit
from scd_workflow.app.sending import outgoing, send_due
from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.progress import bar
from scd_workflow.cli.speech import language, tell
from scd_workflow.domain.ids import ItemId
from scd_workflow.report import sending as report


@click.command("send", help=tell("help.communications_send"))
@click.option("--dry-run", is_flag=True, help=tell("help.send_dry_run"))
@options.as_json
@options.desk
def send_items(desk: Desk, dry_run: bool, as_json: bool) -> None:
    """Put what is due in the outbox, or show who would get what."""
    seen = desk.view()
    if dry_run:
        found = outgoing(desk.office, seen)
    else:
        with bar(shown=not as_json) as told:
            found = send_due(desk.office, desk.now, told)
    if as_json:
        show.records(report.records(found, language()))
        return
    show.table(report.table(found, language()))
    if dry_run and any(each.readers for each in found):
        click.echo()
        show.table(report.readers_table(seen.progress, found, language()))
    elif not dry_run:
        click.echo(report.summary(found, language()))


@click.command("readmit", help=tell("help.communications_readmit"))
@click.argument("item", metavar="ITEM")
@click.option("--address", required=True, metavar=tell("help.an_address"), help=tell("help.readmit_address"))
@options.as_json
@options.desk
def readmit_reader(desk: Desk, item: str, address: str, as_json: bool) -> None:
    """Write again to somebody who refused."""
    readmit(desk.office, ItemId(item), address)
    if as_json:
        show.as_json({"item": item})
    else:
        click.echo(tell("report.readmitted", item=item))
