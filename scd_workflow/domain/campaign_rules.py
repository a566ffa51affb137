"""Which evaluations the plan has: whom they ask what, from when until when, and by whose care."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scd_workflow.domain.ids import SLUG, AudienceId, CampaignId, CriterionId, InstrumentId, OrganisationId, RoleId
from scd_workflow.domain.programme import Part, Text

SMALLEST_GROUP = 5
"""Of fewer people than this nothing is ever shown, whatever the plan says."""

TOLD_WITHIN = 15
"""Working days from the results to word to those who were asked."""

HALF_A_YEAR = 26
MOST_SCANS = 2
"""Of more scans in so many weeks people tire, and answer no more."""

EvaluationKind = Literal["quick_scan", "measurement"]


class Audience(Part):
    """Who is asked; `invited` says how many per organisation, which otherwise is its headcount."""

    id: Annotated[AudienceId, SLUG]
    name: Text
    invited: dict[OrganisationId, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)


class Campaign(Part):
    """A quick-scan or measurement, held once or in several rounds.

    A round opens on the first fitting Tuesday from `offset` working days after `after` (an activity or gate of the
    programme; its start when absent), each next round `every` weeks later, and stays open for `open_for` working days.
    It waits while it would be open in a recess, unless a gate would have to wait for a measurement as well; a
    quick-scan also while it would be the third in half a year for the same people. Of one
    `organisation` only, it may come after what that does itself, as its go-live. No round opens without the works council
    where its consent is required. Of people on a list each round asks one of `panels` equal parts, in turn. Single answers
    are kept for `kept_for` months after the results are published.
    """

    id: Annotated[CampaignId, SLUG]
    name: Text
    kind: EvaluationKind
    instrument: InstrumentId
    owner: RoleId
    audience: AudienceId
    organisation: OrganisationId | None = None
    after: str | None = None
    offset: int = Field(default=0, ge=0, le=1000)
    rounds: int = Field(default=1, ge=1, le=40)
    every: int = Field(default=13, ge=1, le=104)
    open_for: int = Field(default=10, ge=1, le=60)
    compared_with: CampaignId | None = None
    works_council: Literal["required", "obtained", "not_needed"]
    works_council_source: str = ""
    panels: int = Field(default=1, ge=1, le=4)
    kept_for: int = Field(default=6, ge=1, le=12)
    smallest_group: int = Field(default=SMALLEST_GROUP, ge=SMALLEST_GROUP, le=50)


class MeasurementCriterion(Part):
    """Holds when the results of a campaign's last round are published."""

    kind: Literal["measurement_available"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    campaign: CampaignId


class IndicatorCriterion(Part):
    """Holds when the newest published score of a dimension lies within its bounds; whether it does may be unknown.

    For one organisation it is that one's score, for the programme the mean over the organisations.
    """

    kind: Literal["kpi_within"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    campaign: CampaignId
    dimension: str
    at_least: float | None = Field(default=None, ge=1, le=5)
    at_most: float | None = Field(default=None, ge=1, le=5)
