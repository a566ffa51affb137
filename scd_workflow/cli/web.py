"""`scd web`: our own pages, until somebody asks to stop."""

from __future__ import annotations

import click

from scd_workflow.cli import options
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import tell
from scd_workflow.cli.up.port import refuse_unusable


@click.command(help=tell("help.web_long"))
@click.option("--host", metavar="HOST", help=tell("help.web_host"))
@click.option("--port", metavar="PORT", type=options.Port(), help=tell("help.web_port"))
@options.desk
def web(desk: Desk, host: str | None, port: int | None) -> None:
    """Give the pages where the settings say, or where the command line does."""
    host, port = host or desk.settings.web_host, port or desk.settings.web_port
    refuse_unusable(host, port, "SCD_WEB")
    from scd_workflow.web.serving import serve  # noqa: PLC0415 - no other command needs a server

    office = desk.office
    click.echo(tell("report.web_listens", url=desk.settings.web_url, host=host, port=port))
    serve(office, host, port, now=options.now)
    click.echo(tell("up.stopped"))
