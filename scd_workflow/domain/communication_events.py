"""What happens to one occurrence of an item of the communication calendar. Shapes are permanent, as of every event."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from scd_workflow.domain.happened import Happened
from scd_workflow.domain.ids import ItemId, OrganisationId, PersonId, RoleId


class AboutCommunication(Happened):
    """What every event about an occurrence says.

    `occurrence` is the day that the rule of a repeated item gave it, absent for what happens once. `on_behalf_of` is the
    person whom a deputy replaced.
    """

    item: ItemId
    organisation: OrganisationId | None = None
    occurrence: date | None = None
    role: RoleId
    on_behalf_of: PersonId | None = None


class CommunicationDrafted(AboutCommunication):
    """Somebody began to write; what was approved before has to be approved again."""

    kind: Literal["communication_drafted"] = "communication_drafted"
    note: str = ""


class CommunicationSubmitted(AboutCommunication):
    """A draft awaits approval; `content` is where it can be read."""

    kind: Literal["communication_submitted"] = "communication_submitted"
    content: str


class CommunicationReturned(AboutCommunication):
    """A draft was not approved, and is a draft again."""

    kind: Literal["communication_returned"] = "communication_returned"
    reason: str


class CommunicationApproved(AboutCommunication):
    """What `content` names may go out."""

    kind: Literal["communication_approved"] = "communication_approved"
    content: str
    note: str = ""


class CommunicationMoved(AboutCommunication):
    """It goes out on another day than the calendar says."""

    kind: Literal["communication_moved"] = "communication_moved"
    to: date
    reason: str


class CommunicationCancelled(AboutCommunication):
    """It does not go out."""

    kind: Literal["communication_cancelled"] = "communication_cancelled"
    reason: str


class CommunicationSent(AboutCommunication):
    """It went out, or the session was held, on the day of `at`; `evidence` links to what is left of it."""

    kind: Literal["communication_sent"] = "communication_sent"
    evidence: str = ""


class CommunicationEvaluated(AboutCommunication):
    """How many people it reached, how many of each organisation came to a session, and what was learnt."""

    kind: Literal["communication_evaluated"] = "communication_evaluated"
    reach: int | None = Field(default=None, ge=0)
    attendance: dict[OrganisationId, int] = Field(default_factory=dict)
    evaluation: str = ""


CommunicationEvent = (
    CommunicationDrafted
    | CommunicationSubmitted
    | CommunicationReturned
    | CommunicationApproved
    | CommunicationMoved
    | CommunicationCancelled
    | CommunicationSent
    | CommunicationEvaluated
)
