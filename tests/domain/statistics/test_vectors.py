"""The formulas against figures from public sources and from two independent calculations.

The examples are small sets of scores; their figures were reckoned with SciPy's own tests and, independently, from the
formulas in plain Python: Welch (1947) with Satterthwaite's degrees of freedom, Hedges (1981) for g, Wilson (1927), Kerby (2014)
for the matched rank-biserial correlation, Cochran (1977) for sample sizes, Holm (1979), Cronbach (1951).
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from statistics import variance
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scd_workflow.domain.statistics.comparison import (
    change,
    detectable,
    holm,
    magnitude,
    paired_change,
    small_group_factor,
)
from scd_workflow.domain.statistics.levels import level, overall_level
from scd_workflow.domain.statistics.means import (
    Sample,
    answers_needed,
    mean_interval,
    middle_interval,
    proportion_interval,
    sample_of,
    standard_error,
)
from scd_workflow.domain.statistics.ranks import exact_p, rank_sums
from scd_workflow.domain.statistics.scoring import cronbach_alpha

BEFORE = (2.1, 1.9, 2.4, 2.0, 2.6, 1.8, 2.2, 2.5, 2.3, 2.0)
AFTER = (2.9, 2.5, 3.1, 2.4, 3.0, 2.6, 2.9, 2.4, 3.2, 2.8)
FIRST = (3, 2, 4, 3, 2, 3, 1, 2, 3, 2, 4, 2)
SECOND = (4, 3, 3, 4, 5, 3, 4, 2, 3, 4)


def near(expected: float) -> Any:
    return pytest.approx(expected, abs=5e-7)


def test_ten_organisations_measured_twice() -> None:
    found = paired_change(list(zip(BEFORE, AFTER, strict=True)))

    assert found.pairs == 10
    assert (found.difference, found.sd, found.t) == (near(0.6), near(0.298142), near(6.363961))
    assert found.p_of_t == near(0.000131)
    assert found.interval == (near(0.386722), near(0.813278))
    assert (found.d_z, small_group_factor(9), found.g_z) == (near(2.012461), near(0.914286), near(1.839965))
    assert found.rank_correlation == near(0.963636)
    assert found.p == 4 / 1024


def test_the_ranks_of_those_organisations() -> None:
    assert rank_sums([round(b - a, 10) for a, b in zip(BEFORE, AFTER, strict=True)]) == (Fraction(54), Fraction(1))


def test_two_groups_that_vary_differently() -> None:
    one, other = sample_of(FIRST), sample_of(SECOND)
    found = change(one, other)

    assert (one.mean, other.mean) == (near(2.583333), near(3.5))
    assert (one.sd, other.sd) == (near(0.900337), near(0.849837))
    assert (found.t, found.freedom, found.p) == (near(2.451886), near(19.646719), near(0.023704))
    assert (found.d, found.g) == (near(1.044074), near(1.004425))


def test_the_middle_of_two_groups_is_as_sure_as_half_of_scipys_difference_with_one_turned_round() -> None:
    mirrored = stats.ttest_ind(SECOND, [-each for each in FIRST], equal_var=False).confidence_interval(0.95)

    found = middle_interval([(sample_of(FIRST), None), (sample_of(SECOND), None)])

    assert found == (near(mirrored.low / 2), near(mirrored.high / 2))


def test_the_middle_of_one_group_is_its_mean_with_its_interval() -> None:
    assert middle_interval([(sample_of(FIRST), 40)]) == (near(2.098628), near(3.068039))


def test_the_middle_of_groups_that_all_answered_is_known() -> None:
    groups = [(sample_of(each), len(each)) for each in (FIRST, SECOND)]

    low, high = middle_interval(groups)

    assert (low, high) == (near((2.583333 + 3.5) / 2), near((2.583333 + 3.5) / 2))


@pytest.mark.parametrize("groups", [[], [(Sample(1, 3.0, 0.0), None)]])
def test_there_is_no_interval_without_two_numbers(groups: list[tuple[Sample, int | None]]) -> None:
    with pytest.raises(ValueError, match="two numbers"):
        middle_interval(groups)


def test_two_groups_agree_with_scipys_own_test() -> None:
    found, theirs = change(sample_of(FIRST), sample_of(SECOND)), stats.ttest_ind(SECOND, FIRST, equal_var=False)
    interval = theirs.confidence_interval(0.95)

    assert (found.t, found.p) == (near(theirs.statistic), near(theirs.pvalue))
    assert found.interval == (near(interval.low), near(interval.high))


@pytest.mark.parametrize(
    ("population", "low", "high", "error"), [(None, 2.011287, 3.155380, 0.259905), (40, 2.098628, 3.068039, 0.220222)]
)
def test_a_mean_lies_closer_where_much_of_a_finite_population_answered(
    population: int | None, low: float, high: float, error: float
) -> None:
    assert mean_interval(sample_of(FIRST), population) == (near(low), near(high))
    assert standard_error(sample_of(FIRST), population) == near(error)


def test_of_a_twentieth_of_a_population_nothing_is_corrected() -> None:
    assert standard_error(sample_of(FIRST), 240) == standard_error(sample_of(FIRST))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(18, 24, 0.551006, 0.880006), (5, 5, 0.565518, 1.0), (0, 5, 0.0, 0.434482)],
)
def test_a_proportion_has_wilsons_interval(successes: int, n: int, low: float, high: float) -> None:
    assert proportion_interval(successes, n) == (near(low), near(high))


@pytest.mark.parametrize(
    ("pairs", "least"), [(5, 0.0625), (6, 0.03125), (7, 0.015625), (8, 0.0078125), (9, 0.00390625), (10, 0.001953125)]
)
def test_the_least_chance_that_an_exact_test_can_find(pairs: int, least: float) -> None:
    assert exact_p([0.5] * pairs) == least


@pytest.mark.parametrize(("pairs", "effect"), [(7, 1.273), (10, 0.996), (342, 0.152)])
def test_the_effect_that_so_many_organisations_show(pairs: int, effect: float) -> None:
    assert detectable(pairs) == pytest.approx(effect, abs=5e-4)


@pytest.mark.parametrize(
    ("population", "needed"), [(60, 53), (150, 109), (400, 197), (2000, 323), (3400, 346), (189_500, 384)]
)
def test_how_many_must_answer_for_five_points(population: int, needed: int) -> None:
    assert answers_needed(population) == needed


@pytest.mark.parametrize(("population", "half"), [(60, 0.30), (150, 0.18), (400, 0.11), (3400, 0.04)])
def test_how_far_a_mean_is_off_when_45_percent_answer(population: int, half: float) -> None:
    low, high = mean_interval(Sample(int(population * 0.45 + 0.5), 3.0, 1.0), population)

    assert round((high - low) / 2, 2) == half


def test_an_exact_chance_is_that_of_trying_every_sign() -> None:
    differences = (0.3, -0.1, 0.2, 0.2, 0.5, -0.4, 0.7)
    seen = abs(sum(differences))
    signs = list(product((1, -1), repeat=7))
    sums = [abs(sum(s * abs(d) for s, d in zip(each, differences, strict=True))) for each in signs]

    assert exact_p(differences) == sum(each >= seen - 1e-12 for each in sums) / len(signs)


def test_of_many_differences_signs_are_drawn_and_the_same_ones_each_time() -> None:
    differences = [0.1 * (1 if place % 3 else -1) for place in range(40)]

    assert exact_p(differences) == exact_p(differences[::-1])
    # The root of forty is the spread of the sum; the observed one, 12 steps, is nearly two of it.
    assert exact_p(differences) == pytest.approx(stats.binomtest(14, 40).pvalue, abs=0.005)


def test_with_five_organisations_no_chance_is_given() -> None:
    found = paired_change([(2.0, 2.5), (2.0, 2.6), (2.1, 2.5), (2.0, 2.2), (2.2, 2.3)])

    assert found.p is None
    assert found.interval is not None


def test_what_rose_everywhere_alike_has_no_spread_to_test_by() -> None:
    found = paired_change([(2.0, 2.5)] * 7)

    assert (found.difference, found.sd, found.interval, found.g_z) == (0.5, 0.0, None, None)
    assert (found.rank_correlation, found.p) == (1.0, 2 / 2**7)


def test_groups_that_do_not_vary_differ_without_a_chance() -> None:
    found = change(Sample(6, 2.0, 0.0), Sample(6, 3.0, 0.0))

    assert (found.difference, found.interval, found.p, found.g) == (1.0, None, None, None)


def test_holm_corrects_step_by_step_and_never_downwards() -> None:
    # The worked example of Holm's method on Wikipedia, with four hypotheses.
    assert holm((0.01, 0.04, 0.03, 0.005)) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm((0.6, 0.9)) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("score", "expected"), [(0.4, 1), (1.49, 1), (1.5, 2), (2.5, 3), (3.5, 4), (4.4999, 4), (5.0, 5)]
)
def test_a_level_rounds_a_half_upwards_within_its_bounds(score: float, expected: int) -> None:
    assert level(score) == expected


def test_a_whole_stands_at_most_one_level_above_its_lowest_part() -> None:
    assert overall_level(3.6, [4.2, 3.9, 1.4, 4.9]) == 2
    assert overall_level(3.6, [4.2, 3.9, 2.6, 3.7]) == 4


@pytest.mark.parametrize(
    ("effect", "word"),
    [(0.19, "negligible"), (-0.2, "small"), (0.49, "small"), (0.5, "medium"), (-0.79, "medium"), (0.8, "large")],
)
def test_an_effect_is_called_by_its_size(effect: float, word: str) -> None:
    assert magnitude(effect) == word


def test_items_that_agree_entirely_are_wholly_reliable_and_unrelated_ones_not() -> None:
    assert cronbach_alpha(np.array([(1, 1, 1), (3, 3, 3), (5, 5, 5)] * 4)) == 1
    assert cronbach_alpha(np.array(list(product((1, 2), repeat=3)) * 2)) == 0
    assert cronbach_alpha(np.array([(2, 3), (3, 2)] * 5)) is None
    assert cronbach_alpha(np.array([(1, 1), (3, 3), (5, 5)] * 3)) is None, "fewer than ten people"


def test_alpha_is_that_of_its_definition_over_those_who_answered_all() -> None:
    rows = [
        (1, 1, 2),
        (2, 3, 2),
        (2, 3, 3),
        (4, 3, 4),
        (5, 4, 4),
        (3, 3, 1),
        (2, 2, 2),
        (4, 5, 5),
        (1, 2, 2),
        (3, 4, 3),
    ]
    parts = sum(variance(column) for column in zip(*rows, strict=True))

    found = cronbach_alpha(np.array([*rows, (5, 0, 1)]))

    assert found == pytest.approx(1.5 * (1 - parts / variance(map(sum, rows))))


@pytest.mark.parametrize("numbers", [0, 1])
def test_of_fewer_than_two_numbers_there_is_no_interval(numbers: int) -> None:
    with pytest.raises(ValueError, match="fewer than two"):
        mean_interval(Sample(numbers, 3.0, 0.0))
    with pytest.raises(ValueError, match="fewer than two"):
        change(Sample(numbers, 3.0, 0.0), Sample(8, 3.0, 1.0))
    with pytest.raises(ValueError, match="fewer than two"):
        paired_change([(1.0, 2.0)] * numbers)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_no_proportion_is_made_of_what_is_none(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        proportion_interval(successes, n)
    assert not math.isnan(proportion_interval(1, 2).low)
