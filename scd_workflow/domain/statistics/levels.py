"""From a score to the level that people speak of."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOWEST, HIGHEST = 1, 5


def level(score: float) -> int:
    """The level nearest to a score, a half upwards, between 1 and 5: published measurements round so."""
    # Through the shortest text of the float: 2.5 is 2.5, and Python's own rounding would make 2 of it.
    nearest = int(Decimal(repr(score)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return min(max(nearest, LOWEST), HIGHEST)


def overall_level(score: float, parts: Iterable[float]) -> int:
    """The level of a whole, which is at most one above that of its lowest part."""
    return min(level(score), min(map(level, parts)) + 1)
