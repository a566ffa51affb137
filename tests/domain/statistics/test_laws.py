"""What holds of statistics whatever the answers are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.statistics.comparison import change, holm, paired_change
from scd_workflow.domain.statistics.means import mean_interval, proportion_interval, sample_of
from scd_workflow.domain.statistics.ranks import exact_p, rank_correlation

scores = st.lists(st.integers(6, 30).map(lambda sixths: sixths / 6), min_size=2, max_size=40)
tenths = st.integers(-20, 20).map(lambda each: each / 10)
chances = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(numbers: list[float], chance: object) -> None:
    mixed = list(numbers)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert sample_of(mixed) == sample_of(numbers)
    assert mean_interval(sample_of(mixed)) == mean_interval(sample_of(numbers))


@given(
    st.lists(st.tuples(st.integers(10, 50), st.integers(10, 50)), min_size=6, max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_order_of_organisations_changes_nothing(tenfold: list[tuple[int, int]], chance: object) -> None:
    pairs = [(before / 10, after / 10) for before, after in tenfold]
    mixed = list(pairs)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert paired_change(mixed) == paired_change(pairs)


@given(scores, scores)
def test_a_change_turned_round_is_its_opposite(first: list[float], second: list[float]) -> None:
    there, back = change(sample_of(first), sample_of(second)), change(sample_of(second), sample_of(first))

    assert there.difference == -back.difference
    assert (there.p is None) == (back.p is None)
    assert there.p is None or back.p is None or there.p == pytest.approx(back.p)


@given(st.lists(tenths, min_size=1, max_size=15))
def test_an_exact_chance_is_one_and_the_same_for_gain_and_loss(differences: list[float]) -> None:
    assert 0 < exact_p(differences) <= 1
    assert exact_p(differences) == exact_p([-each for each in differences])
    correlation = rank_correlation(differences)
    assert correlation is None or -1 <= correlation <= 1


@given(chances)
def test_a_corrected_chance_is_never_smaller_and_keeps_the_order(raw: list[float]) -> None:
    corrected = holm(raw)

    assert all(1 >= after >= before for before, after in zip(raw, corrected, strict=True))
    ordered = [after for _, after in sorted(zip(raw, corrected, strict=True))]
    assert ordered == sorted(ordered)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_proportion_lies_within_its_interval(counted: tuple[int, int]) -> None:
    successes, n = counted
    low, high = proportion_interval(successes, n)

    assert 0 <= low <= successes / n <= high <= 1
