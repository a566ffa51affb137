"""Whether the evaluations of a plan can be held, and whether gates can ask for what they find."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scd_workflow.domain.calendar_items import ByRound
from scd_workflow.domain.campaign_rules import HALF_A_YEAR, MOST_SCANS, TOLD_WITHIN, IndicatorCriterion
from scd_workflow.domain.plan_check.problem import PlanProblem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.calendar_items import Item
    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.plan_check.problem import Trail


def campaigns(plan: Plan) -> Iterator[PlanProblem]:
    """Every campaign that cannot open, or cannot be compared with the one that it names."""
    local = {part.id for phase in plan.phases for part in phase.parts if part.per_organisation}
    known = {campaign.id: campaign for campaign in plan.campaigns}
    for place, campaign in enumerate(plan.campaigns):
        here: Trail = ("campaigns", place)
        if campaign.after in local and campaign.organisation is None:
            yield error((*here, "after"), "check.campaign_after_local", part=campaign.after)
        if campaign.works_council == "obtained" and not campaign.works_council_source.strip():
            yield error((*here, "works_council"), "check.works_council_source", campaign=campaign.id)
        other = known.get(campaign.compared_with) if campaign.compared_with else None
        if other is not None and not _alike(campaign, other):
            yield error((*here, "compared_with"), "check.not_comparable", campaign=campaign.id, other=other.id)


def feedback(plan: Plan) -> Iterator[PlanProblem]:
    """Every campaign of which the communication calendar, where there is one, does not tell people what came of it."""
    for place, campaign in enumerate(plan.campaigns):
        if plan.communications.items and not any(_tells(each, campaign) for each in plan.communications.items):
            yield warning(("campaigns", place), "check.campaign_untold", campaign=campaign.id)


def told_late(plan: Plan) -> Iterator[PlanProblem]:
    """Every item that tells people what came of a round later than they are to hear it."""
    for place, item in enumerate(plan.communications.items):
        if isinstance(item.when, ByRound) and item.when.offset > TOLD_WITHIN:
            here: Trail = ("communications", "items", place, "when", "offset")
            yield warning(here, "check.told_late", item=item.id, offset=item.when.offset, within=TOLD_WITHIN)


def _tells(item: Item, campaign: Campaign) -> bool:
    """Whether an item tells of a campaign where people are asked."""
    if not isinstance(item.when, ByRound) or item.when.campaign != campaign.id:
        return False
    named = () if item.organisations == "all" else item.organisations
    return not named or campaign.organisation is None or campaign.organisation in named


def burden(plan: Plan) -> Iterator[PlanProblem]:
    """Every audience of which somebody may be asked to take more than two scans in half a year."""
    for place, audience in enumerate(plan.audiences):
        scans = [each for each in plan.campaigns if each.kind == "quick_scan" and each.audience == audience.id]
        # Where no campaign is of one organisation only, all are alike.
        for organisation in {each.organisation for each in scans}:
            theirs = [each for each in scans if each.organisation in {None, organisation}]
            most = sum(min(each.rounds, math.ceil(HALF_A_YEAR / (each.every * each.panels))) for each in theirs)
            if most > MOST_SCANS:
                named = ", ".join(each.id for each in theirs)
                yield error(
                    ("audiences", place), "check.too_many_scans", audience=audience.id, count=most, campaigns=named
                )
                break


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
