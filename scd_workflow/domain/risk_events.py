"""What happens to a risk. Shapes are permanent, as of every event."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from scd_workflow.domain.happened import Happened
from scd_workflow.domain.ids import OrganisationId, PersonId, RiskId, RoleId

Side = Literal["time", "money", "quality"]
"""The three sides of the project triangle."""

SIDES: Final[tuple[Side, ...]] = get_args(Side)

RED: Final = 15
"""From this score on, of the 25 that there can be, a risk is red: more than its owner may bear without the programme."""

OneToFive = Annotated[int, Field(ge=1, le=5)]


class AboutRisk(Happened):
    """What every event about a risk says; a risk of the programme as a whole has no organisation."""

    risk: RiskId
    organisation: OrganisationId | None = None


class Assessment(AboutRisk):
    """How great a risk is: how probable, and how great the impact on the `side` that it hits hardest.

    The holder of `owner` takes care of it, by `measure` where there is one, and looks at it again by `review`.
    """

    owner: RoleId
    probability: OneToFive
    impact: OneToFive
    side: Side
    measure: str = ""
    review: date


class RiskNoted(Assessment):
    """Somebody saw a risk: `what` could happen, and `why`, its cause and what would follow."""

    kind: Literal["risk_noted"] = "risk_noted"
    what: str
    why: str


class RiskAssessed(Assessment):
    """A risk was looked at again; all that is said of it here replaces what was said before."""

    kind: Literal["risk_assessed"] = "risk_assessed"
    role: RoleId
    on_behalf_of: PersonId | None = None
    note: str = ""


class RiskClosed(AboutRisk):
    """A risk is none any more."""

    kind: Literal["risk_closed"] = "risk_closed"
    role: RoleId
    on_behalf_of: PersonId | None = None
    reason: str


RiskEvent = RiskNoted | RiskAssessed | RiskClosed
