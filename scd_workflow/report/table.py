"""A table, before anybody decides whether it is shown in a terminal or on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, and rows of as many cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def markdown(self) -> str:
        """The table in GitHub's Markdown, its title as a heading when there is one."""
        lines = [_line(self.columns), _line(("---",) * len(self.columns)), *map(_line, self.rows)]
        heading = [f"## {self.title}", ""] if self.title else []
        return "\n".join([*heading, *lines])


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"


def escaped(text: str) -> str:
    """The text as it may stand in a Markdown cell: a bar ends no cell, a line break no row, and HTML is no HTML."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
