"""Pictures as SVG: what they show stands in a table beside them, and lines differ by more than their colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LOWEST, HIGHEST = 1, 5
COLOURS: Final = ("#154273", "#a90061", "#39870c", "#994d00")
"""With enough contrast on white."""

DASHES: Final = ("", "7 4", "2 3", "10 3 2 3", "14 5", "4 2", "1 5", "12 3 2 3 2 3")
"""Of each line other ones, for who sees no colours, as far as they go."""

RADIUS, CENTRE, WIDE = 145, (330, 200), 660
ROW, NAMES, PLOT = 22, 290, 340


@dataclass(frozen=True, slots=True)
class Series:
    """A named line through values, None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A named value, with the interval in which it lies where that is known."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


def radar(title: str, axes: Sequence[str], series: Sequence[Series]) -> str:
    """Scores from 1 to 5 on as many axes, a ring per line."""
    rings = "".join(
        _polygon([_point(place, len(axes), level) for place in range(len(axes))], "#949494", "", 0.6)
        for level in range(1, 6)
    )
    spokes = "".join(_line((CENTRE, _point(place, len(axes), HIGHEST)), "#949494") for place in range(len(axes)))
    labels = "".join(_label(place, len(axes), name) for place, name in enumerate(axes))
    lines = "".join(_ring(each, *stroke) for each, stroke in zip(series, _strokes(len(series)), strict=True))
    return _svg(title, WIDE, 410 + ROW * len(series), rings + spokes + labels + lines + _legend(series, 410))


def trend(title: str, steps: Sequence[str], series: Sequence[Series]) -> str:
    """Scores from 1 to 5 over rounds, a line each."""

    def place(step: int, value: float) -> tuple[float, float]:
        return 60 + step * (420 / max(len(steps) - 1, 1)), 260 - (value - LOWEST) * 55

    grid = "".join(
        _line((place(0, level), (480, place(0, level)[1])), "#949494") + _text(40, place(0, level)[1] + 5, str(level))
        for level in range(1, 6)
    )
    names = "".join(_text(place(step, LOWEST)[0], 285, name, "middle") for step, name in enumerate(steps))
    lines = ""
    for each, (colour, dashes) in zip(series, _strokes(len(series)), strict=True):
        points = [place(step, value) for step, value in enumerate(each.values) if value is not None]
        lines += _polyline(points, colour, dashes) + "".join(_dot(point, colour) for point in points)
    return _svg(title, WIDE, 310 + ROW * len(series), grid + names + lines + _legend(series, 310))


def bars(title: str, found: Sequence[Bar], most: float = 2.0) -> str:
    """Changes around 0, each with its interval as a line through it."""

    def across(value: float) -> float:
        return NAMES + PLOT / 2 + max(-most, min(most, value)) / most * PLOT / 2

    height = ROW * (len(found) + 2) + 10
    # Several stand side by side.
    drawn = _text(10, 18, title) + _line(((across(0), ROW + 10), (across(0), height - ROW)), "#1a1a1a")
    for row, each in enumerate(found, start=1):
        middle = 20 + row * ROW
        drawn += _text(NAMES - 10, middle + 5, each.name, "end") + _dot((across(each.value), middle), COLOURS[0])
        if each.low is not None and each.high is not None:
            drawn += _line(((across(each.low), middle), (across(each.high), middle)), COLOURS[0], 2)
    ends = "".join(
        _text(across(value), height - 5, f"{value:+g}".replace("+0", "0"), "middle") for value in (-most, 0.0, most)
    )
    return _svg(title, WIDE, height, drawn + ends)


def _point(place: int, count: int, value: float) -> tuple[float, float]:
    angle = 2 * math.pi * place / count - math.pi / 2
    away = RADIUS * value / HIGHEST
    return CENTRE[0] + away * math.cos(angle), CENTRE[1] + away * math.sin(angle)


def _label(place: int, count: int, name: str) -> str:
    across, down = _point(place, count, HIGHEST * 1.1)
    anchor = "middle" if abs(across - CENTRE[0]) < 10 else "start" if across > CENTRE[0] else "end"
    return _text(across, down + 5, name, anchor)


def _ring(series: Series, colour: str, dashes: str) -> str:
    """The line of one round; it is closed only where every value is known."""
    count = len(series.values)
    points = [(place, value) for place, value in enumerate(series.values) if value is not None]
    placed = [_point(place, count, value) for place, value in points]
    line = _polygon(placed, colour, dashes, 2.5) if len(placed) == count else ""
    return line + "".join(_dot(point, colour) for point in placed)


def _legend(series: Sequence[Series], top: int) -> str:
    rows = zip(series, _strokes(len(series)), strict=True)
    return "".join(
        _polyline([(60, top + row * ROW), (100, top + row * ROW)], colour, dashes)
        + _text(110, top + 5 + row * ROW, each.name)
        for row, (each, (colour, dashes)) in enumerate(rows)
    )


def _strokes(count: int) -> Iterator[tuple[str, str]]:
    return ((COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]) for place in range(count))


def _svg(title: str, width: int, height: int, drawn: str) -> str:
    """The picture with its name for who cannot see it."""
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{name}" '
        f'font-family="system-ui, Arial, sans-serif" font-size="13" fill="none"><title>{name}</title>{drawn}</svg>'
    )


def _polygon(points: Iterable[tuple[float, float]], colour: str, dashes: str, width: float) -> str:
    return f'<polygon points="{_points(points)}" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}"/>'


def _polyline(points: Iterable[tuple[float, float]], colour: str, dashes: str) -> str:
    return f'<polyline points="{_points(points)}" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"/>'


def _line(ends: tuple[tuple[float, float], tuple[float, float]], colour: str, width: float = 0.6) -> str:
    (left, top), (right, bottom) = ends
    return f'<line x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _dot(at: tuple[float, float], colour: str) -> str:
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4" fill="{colour}"/>'


def _text(across: float, down: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" fill="#1a1a1a">{escape(words)}</text>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
