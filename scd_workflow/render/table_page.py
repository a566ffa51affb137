"""Tables as one HTML page that everybody can read, on a screen of any width and on paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.texts import Language

# On a narrow screen a table scrolls by itself; on paper a month keeps its rows whole and repeats its head.
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 "Segoe UI", Calibri, Arial, sans-serif; margin: 0 auto; padding: 24px 16px; max-width: 1100px; }
body { color: #1b1b1b; background: #ffffff; }
h1 { font-size: 24px; line-height: 1.3; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-bottom: 32px; }
caption { text-align: left; font-size: 18px; font-weight: bold; padding: 8px 0; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #8a8f96; }
tbody th { font-weight: normal; white-space: nowrap; }
a:focus-visible, .wide:focus-visible { outline: 3px solid #154273; }
@media (prefers-color-scheme: dark) {
body { color: #ececec; background: #1e1f22; }
a { color: #9cc9f5; }
}
@media print {
body { color: #000000; background: #ffffff; font-size: 11px; max-width: none; padding: 0; }
nav { display: none; }
.wide { overflow: visible; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
}
"""


def page(
    title: str,
    notes: Iterable[str],
    tables: Iterable[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]]],
    *,
    contents: str,
    language: Language,
) -> str:
    """The page: its title, a paragraph for each note, links to the tables under the name `contents`, and the tables.

    A table is its caption, the names of its columns, and its rows, of which the first cell names the row.
    """
    shown = list(tables)
    links = "".join(f'<li><a href="#t{n}">{escape(caption)}</a></li>' for n, (caption, _, _) in enumerate(shown))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>",
        *(f"<p>{escape(note)}</p>" for note in notes),
        f'<nav aria-label="{escape(contents)}"><ul>{links}</ul></nav>' if len(shown) > 1 else "",
        *(_table(number, *each) for number, each in enumerate(shown)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(filter(None, parts))


def _table(number: int, caption: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "\n".join(_row(row) for row in rows)
    # Whoever has no mouse scrolls it with the keyboard, and hears what it is.
    frame = f'<div class="wide" id="t{number}" role="region" tabindex="0" aria-label="{escape(caption)}">'
    return f"{frame}<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"


def _row(row: tuple[str, ...]) -> str:
    first, *others = row
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in others)}</tr>'
