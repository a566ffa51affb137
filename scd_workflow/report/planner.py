"""The communication calendar as a picture to print: a month as days, a quarter or a year as weeks of each audience."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Literal

from scd_workflow.texts import MONTHS, WEEKDAYS, Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDE, HIGH = 1123, 794
"""A sheet of A4 on its side, in points of a screen."""

EDGE, TOP = 24, 76
INK, PALE, LINE, ALARM = "#1b1b1b", "#ececec", "#8a8f96", "#a90061"


@dataclass(frozen=True, slots=True)
class Row:
    """What an audience hears in each week, by the Monday of that week and in short marks.

    In `full` weeks it hears too much, and in `quiet` ones it has heard nothing for too long.
    """

    name: str
    heard: Mapping[date, Sequence[str]]
    full: frozenset[date] = field(default_factory=frozenset)
    quiet: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands at the head and the foot of every picture, and which days are shaded because they had better be left free."""

    title: str
    foot: str
    language: Language
    shaded: frozenset[date] = field(default_factory=frozenset)


def month_picture(sheet: Sheet, first: date, said: Mapping[date, Sequence[str]]) -> str:
    """The days of a month with what goes out on each; what finds no room is counted."""
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=count) for count in range(6)]
    weeks = [each for each in weeks if any((each + timedelta(days=n)).month == first.month for n in range(7))]
    # In the weekend nothing goes out, so that two narrow columns will do.
    wide, narrow = (WIDE - 2 * EDGE) * 0.18, (WIDE - 2 * EDGE) * 0.05
    lefts = [EDGE + wide * min(n, 5) + narrow * max(n - 5, 0) for n in range(8)]
    high = (HIGH - TOP - 60) / len(weeks)
    heads = "".join(
        _text(lefts[n] + 6, TOP - 8, name[: 2 if n > 4 else None], bold=True)
        for n, name in enumerate(WEEKDAYS[sheet.language])
    )
    days = "".join(
        _day(sheet, day, said.get(day, ()), (lefts[n], TOP + high * row, lefts[n + 1] - lefts[n], high), first.month)
        for row, week in enumerate(weeks)
        for n in range(7)
        for day in [week + timedelta(days=n)]
    )
    return _svg(sheet, heads + days)


