"""`scd`: one command per use case.

Commands live in modules of their own that are loaded when they are used, so that help comes at once.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from scd_workflow.cli.speech import Context, adopt, say, tell, usage_error
from scd_workflow.domain.errors import ScdError, said_by_system

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "plan",
    "plan": "plan",
    "status": "status",
    "activity": "activity",
    "gate": "gate",
    "due": "due",
    "communications": "communications",
    "absence": "absence",
    "evaluation": "evaluation",
    "risk": "risk",
    "notices": "notices",
    "channels": "channels",
    "log": "audit",
    "audit": "audit",
    "key": "key",
    "web": "web",
    "up": "up",
}
"""Which module holds each command, in the order of the help."""

REFUSED, MISUSED, INTERRUPTED = 1, 2, 130
"""The exit codes beside 0; the last is what shells expect of a program that Ctrl-C ended."""

GARBAGE_AFTER = 1_000_000
"""How many objects there may be before the first search for garbage."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EIO, errno.EFBIG})
NO_ACCESS = {errno.EROFS: "help.read_only", errno.EACCES: "help.no_access", errno.EPERM: "help.no_access"}
"""What to say of a file that may not be written, or not by this user."""


class Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command with this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[cmd_name]}"), cmd_name)
        command.help = tell(f"help.{cmd_name}_long")
        return adopt(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The commands with a line each, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, tell(f"help.{name}")) for name in COMMANDS])


class Programme(click.ParamType[str]):
    """The id of a programme."""

    name = "programme"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id, or a usage error when nothing can have it."""
        if value and not (value.isascii() and value.replace("-", "").replace("_", "").isalnum() and len(value) <= 60):
            self.fail(tell("help.not_a_programme", value=value), param, ctx)
        return value


@click.group(cls=Commands, help=tell("help.scd"), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--programme", metavar="ID", type=Programme(), help=tell("help.programme"))
@click.version_option(package_name="scd-workflow", prog_name="scd", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, programme: str | None) -> None:
    """Remember which programme is meant."""
    ctx.obj = programme


def main() -> None:
    """Run `scd` with the arguments of the process, and exit."""
    # A command lives for a moment. To look for garbage while its modules load would be a tenth of that.
    gc.set_threshold(GARBAGE_AFTER)
    for stream in (sys.stdout, sys.stderr):
        # A name with an accent must not stop a command on a terminal that cannot show it.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    code = run()
    # Nor when it ends: the interpreter would go through every object of every module before it lets go of them.
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of `scd` with these arguments: 0 when done, 1 when refused, 2 when misused.

    A refusal is told on standard error, a line per reason. Without arguments they are those of the process.
    """
    try:
        code = cli.main(arguments, prog_name="scd", standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    except ScdError as error:
        for reason in error.reasons:
            click.echo(say(reason), err=True)
        return REFUSED
    except click.UsageError as error:
        click.echo(_misuse(error), err=True)
        return MISUSED
    except click.Abort:
        click.echo(tell("help.aborted"), err=True)
        return INTERRUPTED
    except OSError as error:
        return _unwritten(error)
    return code if isinstance(code, int) else 0


def _misuse(error: click.UsageError) -> str:
    asks_nothing = type(error).__name__ == "NoArgsIsHelpError"
    return error.format_message() if asks_nothing else usage_error(error)


def _unwritten(error: OSError) -> int:
    """What becomes of what cannot be written: a closed pipe is nobody's fault, the others are said."""
    if error.errno in NO_ACCESS and error.filename:
        click.echo(tell(NO_ACCESS[error.errno], file=str(error.filename)), err=True)
        return REFUSED
    if error.errno != errno.EPIPE and error.errno not in NO_ROOM:
        raise error
    # The interpreter flushes once more when it ends, and would complain about it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno != errno.EPIPE:
        click.echo(tell("help.not_written", said=said_by_system(error)), err=True)
    return REFUSED
