"""Whether something changed, by how much, and how sure that is.

Who answers is not known, so persons are never paired: two rounds within one organisation are two groups (Welch), and
over the organisations of the programme each organisation is its own pair.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from scipy import special

from scd_workflow.domain.statistics.means import Interval, Sample, sample_of, t_quantile, t_tails
from scd_workflow.domain.statistics.ranks import exact_p, rank_correlation

if TYPE_CHECKING:
    from collections.abc import Sequence

Magnitude = Literal["negligible", "small", "medium", "large"]

FEWEST_PAIRS = 6
"""Below this no exact test can come under 0.05, whatever happened."""

SETTLED = 10
"""Differences are equal when they are so in this many decimals: 2.9 - 2.1 is 0.8."""

POWER = 0.8


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two groups, second less first: its interval, test, and size in standard deviations.

    `t`, `freedom`, `p` and `g` are absent where neither group varies at all: then nothing can be said of chance.
    """

    difference: float
    interval: Interval | None
    t: float | None
    freedom: float | None
    p: float | None
    d: float | None
    g: float | None


@dataclass(frozen=True, slots=True)
class PairedChange:
    """The mean difference over pairs; `p` is exact by flipping signs, absent with too few pairs for any test.

    `rank_correlation` is the matched-pairs rank-biserial one.
    """

    pairs: int
    difference: float
    sd: float
    interval: Interval | None
    t: float | None
    p_of_t: float | None
    d_z: float | None
    g_z: float | None
    rank_correlation: float | None
    p: float | None


def change(first: Sample, second: Sample) -> Change:
    """The change from one group to another that need not vary alike (Welch, with Satterthwaite's degrees of freedom).

    d has the pooled standard deviation, g is d with Hedges' correction for small groups. Raises `ValueError` for a group
    of fewer than two.
    """
    if min(first.n, second.n) < 2:
        message = "no comparison of fewer than two numbers"
        raise ValueError(message)
    difference = second.mean - first.mean
    one, other = first.variance / first.n, second.variance / second.n
    if one + other == 0:
        return Change(difference, None, None, None, None, None, None)
    error = math.sqrt(one + other)
    freedom = (one + other) ** 2 / (one * one / (first.n - 1) + other * other / (second.n - 1))
    half = t_quantile(freedom) * error
    together = first.n + second.n - 2
    pooled = math.sqrt(((first.n - 1) * first.variance + (second.n - 1) * second.variance) / together)
    t, d = difference / error, difference / pooled
    return Change(
        difference, Interval(difference - half, difference + half), t, freedom, t_tails(t, freedom),
        d, d * small_group_factor(together),
    )  # fmt: skip


def paired_change(pairs: Sequence[tuple[float, float]]) -> PairedChange:
    """The change over pairs of a value before and one after; raises `ValueError` for fewer than two pairs."""
    if len(pairs) < 2:
        message = "no comparison of fewer than two pairs"
        raise ValueError(message)
    differences = [round(after - before, SETTLED) for before, after in pairs]
    found = sample_of(differences)
    tested = exact_p(differences) if len(pairs) >= FEWEST_PAIRS else None
    ranked = rank_correlation(differences)
    if found.sd == 0:
        return PairedChange(found.n, found.mean, 0.0, None, None, None, None, None, ranked, tested)
    error, d_z = found.sd / math.sqrt(found.n), found.mean / found.sd
    half = t_quantile(found.n - 1) * error
    t = found.mean / error
    return PairedChange(
        found.n, found.mean, found.sd, Interval(found.mean - half, found.mean + half), t, t_tails(t, found.n - 1),
        d_z, d_z * small_group_factor(found.n - 1), ranked, tested,
    )  # fmt: skip


def small_group_factor(freedom: int) -> float:
    """Hedges' correction: by how much an effect size of a small group is too large."""
    return 1 - 3 / (4 * freedom - 1)


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """The chances, in their order, corrected for there being so many of them (Holm's step-down)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    raised = (min(1.0, (len(chances) - rank) * chances[place]) for rank, place in enumerate(order))
    corrected = dict(zip(order, accumulate(raised, max), strict=True))
    return tuple(corrected[place] for place in range(len(chances)))


def magnitude(effect: float) -> Magnitude:
    """How large an effect is called (Cohen's words)."""
    size = abs(effect)
    if size < 0.2:
        return "negligible"
    if size < 0.5:
        return "small"
    return "medium" if size < 0.8 else "large"


def detectable(pairs: int) -> float:
    """The smallest d_z that this many pairs show in four of five cases, by a two-sided t test at 0.05."""
    low, high = 0.0, 100.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if _power(middle, pairs) < POWER else (low, middle)
    return high


def _power(d_z: float, pairs: int) -> float:
    """The chance to find an effect of this size."""
    limit, shift = t_quantile(pairs - 1), d_z * math.sqrt(pairs)
    above = 1 - special.nctdtr(pairs - 1, shift, limit)
    # Of a strong effect the far tail is 0, and its series does not converge.
    below = special.nctdtr(pairs - 1, shift, -limit) if shift < 10 else 0.0
    return float(above + below)
