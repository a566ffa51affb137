"""What a reader of results has to know to read the figures rightly, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scd_workflow.domain.campaigns import two_decimals
from scd_workflow.domain.statistics.comparing import changes
from scd_workflow.domain.statistics.comparison import FEWEST_PAIRS, detectable
from scd_workflow.domain.statistics.composition import shifted, told_once
from scd_workflow.report.shown import Shown, two
from scd_workflow.texts import number, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.instruments import Dimension
    from scd_workflow.domain.results import EarlyLate

UNRELIABLE: Final = 0.60
DIFFERENT: Final = 0.5
"""From this difference on late answers are another opinion: ten people differ from ten others by about that much by chance alone."""

BARRIER: Final = 3.0
"""The first element of ADKAR that scores no higher than this is what holds people back."""


def remarks(shown: Shown) -> Iterator[str]:
    """What a reader has to know to read the figures rightly, in sentences."""
    yield tell("report.own_instrument", shown.language)
    yield tell("report.smallest", shown.language, count=shown.results.smallest_group)
    weak = [each for each, alpha in shown.results.reliability.items() if alpha < UNRELIABLE]
    if weak:
        yield tell("report.unreliable", shown.language, dimensions=", ".join(weak))
    if shown.results.early_late is not None:
        yield _about_late(shown, shown.results.early_late)
    barrier = _barrier(shown)
    if barrier is not None:
        values = {"dimension": barrier.name.said(shown.language), "score": two(shown, _whole(shown, barrier) or 0)}
        yield tell("report.barrier", shown.language, **values)
        yield tell(f"report.intervention_{barrier.measures}", shown.language)
    if shown.before is not None and not shown.comparable:
        yield tell("report.not_comparable", shown.language)
    if shown.comparable:
        yield from _about_changes(shown)


def _about_changes(shown: Shown) -> Iterator[str]:
    assert shown.before is not None
    yield tell("report.no_control_group", shown.language)
    others = shifted(shown.before.roles, shown.results.roles)
    if others:
        told = (_part(shown, role, shown.before.roles[role], shown.results.roles[role]) for role in others)
        yield tell("report.other_composition", shown.language, roles="; ".join(told))
    once = told_once(shown.before.roles, shown.results.roles)
    if once:
        yield tell("report.few_once", shown.language, roles="; ".join(_role(shown, each) for each in once))
    pairs = max((each.overall.pairs for each in changes(shown.before, shown.results) if each.overall), default=0)
    if pairs < FEWEST_PAIRS:
        yield tell("report.too_few_organisations", shown.language, count=pairs, needed=FEWEST_PAIRS)
    else:
        smallest = number(two_decimals(detectable(pairs)), shown.language)
        yield tell("report.detectable", shown.language, count=pairs, effect=smallest)


def _about_late(shown: Shown, found: EarlyLate) -> str:
    """Who answers late is nearest to who does not answer at all."""
    # In hundredths, as they are written: so that nobody reads a half and sees it taken for less.
    differ = abs(two_decimals(found.late) - two_decimals(found.early)) >= DIFFERENT
    code = "report.late_differ" if differ else "report.late_alike"
    return tell(code, shown.language, early=two(shown, found.early), late=two(shown, found.late))


def _part(shown: Shown, role: str, before: int, now: int) -> str:
    return tell("report.part_of_role", shown.language, role=_role(shown, role), before=before, now=now)


def _role(shown: Shown, role: str) -> str:
    return next((each.name.said(shown.language) for each in shown.instrument.roles if each.id == role), role)


def _barrier(shown: Shown) -> Dimension | None:
    """The first element of ADKAR, in its order, that holds people back."""
    order = ("awareness", "desire", "knowledge", "ability", "reinforcement")
    asked = sorted(
        (each for each in shown.instrument.dimensions if each.measures),
        key=lambda each: order.index(each.measures or ""),
    )
    return next((each for each in asked if (score := _whole(shown, each)) is not None and score <= BARRIER), None)


def _whole(shown: Shown, dimension: Dimension) -> float | None:
    return shown.results.of_programme(dimension.id)
