"""What evaluations found, as far as the criteria of a gate ask for it: for in its briefing."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from scd_workflow.domain.campaign_rules import IndicatorCriterion, MeasurementCriterion
from scd_workflow.domain.campaigns import newest, scored, two_decimals
from scd_workflow.domain.reasons import Reason, Value, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.evaluation_events import ResultsPublished
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.ids import CampaignId
    from scd_workflow.domain.progress import Progress


def found(progress: Progress, spot: GateSpot) -> Iterator[tuple[CampaignId, Reason]]:
    """The newest published results of each campaign that the gate asks for, of its organisation or of the programme."""
    measuring = (each for each in spot.gate.criteria if isinstance(each, MeasurementCriterion | IndicatorCriterion))
    for campaign in dict.fromkeys(each.campaign for each in measuring):
        published = newest(progress, campaign)
        if published is not None:
            yield campaign, _told(progress, spot, published)


def _told(progress: Progress, spot: GateSpot, published: ResultsPublished) -> Reason:
    """How many took part and what they scored; that there were too few where nothing may be shown."""
    results, organisation = published.results, spot.organisation
    name = progress.network.campaigns[published.campaign].name
    values: dict[str, Value] = {"campaign": name, "day": published.at.date()}
    turnout = next((each for each in results.turnout if each.organisation == organisation), None)
    dimensions = dict.fromkeys(each.dimension for each in results.scores)
    scores = {each: score for each in dimensions if (score := scored(results, each, organisation)) is not None}
    if turnout is None or turnout.responses is None or not scores:
        return because("briefing.result_hidden", **values)
    lowest = min(scores, key=lambda each: scores[each])
    return because(
        "briefing.result",
        **values,
        responses=turnout.responses,
        invited=turnout.invited,
        mean=two_decimals(fmean(sorted(scores.values()))),
        lowest=results.names.get(lowest, lowest),
        least=two_decimals(scores[lowest]),
    )
