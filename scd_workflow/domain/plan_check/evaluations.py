"""Whether the evaluations of a plan can be held, and whether gates can ask for what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.campaign_rules import IndicatorCriterion
from scd_workflow.domain.plan_check.problem import PlanProblem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.plan_check.problem import Trail


def campaigns(plan: Plan) -> Iterator[PlanProblem]:
    """Every campaign that cannot open, or cannot be compared with the one that it names."""
    local = {part.id for phase in plan.phases for part in phase.parts if part.per_organisation}
    known = {campaign.id: campaign for campaign in plan.campaigns}
    for place, campaign in enumerate(plan.campaigns):
        here: Trail = ("campaigns", place)
        if campaign.after in local:
            yield error((*here, "after"), "check.campaign_after_local", part=campaign.after)
        if campaign.works_council == "obtained" and not campaign.works_council_source.strip():
            yield error((*here, "works_council"), "check.works_council_source", campaign=campaign.id)
        other = known.get(campaign.compared_with) if campaign.compared_with else None
        if other is not None and not _alike(campaign, other):
            yield error((*here, "compared_with"), "check.not_comparable", campaign=campaign.id, other=other.id)


def bounds(plan: Plan) -> Iterator[PlanProblem]:
    """Every criterion on a score that has no bounds, or bounds between which nothing lies."""
    for position, phase in enumerate(plan.phases):
        for place, gate in enumerate(phase.gates):
            for row, criterion in enumerate(gate.criteria):
                here: Trail = ("phases", position, "gates", place, "criteria", row)
                if isinstance(criterion, IndicatorCriterion):
                    yield from _bounds(here, criterion)


def _bounds(here: Trail, criterion: IndicatorCriterion) -> Iterator[PlanProblem]:
    low, high = criterion.at_least, criterion.at_most
    if low is None and high is None:
        yield error(here, "check.no_bounds", criterion=criterion.id)
    if low is not None and high is not None and low > high:
        yield error((*here, "at_most"), "check.empty_bounds", criterion=criterion.id)


def _alike(one: Campaign, other: Campaign) -> bool:
    """Whether answers to the one can be held against answers to the other, which came before it."""
    measured = one.kind == other.kind == "measurement" and one.rounds == other.rounds == 1
    return measured and one.id != other.id and one.instrument == other.instrument
