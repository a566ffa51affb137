"""Tests that assume nothing of how values spread: which signs could the differences have had by chance."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_EXACT = 15
"""Up to so many differences every combination of signs is tried."""

DRAWS = 100_000
SEED = 20_261_128
"""Fixed, so that the same differences give the same chance each time."""


def rank_correlation(differences: Sequence[float]) -> float | None:
    """(W+ - W-) / (W+ + W-): 1 when all went up, -1 when all went down; None when nothing changed.

    Zeros do not count, equal sizes share their ranks.
    """
    up, down = rank_sums(differences)
    return float((up - down) / (up + down)) if up + down else None


def rank_sums(differences: Sequence[float]) -> tuple[Fraction, Fraction]:
    """W+ and W-: the ranks of the sizes of what went up, and of what went down, added."""
    ordered = sorted((each for each in differences if each), key=abs)
    up = down = Fraction(0)
    ranked = 0
    for _, group in groupby(ordered, key=abs):
        tied = list(group)
        rank = Fraction(2 * ranked + len(tied) + 1, 2)
        up += rank * sum(each > 0 for each in tied)
        down += rank * sum(each < 0 for each in tied)
        ranked += len(tied)
    return up, down


def exact_p(differences: Sequence[float]) -> float:
    """The two-sided chance of a mean at least as far from 0 when each sign were a coin's, zeros left out.

    All combinations of signs are tried up to fifteen differences, and 100,000 drawn ones beyond, the observed among them.
    """
    # Whole numbers add up to the same in any order.
    sizes = np.array(sorted(round(abs(each) * 10**10) for each in differences if each), dtype=np.int64)
    if not len(sizes):
        return 1.0
    seen = abs(sum(round(each * 10**10) for each in differences))
    if len(sizes) > MOST_EXACT:
        drawn = np.random.default_rng(SEED).integers(0, 2, size=(DRAWS, len(sizes)), dtype=np.int64) * 2 - 1
        return (1 + int(np.count_nonzero(np.abs(drawn @ sizes) >= seen))) / (DRAWS + 1)
    sums = np.zeros(1, dtype=np.int64)
    for size in sizes:
        sums = np.concatenate((sums - size, sums + size))
    return int(np.count_nonzero(np.abs(sums) >= seen)) / len(sums)
