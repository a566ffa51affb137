"""Tables as one HTML page that everybody can read, on a screen of any width and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scd_workflow.texts import Language

# On a narrow screen every row is a block with its cells below each other, each with the name of its column. On paper a month keeps its rows whole and repeats its head.
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
td .is { display: none; }
figure { margin: 0 0 24px; }
figure img { max-width: 100%; height: auto; border: 1px solid #8a8f96; }
nav.beside a { margin-right: 16px; }
a:focus-visible, .wide:focus-visible { outline: 3px solid #154273; }
@media screen and (max-width: 720px) {
figure img { display: none; }
table, caption, tbody, tr, tbody th, td { display: block; }
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tr { padding: 10px 0; border-bottom: 1px solid #8a8f96; }
tbody th, td { border: 0; padding: 1px 0; overflow-wrap: anywhere; }
tbody th { font-weight: bold; }
td .is { display: inline; font-weight: bold; }
td.none { display: none; }
}
@media (prefers-color-scheme: dark) {
body { color: #ececec; background: #1e1f22; }
a { color: #9cc9f5; }
}
@media print {
body { color: #000000; background: #ffffff; font-size: 11px; max-width: none; padding: 0; }
nav, figure a.open { display: none; }
.wide { overflow: visible; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
}
"""


class Link(NamedTuple):
    """Where something leads, by its name."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What there is beside the tables: a picture by its address, with what it shows and the name of the link that opens it.

    `links` lead to other pages of the kind, and `leads` says to which.
    """

    picture: str
    shows: str
    opens: str
    links: Sequence[Link] = ()
    leads: str = ""


def page(
    title: str,
    notes: Iterable[str],
    tables: Iterable[tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]]],
    *,
    contents: str,
    language: Language,
    beside: Beside | None = None,
) -> str:
    """The page: its title, a paragraph for each note, links to the tables under the name `contents`, and the tables.

    With what is `beside` it between the notes and the tables.

    A table is its caption, the names of its columns, and its rows, of which the first cell names the row.
    """
    shown = list(tables)
    links = "".join(f'<li><a href="#t{n}">{escape(caption)}</a></li>' for n, (caption, _, _) in enumerate(shown))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>",
        *(f"<p>{escape(note)}</p>" for note in notes),
        _beside(beside),
        f'<nav aria-label="{escape(contents)}"><ul>{links}</ul></nav>' if len(shown) > 1 else "",
        *(_table(number, *each) for number, each in enumerate(shown)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(filter(None, parts))


def _beside(beside: Beside | None) -> str:
    if beside is None:
        return ""
    links = "".join(f'<a href="{escape(each.address)}">{escape(each.name)}</a> ' for each in beside.links)
    address, name = escape(beside.picture), escape(beside.opens)
    return (
        (f'<nav class="beside" aria-label="{escape(beside.leads)}">{links}</nav>\n' if links else "")
        + f'<figure><img src="{address}" alt="{escape(beside.shows)}" width="1123" height="794">'
        f'<figcaption><a class="open" href="{address}">{name}</a></figcaption></figure>'
    )


def _table(number: int, caption: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{escape(column)}</th>' for column in columns)
    body = "\n".join(_row(row, columns) for row in rows)
    # Whoever has no mouse scrolls it with the keyboard, and hears what it is. What is laid out as blocks is no table any more to
    # who hears it, but for the roles.
    frame = f'<div class="wide" id="t{number}" role="region" tabindex="0" aria-label="{escape(caption)}">'
    return (
        f'{frame}<table role="table">\n<caption>{escape(caption)}</caption>\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table></div>'
    )


def _row(row: tuple[str, ...], columns: tuple[str, ...]) -> str:
    first, *others = row
    cells = "".join(_cell(column, cell) for column, cell in zip(columns[1:], others, strict=True))
    return f'<tr role="row"><th scope="row" role="rowheader">{escape(first)}</th>{cells}</tr>'


def _cell(column: str, cell: str) -> str:
    # The name of the column is heard from its head already.
    name = f'<span class="is" aria-hidden="true">{escape(column)}: </span>'
    return f'<td role="cell"{"" if cell else " class=none"}>{name}{escape(cell)}</td>'
