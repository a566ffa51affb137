"""Whether the items of one dimension measure the same."""

from __future__ import annotations

from statistics import variance
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPTABLE = 0.6
"""Below this a dimension is reported with a warning."""


def cronbach_alpha(answers: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of answers to several items, a row per person who answered them all.

    None where it is not defined: fewer than two persons or items, or sums that do not vary.
    """
    if len(answers) < 2 or len(answers[0]) < 2:
        return None
    whole = variance(map(sum, answers))
    if whole == 0:
        return None
    items = len(answers[0])
    parts = sum(variance(column) for column in zip(*answers, strict=True))
    return float(items / (items - 1) * (1 - parts / whole))
