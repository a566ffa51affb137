"""What happens to one occurrence of an item of the communication calendar. Shapes are permanent, as of every event."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from scd_workflow.domain.happened import Happened
from scd_workflow.domain.ids import ItemId, OrganisationId, PersonId, RoleId, Which


class AboutCommunication(Happened):
    """What every event about an occurrence says.

    `occurrence` is the day that the rule of a repeated item gave it, or the number of the round that it tells of; absent
    for what happens once. `on_behalf_of` is the person whom a deputy replaced.
    """

    item: ItemId
    organisation: OrganisationId | None = None
    occurrence: Which = None
    role: RoleId
    on_behalf_of: PersonId | None = None


class CommunicationDrafted(AboutCommunication):
    """Somebody began to write; what was approved before has to be approved again."""

    kind: Literal["communication_drafted"] = "communication_drafted"
    note: str = ""


class CommunicationSubmitted(AboutCommunication):
    """A draft awaits approval; `content` is where it can be read, `digest` that of what it said, absent before there were any."""

    kind: Literal["communication_submitted"] = "communication_submitted"
    content: str
    digest: str = ""


class CommunicationReturned(AboutCommunication):
    """A draft was not approved, and is a draft again."""

    kind: Literal["communication_returned"] = "communication_returned"
    reason: str


class CommunicationApproved(AboutCommunication):
    """What `content` names may go out, as it was when its digest was this one."""

    kind: Literal["communication_approved"] = "communication_approved"
    content: str
    note: str = ""
    digest: str = ""


class CommunicationStopped(AboutCommunication):
    """The engine did not send what was approved: it changed since (`changed`), or its text is not there (`absent`)."""

    kind: Literal["communication_stopped"] = "communication_stopped"
    why: Literal["changed", "absent"]


class CommunicationHanded(AboutCommunication):
    """The engine leaves it to people, because the settings know no addresses of an audience, or no place for it."""

    kind: Literal["communication_handed"] = "communication_handed"
    why: Literal["no_addresses", "no_destination"]


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
    """It went out, or the session was held, on the day of `at`; `evidence` links to what is left of it.

    `recipients` is to how many addresses the engine sent it, absent when people did.
    """

    kind: Literal["communication_sent"] = "communication_sent"
    evidence: str = ""
    recipients: int | None = Field(default=None, ge=1)


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
    | CommunicationStopped
    | CommunicationHanded
)
