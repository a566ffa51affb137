"""Whether those who answered late think otherwise than those who answered early: a hint of what those think who did not answer."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from scd_workflow.domain.anonymity import FAIR_SIZED, in_the_whole, parted
from scd_workflow.domain.results import EarlyLate
from scd_workflow.domain.statistics.scoring import joined, tallies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scd_workflow.domain.anonymity import Tally
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.statistics.scoring import Asked

    Part = Mapping[OrganisationId, Tally]
    """What some of the people of each organisation scored on one dimension."""


def early_late(
    asked: Asked, given: Mapping[date | None, Mapping[OrganisationId, str]], opened: date
) -> EarlyLate | None:
    """What those scored over all items who answered in the week of opening, and those who did later, by the Monday of each week.

    Each dimension counts for as many items as it has, and the same people as in its figure of all together; who answered on
    paper, so that the week is not known, is in neither. None where both are not fair-sized groups, or where either could be
    taken together with another figure to tell of fewer people than that.
    """
    monday = opened - timedelta(days=opened.weekday())
    weeks = (
        [part for week, part in given.items() if week is not None and week <= monday],
        [part for week, part in given.items() if week is not None and week > monday],
        [part for week, part in given.items() if week is None],
    )
    everywhere = dict.fromkeys(joined(given.values()), "")
    scored = [tallies(asked, everywhere | joined(parts)) for parts in weeks]
    items, totals = len(asked.instrument.items), [Fraction(0), Fraction(0)]
    for dimension in asked.instrument.dimensions:
        means = _means([part[dimension.id] for part in scored], asked.smallest)
        if means is None:
            return None
        totals = [total + len(dimension.items) * mean for total, mean in zip(totals, means, strict=True)]
    early, late = (round(float(total / items), 2) for total in totals)
    return EarlyLate(early=early, late=late)


def _means(parts: Sequence[Part], smallest: int) -> list[Fraction] | None:
    """The mean of the early and of the late on one dimension; None where these may not be told."""
    whole = {organisation: reduce(add, (part[organisation] for part in parts)) for organisation in parts[0]}
    counted = in_the_whole(whole, smallest)
    own = [[part[each].n for part in parts] for each in counted if whole[each].n >= smallest]
    # Those who are hidden have one figure: what is left of all together without the others.
    rest = [sum(part[each].n for each in counted if whole[each].n < smallest) for part in parts]
    people = [sum(part[each].n for each in counted) for part in parts[:2]]
    if min(people) < max(smallest, FAIR_SIZED) or not parted([*own, rest], smallest):
        return None
    unit = next(iter(whole.values())).unit
    totals = (sum(part[each].total for each in counted) for part in parts[:2])
    return [Fraction(total, n * unit) for total, n in zip(totals, people, strict=True)]
