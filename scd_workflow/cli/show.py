"""How a command shows what it found: tables for people, JSON for programs, reasons on standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING, cast

import click

from scd_workflow.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.errors import ScdError
    from scd_workflow.report.table import Table

WIDE = 200
"""How wide a table is where there is no terminal to fit it in."""

NARROWEST = 12
"""Below this a column is not narrowed: the terminal may wrap instead."""

BETWEEN = "  "


def language() -> Language:
    """The language of the settings; anything that is not a language of ours is Dutch."""
    spoken = os.environ.get("SCD_LANGUAGE", "nl")
    return cast("Language", spoken) if spoken == "en" else "nl"


def table(shown: Table) -> None:
    """A table fitted to the terminal: the widest columns wrap, words whole."""
    width = shutil.get_terminal_size((WIDE, 50)).columns if sys.stdout.isatty() else WIDE
    rows = (shown.columns, *shown.rows)
    widths = _fitted([max(map(len, cells)) for cells in zip(*rows, strict=True)], width)
    if shown.title:
        click.secho(shown.title, bold=True)
    for number, row in enumerate(rows):
        for line in _lines(row, widths):
            click.secho(line, dim=number == 0)


def _fitted(widths: list[int], whole: int) -> list[int]:
    """The widths of the columns within the width of the whole, taken from the widest in turn."""
    fitted = list(widths)
    while sum(fitted) + len(BETWEEN) * (len(fitted) - 1) > whole and max(fitted) > NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _lines(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    """The lines of one row; a cell that is too wide goes on below itself."""
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        yield BETWEEN.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _wrapped(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    import textwrap  # noqa: PLC0415 - few tables are too wide

    return textwrap.wrap(cell, width)


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
