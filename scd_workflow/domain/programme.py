"""What the programme is, for whom, and on which days: the frame in which the plan's work is done."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scd_workflow.domain.ids import SLUG, ActivityId, OrganisationId, ProgrammeId, WaveId

Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A part of the plan: never changed, and nothing in it that the plan does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Programme(Part):
    """The change programme itself.

    `start` is the first day of work. A plan without one takes its start when it is adopted.
    """

    id: Annotated[ProgrammeId, SLUG]
    name: Text
    theme: str = ""
    vision: str = ""
    start: date | None = None
    end: date | None = None
    timezone: str = "Europe/Amsterdam"
    languages: tuple[Literal["nl", "en"], ...] = ("nl", "en")


class ServiceDomain(Part):
    """A field in which the service centre works, such as records management."""

    id: Annotated[str, SLUG]
    name: Text


class Organisation(Part):
    """A participating organisation."""

    id: Annotated[OrganisationId, SLUG]
    name: Text
    kind: Literal["municipality", "regional_body", "service_centre", "supplier"]
    cbs: str = ""
    headcount: int = Field(default=0, ge=0)
    certainty: Literal["certain", "likely", "possible"] = "certain"
    impact: int = Field(ge=0, le=3)
    impact_note: str = ""


class Wave(Part):
    """Organisations that go together, `offset` working days after the first can begin."""

    id: Annotated[WaveId, SLUG]
    name: Text
    organisations: tuple[OrganisationId, ...]
    offset: int = Field(ge=0)


class Feature(Part):
    """A functionality of the new way of working, and the release in which each organisation gets it."""

    id: Annotated[str, SLUG]
    name: Text
    releases: dict[OrganisationId, str]


class Goal(Part):
    """What the programme is for, and the activities that serve it."""

    id: Annotated[str, SLUG]
    name: Text
    activities: tuple[ActivityId, ...]


class Closing(Part):
    """Days on which an organisation (all when absent) is closed beside weekends and paid holidays."""

    organisation: OrganisationId | None = None
    days: tuple[date, ...]
    reason: str = ""


class Recess(Part):
    """A period without council or board meetings."""

    name: Text
    first: date
    last: date
    organisation: OrganisationId | None = None
    status: Literal["to_confirm", "confirmed"] = "to_confirm"


class CalendarRules(Part):
    """Which days are no working days beyond the eight paid holidays of the CAO Gemeenten."""

    good_friday: bool = False
    closings: tuple[Closing, ...] = ()
    recesses: tuple[Recess, ...] = ()
