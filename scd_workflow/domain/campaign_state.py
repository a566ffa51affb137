"""How a round of a campaign stands, and what each event changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scd_workflow.domain.evaluation_events import (
        AnswersPurged,
        CampaignClosed,
        CampaignOpened,
        FeedbackGiven,
        ResultsPublished,
    )
    from scd_workflow.domain.ids import OrganisationId

    CampaignEvent = CampaignOpened | CampaignClosed | ResultsPublished | FeedbackGiven | AnswersPurged

Stage = Literal["planned", "open", "closed", "published", "done"]


@dataclass(frozen=True, slots=True)
class RoundState:
    """How far a round is, by the events about it; `undelivered` counts those of an organisation whom no message reached."""

    opened: CampaignOpened | None = None
    closed: date | None = None
    undelivered: Mapping[OrganisationId, int] = field(default_factory=dict)
    published: ResultsPublished | None = None
    told: date | None = None
    purged: date | None = None

    @property
    def stage(self) -> Stage:
        """How far it is; it is done when those who were asked have heard of the results."""
        if self.opened is None:
            return "planned"
        if self.closed is None:
            return "open"
        if self.published is None:
            return "closed"
        return "published" if self.told is None else "done"


UNOPENED = RoundState()


def round_after(old: RoundState, event: CampaignEvent) -> RoundState:
    """The round after one more event."""
    match event.kind:
        case "campaign_opened":
            return replace(old, opened=event)
        case "campaign_closed":
            return replace(old, closed=event.at.date(), undelivered=event.undelivered)
        case "results_published":
            return replace(old, published=event)
        case "feedback_given":
            return replace(old, told=event.at.date())
        case "answers_purged":
            return replace(old, purged=event.at.date())
        case _:
            assert_never(event)
