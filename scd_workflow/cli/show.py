"""How a command shows what it found: tables for people, JSON for programs."""

from __future__ import annotations

import json
import re
import shutil
import sys
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from scd_workflow.cli.speech import language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.events import Event
    from scd_workflow.report.table import Table

__all__ = ["as_json", "language", "plain", "recorded", "records", "table"]

BETWEEN = "  "

NARROWEST = 20
"""Below this the terminal breaks the lines of a paragraph by itself."""

DEEPEST = 8
"""How far the lines of a paragraph are set in at most."""

UNBROKEN = "\N{NO-BREAK SPACE}"
DATE = re.compile(r"\b(\d{1,2}) ([a-z]+) (\d{4})\b", re.IGNORECASE)
"""A date that is written out, which stays on one line."""

HYPHEN = re.compile(r"(?<=\w[^\W\d])-(?=\w+[^\W\d])")
"""Where a word may be broken: `Hendrik-Ido-Ambacht`, and not `P1-04` or a date."""


def table(shown: Table) -> None:
    """A table: in a terminal fitted to its width, elsewhere a line per row, so that other programs can search it.

    Words stay whole. Where the columns cannot be made narrow enough for that, each row becomes a paragraph.
    """
    if shown.title:
        click.secho(shown.title, bold=True)
    if not shown.rows:
        click.echo(tell("report.nothing"))
        return
    rows = tuple(tuple(map(plain, row)) for row in shown.rows)
    whole = _terminal_width()
    widths = _fitted((shown.columns, *rows), whole)
    if widths:
        click.secho("\n".join(_lines(shown.columns, widths)), dim=True)
    for row in rows:
        for line in _lines(row, widths) if widths else _paragraph(shown.columns, row, whole):
            click.echo(line.replace(UNBROKEN, " "))


def as_json(value: object) -> None:
    """A value as JSON, indented, dates as ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_written))


def recorded(event: Event, sentence: str, *, json: bool) -> None:
    """What an act recorded: the event for a program, a sentence for people."""
    if json:
        as_json(event.model_dump(mode="json"))
    else:
        click.echo(sentence)


def records(found: Iterable[dict[str, object]]) -> None:
    """Records as a JSON list."""
    as_json(list(found))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _terminal_width() -> int:
    """How many columns the terminal has; no end of them when the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else sys.maxsize


def plain(cell: str) -> str:
    """A cell on one line, without signs that would command the terminal."""
    line = " ".join(cell.split())
    if not line.isprintable():
        line = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
    return DATE.sub(rf"\1{UNBROKEN}\2{UNBROKEN}\3", line)


def _fitted(rows: tuple[tuple[str, ...], ...], whole: int) -> list[int]:
    """The widths of the columns within the width of the whole, taken from the widest in turn; none when they cannot."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = whole - len(BETWEEN) * (len(columns) - 1)
    if sum(widths) <= room:
        return widths
    least = [max(len(word) for cell in column for word in HYPHEN.sub("- ", cell).split(" ")) for column in columns]
    if sum(least) > room:
        return []
    while sum(widths) > room:
        spare = [width if width > floor else 0 for width, floor in zip(widths, least, strict=True)]
        widths[spare.index(max(spare))] -= 1
    return widths


def _lines(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    """The lines of one row; a cell that is too wide goes on below itself."""
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        yield BETWEEN.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()


def _paragraph(columns: tuple[str, ...], row: tuple[str, ...], whole: int) -> Iterator[str]:
    """One row below itself: its first two cells, and then each other cell that holds something, with its column."""
    first, second, *others = row
    whole = max(whole, NARROWEST)
    told = (f"{name}: {cell}" for name, cell in zip(columns[2:], others, strict=True) if cell)
    indent = " " * min(len(first) + len(BETWEEN), DEEPEST)
    yield from _wrapped(f"{first}{BETWEEN}{second}", whole, indent)
    yield from (f"{indent}{line}" for line in _wrapped(" · ".join(told), whole - len(indent)))


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    if len(text) <= width:
        return [text]
    import textwrap  # noqa: PLC0415 - few tables are too wide

    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False)
