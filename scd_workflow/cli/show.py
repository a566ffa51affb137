"""How a command shows what it found: tables for people, JSON for programs, reasons on standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, cast

import click

from scd_workflow.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.domain.errors import ScdError
    from scd_workflow.report.table import Table

WIDE = 200
"""How wide a table is where there is no terminal to fit it in."""


def language() -> Language:
    """The language of the settings; anything that is not a language of ours is Dutch."""
    spoken = os.environ.get("SCD_LANGUAGE", "nl")
    return cast("Language", spoken) if spoken == "en" else "nl"


def table(shown: Table) -> None:
    """A table, fitted to the terminal."""
    from rich.console import Console  # noqa: PLC0415 - a program that asks for JSON needs no tables
    from rich.table import Table as Grid  # noqa: PLC0415

    grid = Grid(title=shown.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in shown.columns:
        grid.add_column(column, overflow="fold")
    for row in shown.rows:
        grid.add_row(*row)
    width = shutil.get_terminal_size((WIDE, 50)).columns if sys.stdout.isatty() else WIDE
    Console(width=width, highlight=False, markup=False, file=sys.stdout).print(grid)


def as_json(value: object) -> None:
    """A value as JSON, indented, dates as ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def records(found: Iterable[dict[str, object]]) -> None:
    """Records as a JSON list."""
    as_json(list(found))


def reasons(error: ScdError) -> None:
    """Every reason of a refusal, a line each, on standard error."""
    for reason in error.reasons:
        click.echo(say(reason, language()), err=True)
