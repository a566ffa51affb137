"""The communication calendar as the plan has it: what is said to whom, by whom, through what, and when."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Final, Literal

from pydantic import Field

from scd_workflow.domain.ids import SLUG, AudienceId, CampaignId, ItemId, OrganisationId, RoleId
from scd_workflow.domain.programme import Part, Text

Purpose = Literal["inform", "activate", "enthuse", "consult", "thank"]
Channel = Literal[
    "email", "teams", "intranet", "newsletter", "lunch_session", "inspiration_session", "training", "team_package",
    "poster", "wallboard", "video", "council_letter", "steering_memo", "consultation_hour",
]  # fmt: skip
MAILED: Final[frozenset[Channel]] = frozenset(
    {"email", "newsletter", "team_package", "council_letter", "steering_memo"}
)
"""What the engine sends as a letter to each reader."""

POSTED: Final[frozenset[Channel]] = frozenset({"teams"})
"""What the engine posts, once in each place where its readers look; people see to all other channels."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri"]
Severity = Literal["hard", "soft"]


class Audience(Part):
    """Who hears something: in every organisation the same kind of people.

    `per_week` and `silence` say for them what the customs say for all.
    """

    id: Annotated[AudienceId, SLUG]
    name: Text
    per_week: int | None = Field(default=None, ge=1)
    silence: int | None = Field(default=None, ge=1)


class OnDay(Part):
    """Once, on a day."""

    kind: Literal["once"]
    day: date


class ByRule(Part):
    """Time and again by a rule of iCalendar (RFC 5545, 3.3.10) such as `FREQ=MONTHLY;BYDAY=1TU`.

    It counts from `first` (the start of the programme when absent) to `last` (its end, or three years on). With `after`,
    an activity or gate, nothing is said until that is finished, and as many working days later as a draft takes.
    """

    kind: Literal["repeat"]
    rule: Text
    first: date | None = None
    last: date | None = None
    after: str | None = None


class ByAnchor(Part):
    """Once, `offset` working days from the day of an activity or gate; before it when negative."""

    kind: Literal["anchor"]
    part: Text
    offset: int = Field(ge=-260, le=260)


class ByRound(Part):
    """Once for every round of an evaluation, `offset` working days after its results are published.

    Until then nothing is said, and nothing is written: nobody knows yet what it will say.
    """

    kind: Literal["round"]
    campaign: CampaignId
    offset: int = Field(ge=1, le=260)


When = Annotated[OnDay | ByRule | ByAnchor | ByRound, Field(discriminator="kind")]


class Session(Part):
    """A meeting that people come to: where, for how many, and how long."""

    place: Text
    capacity: int = Field(ge=1)
    minutes: int = Field(default=60, ge=15, le=600)


class Item(Part):
    """Something that is said, once or time and again.

    `organisations` are those whose people hear it, nobody's in particular when empty. With `per_organisation` it is said
    in each of them by itself, else once to all of them together. `at` is the hour, that of the customs when absent.
    """

    id: Annotated[ItemId, SLUG]
    title: Text
    purpose: Purpose
    channel: Channel
    audiences: tuple[AudienceId, ...] = Field(min_length=1)
    organisations: tuple[OrganisationId, ...] | Literal["all"] = ()
    per_organisation: bool = False
    core_message: Text
    content: str = ""
    sender: RoleId
    owner: RoleId
    approver: RoleId
    when: When
    at: time | None = None
    shift: Literal["next", "previous", "ask"] = "next"
    session: Session | None = None


class OnPeriod(Part):
    """From `first` to and including `last`, as a school holiday."""

    kind: Literal["period"]
    first: date
    last: date


class OnRecess(Part):
    """Every recess of the plan's calendar."""

    kind: Literal["recess"]


class OnWeekdays(Part):
    """The same days of every week."""

    kind: Literal["week"]
    weekdays: tuple[Weekday, ...] = Field(min_length=1)


class OnMonthEnd(Part):
    """The last `days` working days of every month."""

    kind: Literal["month_end"]
    days: int = Field(ge=1, le=15)


class Blackout(Part):
    """Days on which these audiences are left alone and these channels are silent; all of them when none are named.

    On a hard one nothing is said, and an item shifts; on a soft one it is better not to.
    """

    id: Annotated[str, SLUG]
    name: Text
    severity: Severity
    when: Annotated[OnPeriod | OnRecess | OnWeekdays | OnMonthEnd, Field(discriminator="kind")]
    audiences: tuple[AudienceId, ...] = ()
    channels: tuple[Channel, ...] = ()


class Customs(Part):
    """What holds for every item.

    Nothing is said before `opens` or after `closes`. A draft is due `draft` working days before its day, its approval
    `approval` days before it, and the evaluation of a session `evaluation` days after it. An audience hears at most
    `per_week` items in a week, and something every `silence` weeks.
    """

    opens: time = time(8, 30)
    closes: time = time(17)
    at: time = time(9, 30)
    draft: int = Field(default=10, ge=1, le=60)
    approval: int = Field(default=5, ge=0, le=60)
    evaluation: int = Field(default=10, ge=1, le=60)
    per_week: int = Field(default=2, ge=1)
    silence: int = Field(default=4, ge=1)


class Communications(Part):
    """The whole calendar, in the order of its file."""

    customs: Customs = Field(default_factory=Customs)
    blackouts: tuple[Blackout, ...] = ()
    audiences: tuple[Audience, ...] = ()
    items: tuple[Item, ...] = ()
