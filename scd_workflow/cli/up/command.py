"""The command: check, prepare, start, say where to click, and keep it running."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scd_workflow.app.checking import problems_in
from scd_workflow.app.example import load
from scd_workflow.cli import options
from scd_workflow.cli.options import Desk
from scd_workflow.cli.speech import language, tell
from scd_workflow.cli.up import welcome
from scd_workflow.cli.up.environment import child_environment, local_url
from scd_workflow.cli.up.lock import only_one
from scd_workflow.cli.up.port import refuse_unusable
from scd_workflow.cli.up.stack import Stack
from scd_workflow.cli.up.steps import Steps
from scd_workflow.cli.up.stopping import Stopped, Stopping
from scd_workflow.config.problem import refuse_errors
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from scd_workflow.store.faults import place


@click.command(help=tell("help.up_long"))
@options.desk
def up(desk: Desk) -> None:
    """Start all of it, and stop all of it when asked."""
    stopping = Stopping()
    stopping.listen()
    try:
        with only_one(desk.settings.var):
            _run(desk, stopping, Steps(stopping, language()))
    except Stopped:
        click.echo(tell("up.stopped"))


def _run(desk: Desk, stopping: Stopping, steps: Steps) -> None:
    has_plan = _prepared(desk, steps)
    environment = child_environment(os.environ, desk.settings, Path.cwd())
    running = Stack(environment, local_url(desk.settings), desk.settings.var / "logs", steps, stopping)
    try:
        running.start()
        if has_plan:
            running.send()
            click.echo("\n".join(welcome.lines(desk.office, options.now(), language())))
        else:
            click.echo(welcome.without_plan(desk.settings, os.environ, desk.now.date(), language()))
        click.echo(tell("up.how_to_stop"))
        running.keep()
    finally:
        running.stop()


def _prepared(desk: Desk, steps: Steps) -> bool:
    """Check everything that can be checked before anything starts; whether a plan is in force."""
    refuse_errors(problems_in(desk.settings.config, desk.settings.secrets, desk.settings.programme))
    steps.done("up.config_checked", folder=str(desk.settings.config))
    refuse_unusable(desk.settings.server_host, desk.settings.server_port, "SCD_SERVER")
    refuse_unusable(desk.settings.web_host, desk.settings.web_port, "SCD_WEB")
    loaded = load(desk.office, desk.now)
    with reading(desk.office.engine) as connection:
        seq = log.head(connection, desk.office.programme).seq
    steps.done("up.example_loaded" if loaded else "up.database_opened", place=place(desk.office.engine))
    return seq > 0
