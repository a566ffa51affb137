"""What happens to a round of an evaluation; what people answered is no event."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from scd_workflow.domain.happened import Happened
from scd_workflow.domain.ids import CampaignId, InstrumentId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.results import Results


class AboutCampaign(Happened):
    """What every event about a round of a campaign says; rounds count from 1."""

    campaign: CampaignId
    round: int
    role: RoleId
    on_behalf_of: PersonId | None = None

    @property
    def organisation(self) -> None:
        """A round is the programme's: what an organisation answers stands within it."""


class CampaignOpened(AboutCampaign):
    """A round takes answers until and including `until`; it asks the instrument with this hash of so many people."""

    kind: Literal["campaign_opened"] = "campaign_opened"
    instrument: InstrumentId
    version: int
    instrument_hash: str
    smallest_group: int
    until: date
    invited: dict[OrganisationId, int]

    @property
    def takes_words(self) -> bool:
        """Whether people are asked for words: within one organisation somebody would be known by them."""
        return len(self.invited) > 1


class CampaignClosed(AboutCampaign):
    """A round takes no more answers, and what could tell whose an answer is was erased.

    `undelivered` counts, where there were any, the people of an organisation who were invited and to whom no message came.
    """

    kind: Literal["campaign_closed"] = "campaign_closed"
    undelivered: dict[OrganisationId, int] = Field(default_factory=dict)


class ResultsPublished(AboutCampaign):
    """The results of a round, as they stand from then on."""

    kind: Literal["results_published"] = "results_published"
    results: Results


class FeedbackGiven(AboutCampaign):
    """Those who were asked have heard what came of it; `evidence` links to what they were told."""

    kind: Literal["feedback_given"] = "feedback_given"
    evidence: str


class AnswersPurged(AboutCampaign):
    """The single answers of a round, and what was written in words, were erased; its results stay."""

    kind: Literal["answers_purged"] = "answers_purged"
