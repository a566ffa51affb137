"""What changed since the round before, over the organisations and within each of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from scd_workflow.domain.statistics.comparing import changes
from scd_workflow.domain.statistics.comparison import FEWEST_PAIRS
from scd_workflow.report.shown import Shown, effect, interval, signed
from scd_workflow.report.table import Table
from scd_workflow.texts import number, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.statistics.comparing import DimensionChange
    from scd_workflow.domain.statistics.comparison import Change

NOTABLE: Final = 0.30
"""The change of a score, in points, from which people would notice it."""


def changed(shown: Shown) -> Table:
    """What changed since the round before, over the organisations that were shown both times."""
    assert shown.before is not None
    columns = ("dimension", "organisations", "difference", "interval", "effect", "chance", "chance_adjusted")
    return Table(
        tell("report.changes_since", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_changed(shown, each) for each in changes(shown.before, shown.results)),
    )


def changed_where(shown: Shown) -> Table:
    """What changed in each organisation since the round before, dimension by dimension."""
    columns = ("dimension", "organisation", "difference", "interval", "effect")
    return Table(
        tell("report.changes_where", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(
            (name, shown.name(where), *_changed_there(shown, change))
            for name, found in changes_by_dimension(shown)
            for where, change in found.items()
        ),
    )


def changes_by_dimension(shown: Shown) -> Iterator[tuple[str, Mapping[OrganisationId, Change]]]:
    """The changes in each organisation, by the name of the dimension."""
    assert shown.before is not None
    names = {each.id: each.name.said(shown.language) for each in shown.instrument.dimensions}
    for found in changes(shown.before, shown.results):
        yield f"{found.dimension} {names[found.dimension]}", found.organisations


def _changed(shown: Shown, found: DimensionChange) -> tuple[str, ...]:
    name = next(
        (each.name.said(shown.language) for each in shown.instrument.dimensions if each.id == found.dimension), ""
    )
    head = f"{found.dimension} {name}"
    whole = found.overall
    if whole is None:
        return head, str(len(found.organisations)), tell("report.too_few", shown.language), "", "", "", ""
    difference = signed(shown, whole.difference)
    if abs(whole.difference) >= NOTABLE:
        difference = tell("report.notable", shown.language, difference=difference)
    # The correction for few pairs takes an effect of two away altogether, however large it is.
    size = effect(shown, whole.g_z if whole.pairs >= FEWEST_PAIRS else None)
    within = interval(shown, whole.interval)
    return head, str(whole.pairs), difference, within, size, _chance(shown, whole.p), _chance(shown, found.adjusted)


def _changed_there(shown: Shown, found: Change) -> tuple[str, str, str]:
    return signed(shown, found.difference), interval(shown, found.interval), effect(shown, found.g)


def _chance(shown: Shown, chance: float | None) -> str:
    if chance is None:
        return ""
    return number(Decimal(repr(chance)).quantize(Decimal("0.001")), shown.language)
