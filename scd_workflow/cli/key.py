"""`scd key`: the keys under which decision codes are made."""

from __future__ import annotations

import click

from scd_workflow.cli import options, show
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import tell
from scd_workflow.config.keys import FILE
from scd_workflow.config.keys import rotate as rotate_keys


@click.group(help=tell("help.key_long"))
def key() -> None:
    """Hold the commands about keys."""


@key.command(help=tell("help.key_rotate"))
@options.as_json
@options.desk
def rotate(desk: Desk, as_json: bool) -> None:
    """Put a new key before the others; none is shown."""
    count, file = len(rotate_keys(desk.settings)), str(desk.settings.var / FILE)
    if as_json:
        show.as_json({"file": file, "keys": count})
    else:
        click.echo(tell("report.key_rotated", file=file, count=count))
