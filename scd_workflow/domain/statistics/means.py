"""Means and proportions with the interval in which the true value lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev
from typing import TYPE_CHECKING, NamedTuple

from scipy import special

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIDENCE = 0.95
CORRECTED_ABOVE = 0.05
"""From which part of the population on a sample counts as a good deal of it."""


class Interval(NamedTuple):
    """From where to where, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sample:
    """How many numbers, their mean, and their standard deviation (of a sample, with n - 1; 0 for one number)."""

    n: int
    mean: float
    sd: float

    @property
    def variance(self) -> float:
        """The square of the standard deviation."""
        return self.sd * self.sd


def sample_of(numbers: Sequence[float]) -> Sample:
    """The sample that numbers make, in whatever order; raises `StatisticsError` when there are none."""
    ordered = sorted(numbers)
    return Sample(len(ordered), fmean(ordered), stdev(ordered) if len(ordered) > 1 else 0.0)


def standard_error(sample: Sample, population: int | None = None) -> float:
    """How far a mean is off, typically; less where more than a twentieth of a finite population answered.

    The correction is the usual one for drawing without replacement, the root of (N - n) / (N - 1).
    """
    plain = sample.sd / math.sqrt(sample.n)
    if population is None or population <= 1 or sample.n / population <= CORRECTED_ABOVE:
        return plain
    return plain * math.sqrt(max(population - sample.n, 0) / (population - 1))


def mean_interval(sample: Sample, population: int | None = None) -> Interval:
    """The 95 % interval of a mean by Student's t; raises `ValueError` for fewer than two numbers."""
    if sample.n < 2:
        message = "no interval of fewer than two numbers"
        raise ValueError(message)
    half = t_quantile(sample.n - 1) * standard_error(sample, population)
    return Interval(sample.mean - half, sample.mean + half)


def middle_interval(groups: Sequence[tuple[Sample, int | None]]) -> Interval:
    """The 95 % interval of the plain mean of the means of groups, each with its population, that were asked apart.

    The variances of the means add up, with the degrees of freedom of Welch and Satterthwaite; raises `ValueError` for a
    group of fewer than two numbers, or none.
    """
    if not groups or any(sample.n < 2 for sample, _ in groups):
        message = "no interval without two numbers of every group"
        raise ValueError(message)
    variances = [standard_error(sample, population) ** 2 for sample, population in groups]
    middle, whole = fmean(sample.mean for sample, _ in groups), sum(variances)
    if whole == 0:
        return Interval(middle, middle)
    apart = (each * each / (sample.n - 1) for each, (sample, _) in zip(variances, groups, strict=True))
    half = t_quantile(whole * whole / sum(apart)) * math.sqrt(whole) / len(groups)
    return Interval(middle - half, middle + half)


def proportion_interval(successes: int, n: int) -> Interval:
    """The 95 % interval of a proportion by Wilson's score; raises `ValueError` when there is nothing to count."""
    if not 0 <= successes <= n or n == 0:
        message = f"no proportion: {successes} of {n}"
        raise ValueError(message)
    z, share = _normal_quantile(), successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At the ends the formula gives 0 and 1 but for the last digit.
    low = 0.0 if successes == 0 else middle - half
    return Interval(low, 1.0 if successes == n else middle + half)


def answers_needed(population: int, margin: float = 0.05) -> int:
    """How many of a population must answer to know a proportion to within `margin`, whatever it is (Cochran, corrected)."""
    z = _normal_quantile()
    endless = z * z * 0.25 / (margin * margin)
    return math.ceil(endless / (1 + (endless - 1) / population))


def t_quantile(freedom: float) -> float:
    """Beyond which absolute value one in twenty lies in Student's t distribution."""
    return float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2))


def t_tails(t: float, freedom: float) -> float:
    """The chance of a t at least as far from 0, on both sides."""
    return float(2 * special.stdtr(freedom, -abs(t)))


def _normal_quantile() -> float:
    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
