"""The rounds of the plan's evaluations: how far each is, and what its newest results say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.campaign_state import RoundState
    from scd_workflow.domain.evaluation_events import ResultsPublished
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.results import Results
    from scd_workflow.domain.state import State


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a campaign, counted from 1, with how it stands."""

    campaign: Campaign
    number: int
    state: RoundState

    @property
    def label(self) -> str:
        """How people and files call it: the campaign's id, with the number where there are several."""
        return self.campaign.id if self.campaign.rounds == 1 else f"{self.campaign.id}-{self.number}"

    def asks(self, part: int) -> bool:
        """Whether it asks a part of the audience, which is counted by the same numbers for every campaign that asks it."""
        return part % self.campaign.panels == (self.number - 1) % self.campaign.panels


def all_rounds(progress: Progress) -> Iterator[Round]:
    """Every round of every campaign, in the order of the plan."""
    for campaign in progress.network.plan.campaigns:
        for number in range(1, campaign.rounds + 1):
            yield Round(campaign, number, progress.state.programme.round(campaign.id, number))


def rounds(progress: Progress, campaign: Campaign) -> Iterator[Round]:
    """Every round of one campaign, the first one first."""
    return (each for each in all_rounds(progress) if each.campaign.id == campaign.id)


def current(progress: Progress, campaign: Campaign) -> Round | None:
    """The round that is not done yet, the earliest one; None when all of them are."""
    return next((each for each in rounds(progress, campaign) if each.state.stage != "done"), None)


def published(progress: Progress, campaign: CampaignId) -> tuple[ResultsPublished, ...]:
    """The results of every round that has any, the oldest first."""
    found = (each.state.published for each in rounds(progress, progress.network.campaigns[campaign]))
    return tuple(each for each in found if each is not None)


def last_closed(progress: Progress, campaign: CampaignId) -> Round | None:
    """The last round that takes no more answers; None when there is none."""
    found = (each for each in rounds(progress, progress.network.campaigns[campaign]) if each.state.closed is not None)
    return max(found, key=lambda each: each.number, default=None)


def newest(progress: Progress, campaign: CampaignId) -> ResultsPublished | None:
    """The results of the last round that has any."""
    return next(reversed(published(progress, campaign)), None)


def left_behind(plan: Plan, state: State) -> Iterator[Reason]:
    """Why a plan cannot follow on this state: rounds that it would leave open, or with answers that nobody could erase."""
    known = {campaign.id: campaign.rounds for campaign in plan.campaigns}
    for (campaign, number), round_ in sorted(state.programme.rounds.items()):
        if number > known.get(campaign, 0) and round_.opened is not None and round_.purged is None:
            yield because("evaluations.left_behind", campaign=campaign, number=number)


def scored(results: Results, dimension: str, organisation: OrganisationId | None) -> float | None:
    """A score for a gate: of its organisation, or of the programme (each organisation once); None when it is not shown."""
    if organisation is None:
        return results.of_programme(dimension)
    found = results.score(dimension, organisation)
    return found.mean if found else None


def two_decimals(score: float) -> Decimal:
    """A score as it is written, a half upwards."""
    return Decimal(repr(score)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
