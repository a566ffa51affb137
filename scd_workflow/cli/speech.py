"""In which language the commands speak, and click's own words in that language."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

import click

from scd_workflow import texts
from scd_workflow.texts import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.reasons import Reason, Value


def language() -> Language:
    """The language of the settings; anything that is not a language of ours is Dutch."""
    spoken = os.environ.get("SCD_LANGUAGE", "nl")
    return cast("Language", spoken) if spoken == "en" else "nl"


def tell(code: str, **values: Value) -> str:
    """The sentence of a code in the language of the settings."""
    return texts.tell(code, language(), **values)


def say(reason: Reason) -> str:
    """The sentence of a reason in the language of the settings."""
    return texts.say(reason, language())


OWN_WORDS: Final = {
    "Options": "help.options",
    "Commands": "help.commands",
    "Show this message and exit.": "help.help",
    "Show the version and exit.": "help.version",
}
"""What click writes by itself in a help page; click would want a catalogue of its own for them."""


WRONG: Final = {
    "MissingParameter": ("help.missing", ()),
    "NoSuchOption": ("help.no_such_option", ("option_name",)),
    "NoSuchCommand": ("help.no_such_command", ("command_name",)),
    "BadOptionUsage": ("help.misused_option", ("option_name",)),
    "UsageError": ("help.too_much", ()),
}
"""What to say of each kind of mistake, and which attribute names the cause; the floor of click knows not all kinds."""


class Page(click.HelpFormatter):
    """A help page without English words in it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is called."""
        for english, code in (("[OPTIONS]", "help.some_options"), ("COMMAND [ARGS]...", "help.some_command")):
            args = args.replace(english, tell(code))
        super().write_usage(prog, args, prefix or f"{tell('help.usage')}: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A part of the page under its heading."""
        with super().section(_own(name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands with what each is for."""
        told = [(term, _own(text).replace("[required]", tell("help.required"))) for term, text in rows]
        super().write_dl(told, col_max, col_spacing)


class Context(click.Context):
    """A context in which click speaks as we do."""

    formatter_class = Page


def adopt(command: click.Command) -> click.Command:
    """The command, made to speak as we do, with all commands under it."""
    command.context_class = Context
    for each in getattr(command, "commands", {}).values():
        adopt(each)
    return command


def usage_error(error: click.UsageError) -> str:
    """What is wrong with a command line, with how the command is called and where to read on."""
    lines = [_wrong(error)]
    if error.ctx is not None:
        lines = [error.ctx.get_usage(), "", *lines, tell("help.read_on", command=error.ctx.command_path)]
    return "\n".join(lines)


def _own(text: str) -> str:
    return tell(OWN_WORDS[text]) if text in OWN_WORDS else text


def _wrong(error: click.UsageError) -> str:
    kind, hint = type(error).__name__, _hint(error)
    if kind == "BadParameter" and hint:
        return f"{hint}: {error.message}"
    if kind not in WRONG:
        return error.format_message()
    code, names = WRONG[kind]
    named = (str(getattr(error, name)) for name in names if hasattr(error, name))
    # Beside its own kinds click knows one error only: too many arguments, which it names within brackets.
    what = hint or next(named, "".join(re.findall(r"\((.*)\)", error.message)) or error.message)
    return tell(code, what=what) + _near(error)


def _hint(error: click.UsageError) -> str:
    if not isinstance(error, click.BadParameter):
        return ""
    given = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param else "")
    return str(given).replace("'", "") if isinstance(given, str) else " / ".join(given)


def _near(error: click.UsageError) -> str:
    found = getattr(error, "possibilities", None) or _alike(error)
    return " " + tell("help.nearest", nearest=", ".join(found)) if found else ""


def _alike(error: click.UsageError) -> list[str]:
    """The commands that a name looks like; click itself knows only those that are loaded already."""
    group = error.ctx.command if error.ctx else None
    if error.ctx is None or not isinstance(group, click.Group):
        return []
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    return get_close_matches(str(getattr(error, "command_name", "")), group.list_commands(error.ctx))
