"""`scd`: one command per use case.

Commands live in modules of their own that are loaded when they are used, so that help comes at once.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from scd_workflow.domain.errors import ScdError
from scd_workflow.texts import tell

COMMANDS = {
    "check": "plan",
    "plan": "plan",
    "status": "status",
    "activity": "activity",
    "gate": "gate",
    "due": "due",
    "notices": "notices",
    "log": "audit",
    "audit": "audit",
    "up": "up",
}
"""Which module holds each command, in the order of the help."""


class Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command with this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The commands with a line each, without loading them."""
        with formatter.section(tell("help.commands")):
            formatter.write_dl([(name, tell(f"help.{name}")) for name in COMMANDS])


@click.group(cls=Commands, help=tell("help.scd"), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--programme", metavar="ID", help=tell("help.programme"))
@click.version_option(package_name="scd-workflow", prog_name="scd")
@click.pass_context
def cli(ctx: click.Context, programme: str | None) -> None:
    """Remember which programme is meant."""
    ctx.obj = programme


def main() -> None:
    """Run `scd`; a refusal becomes one line per reason on standard error, and exit code 1."""
    try:
        cli()
    except ScdError as error:
        from scd_workflow.cli.show import reasons  # noqa: PLC0415 - only a refusal needs it

        reasons(error)
        sys.exit(1)