def weeks_picture(sheet: Sheet, first: date, last: date, rows: Sequence[Row], legend: Sequence[str]) -> str:
    """The weeks of a quarter or a year, a row for each audience, with what each mark means below."""
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=count) for count in range((last - monday).days // 7 + 1)]
    names = 190
    wide = (WIDE - 2 * EDGE - names) / len(weeks)
    foot = 48 + 16 * -(-len(legend) // 4)
    high = (HIGH - TOP - 24 - foot) / max(len(rows), 1)
    left = EDGE + names
    heads = "".join(_week(sheet, each, left + wide * n, wide, first) for n, each in enumerate(weeks))
    cells = "".join(
        _cell(row, each, (left + wide * n, TOP + 24 + high * place, wide, high))
        for place, row in enumerate(rows)
        for n, each in enumerate(weeks)
    )
    labels = "".join(
        _lines(EDGE, TOP + 24 + high * place + 16, textwrap.wrap(row.name, 26)[:2]) for place, row in enumerate(rows)
    )
    told = "".join(
        _text(EDGE + (n % 4) * (WIDE - 2 * EDGE) / 4, HIGH - foot + 24 + 16 * (n // 4), each)
        for n, each in enumerate(legend)
    )
    return _svg(sheet, heads + cells + labels + told)


def marks_for(words: Iterable[str]) -> dict[str, str]:
    """A mark of one letter for each word, its own first letter that is free."""
    found: dict[str, str] = {}
    for word in words:
        free = (letter for letter in f"{word}abcdefghijklmnopqrstuvwxyz".upper() if letter.isalpha())
        found[word] = next((letter for letter in free if letter not in found.values()), "*")
    return found


Box = tuple[float, float, float, float]
Anchor = Literal["start", "middle", "end"]


def _day(sheet: Sheet, day: date, said: Sequence[str], box: Box, month: int) -> str:
    left, top, wide, high = box
    mine = day.month == month
    shade = PALE if day in sheet.shaded or day.weekday() > 4 else "none"
    frame = _rect(box, shade)
    if not mine:
        return frame
    room = int((high - 24) // 13)
    lines = [line for each in said for line in _wrapped(each, int(wide // 6.1))]
    if len(lines) > room:
        lines = _cut(said, int(wide // 6.1), room, sheet.language)
    return frame + _text(left + 6, top + 16, str(day.day), bold=True) + _lines(left + 6, top + 32, lines)


def _wrapped(text: str, wide: int) -> list[str]:
    first, *others = textwrap.wrap(f"\N{BULLET} {text}", wide) or [""]
    return [first, *(f"  {each}" for each in others)]


def _cut(said: Sequence[str], wide: int, room: int, language: Language) -> list[str]:
    """A line for each, as far as there is room, and how many more there are."""
    shown = [_wrapped(each, wide)[0] for each in said[: room - 1]]
    more = len(said) - len(shown)
    return [*shown, tell("report.more_items", language, count=more)] if more else shown


def _week(sheet: Sheet, monday: date, left: float, wide: float, first: date) -> str:
    days = [monday + timedelta(days=n) for n in range(5)]
    shade = _rect((left, TOP, wide, 24), PALE) if any(each in sheet.shaded for each in days) else ""
    begins = next((each for each in days if each.day <= 7 and each >= first and each.weekday() == 0), None)
    month = _text(left, TOP - 8, MONTHS[sheet.language][begins.month - 1], bold=True) if begins else ""
    return shade + month + _text(left + wide / 2, TOP + 16, str(monday.day), "middle", size=min(11, wide * 0.62))


def _cell(row: Row, monday: date, box: Box) -> str:
    left, top, wide, high = box
    heard = list(row.heard.get(monday, ()))
    full = monday in row.full
    # Grey is for days off alone, as the foot of the sheet says.
    frame = _rect(box, "none", ALARM if full else LINE, 2.5 if full else 0.6)
    across = max(int(wide // 12), 1)
    lines = ["".join(heard[at : at + across]) for at in range(0, len(heard), across)][: max(int(high // 13), 1)]
    marks = _lines(left + wide / 2, top + 14, lines, "middle")
    is_quiet = monday in row.quiet and not heard
    quiet = _text(left + wide / 2, top + high / 2 + 4, "\N{EN DASH}", "middle", bold=True) if is_quiet else ""
    return frame + marks + quiet + (_text(left + wide - 2, top + high - 3, "!", "end", bold=True) if full else "")


def _lines(left: float, top: float, lines: Iterable[str], anchor: Anchor = "start") -> str:
    return "".join(_text(left, top + 13 * n, line, anchor) for n, line in enumerate(lines))


def _text(left: float, top: float, text: str, anchor: Anchor = "start", *, bold: bool = False, size: float = 11) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{left:.1f}" y="{top:.1f}" font-size="{size:.1f}" text-anchor="{anchor}"{weight} '
        f'fill="{INK}" xml:space="preserve">{escape(text)}</text>'
    )


def _rect(box: Box, fill: str, stroke: str = LINE, thick: float = 0.6) -> str:
    left, top, wide, high = (f"{each:.1f}" for each in box)
    return (
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{thick}"/>'
    )


def _svg(sheet: Sheet, drawn: str) -> str:
    """The picture on its sheet, with its name for who cannot see it."""
    name = escape(sheet.title)
    head = f'<text x="{EDGE}" y="36" font-size="20" font-weight="bold" fill="{INK}">{name}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'aria-label="{name}" font-family="Segoe UI, Calibri, Arial, sans-serif"><title>{name}</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>{head}{drawn}{_text(EDGE, HIGH - 10, sheet.foot)}</svg>\n'
    )
