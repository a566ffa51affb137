"""Two rounds that asked the same, held against each other by what was published of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain.statistics.comparison import Change, PairedChange, change, holm, paired_change
from scd_workflow.domain.statistics.means import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.results import Results, Score


@dataclass(frozen=True, slots=True)
class DimensionChange:
    """How one dimension changed: over the organisations that were shown both times, and within each of them.

    `adjusted` is the chance corrected for there being several dimensions; it and `overall` are absent below two
    organisations.
    """

    dimension: str
    overall: PairedChange | None
    adjusted: float | None
    organisations: Mapping[OrganisationId, Change]


def changes(before: Results, after: Results) -> tuple[DimensionChange, ...]:
    """The change of every dimension, in the order of the later results."""
    dimensions = tuple(dict.fromkeys(score.dimension for score in after.scores))
    pairs = {each: _pairs(before, after, each) for each in dimensions}
    overall = {each: paired_change(_means(found)) if len(found) > 1 else None for each, found in pairs.items()}
    tested = {each: found.p for each, found in overall.items() if found is not None and found.p is not None}
    adjusted = dict(zip(tested, holm(tuple(tested.values())), strict=True))
    return tuple(
        DimensionChange(
            each, overall[each], adjusted.get(each),
            {name: change(sample_in(first), sample_in(second)) for name, (first, second) in pairs[each].items()},
        )
        for each in dimensions
    )  # fmt: skip


def sample_in(score: Score) -> Sample:
    """The sample that a shown score stands for."""
    assert score.n is not None
    assert score.mean is not None
    assert score.sd is not None
    return Sample(score.n, score.mean, score.sd)


def _pairs(before: Results, after: Results, dimension: str) -> dict[OrganisationId, tuple[Score, Score]]:
    first, second = before.shown(dimension), after.shown(dimension)
    return {name: (first[name], second[name]) for name in sorted(first.keys() & second.keys())}


def _means(pairs: Mapping[OrganisationId, tuple[Score, Score]]) -> list[tuple[float, float]]:
    return [(sample_in(first).mean, sample_in(second).mean) for first, second in pairs.values()]
