"""What happened: the events of the log. Shapes are permanent; a field may be added with a default, never changed.

`at` is when it happened, `by` the person who did it, `source` the door by which we heard. An event about the programme
as a whole has no organisation.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from scd_workflow.domain.attempt_events import AttemptRefused, CodeReplaced
from scd_workflow.domain.communication_events import CommunicationEvent
from scd_workflow.domain.evaluation_events import (
    AnswersPurged,
    CampaignClosed,
    CampaignOpened,
    FeedbackGiven,
    ResultsPublished,
)
from scd_workflow.domain.happened import (
    AboutActivity,
    AboutGate,
    Condition,
    Happened,
    Outcome,
    Position,
    Proven,
    SentBack,
)
from scd_workflow.domain.ids import (
    CriterionId,
    DeliverableId,
    GateId,
    MandateId,
    OrganisationId,
    PersonId,
    RoleId,
)
from scd_workflow.domain.risk_events import RiskEvent


class PlanAdopted(Happened):
    """The plan with this digest is in force from here on."""

    kind: Literal["plan_adopted"] = "plan_adopted"
    digest: str
    reason: str


class ActivityStarted(AboutActivity):
    """Somebody began an activity."""

    kind: Literal["activity_started"] = "activity_started"


class ActivityDone(AboutActivity):
    """An activity is finished; `evidence` links to what it left behind."""

    kind: Literal["activity_done"] = "activity_done"
    evidence: str = ""


class ActivityReopened(AboutActivity):
    """An activity that was done or waived is open again."""

    kind: Literal["activity_reopened"] = "activity_reopened"
    reason: str


class ActivityWaived(AboutActivity, Proven):
    """An activity need not be done."""

    kind: Literal["activity_waived"] = "activity_waived"
    reason: str


class EvidenceAdded(AboutActivity):
    """A link to evidence was added to a finished activity."""

    kind: Literal["evidence_added"] = "evidence_added"
    evidence: str


class DocumentApproved(Proven):
    """A deliverable was approved; `evidence` links to the approved text."""

    kind: Literal["document_approved"] = "document_approved"
    document: DeliverableId
    organisation: OrganisationId | None = None
    role: RoleId
    evidence: str = ""


class AttestationGiven(AboutGate, Proven):
    """A person stated that a criterion holds."""

    kind: Literal["attestation_given"] = "attestation_given"
    criterion: CriterionId
    role: RoleId
    statement: str


class GateOpened(AboutGate):
    """A gate awaits its decision; `reason` says why it was asked for before its criteria held.

    `on_behalf_of` is the owner of the gate for whom a deputy asked.
    """

    kind: Literal["gate_opened"] = "gate_opened"
    attempt: int
    briefing: str
    reason: str = ""
    on_behalf_of: PersonId | None = None


class Ballot(AboutGate, Proven):
    """What a person decides at a gate, on which briefing (`briefing`, the digest of what was seen), and by which mandate."""

    attempt: int
    outcome: Outcome
    role: RoleId
    mandate: MandateId
    briefing: str
    rationale: str
    conditions: tuple[Condition, ...] = ()
    deferred_until: date | None = None
    back_to: tuple[SentBack, ...] = ()
    override_reason: str = ""


class GateDecided(Ballot):
    """The decision on a gate; where several had to vote, by whoever cast the vote that settled it.

    `in_favour` and `seats` count the votes, 0 where one person decides.
    """

    kind: Literal["gate_decided"] = "gate_decided"
    in_favour: int = 0
    seats: int = 0


class VoteCast(Ballot):
    """One vote where several have to decide; a person's later vote replaces the earlier one."""

    kind: Literal["vote_cast"] = "vote_cast"


class PositionGiven(AboutGate, Proven):
    """What a consulted organisation or body (`speaker`) thinks of a gate; a later position replaces the earlier one."""

    kind: Literal["position_given"] = "position_given"
    attempt: int
    speaker: str
    role: RoleId
    position: Position
    advice: str = ""


class ConditionMet(AboutGate, Proven):
    """A condition of the decision of `attempt` is met; `number` counts from 1 in the order of the decision."""

    kind: Literal["condition_met"] = "condition_met"
    attempt: int
    number: int
    role: RoleId
    evidence: str


class ConditionLifted(AboutGate, Proven):
    """A condition is lifted by decision of somebody with a mandate."""

    kind: Literal["condition_lifted"] = "condition_lifted"
    attempt: int
    number: int
    role: RoleId
    mandate: MandateId
    reason: str


class GateWithdrawn(AboutGate, Proven):
    """The request for a decision is taken back: the gate awaits none until it opens again."""

    kind: Literal["gate_withdrawn"] = "gate_withdrawn"
    attempt: int
    role: RoleId
    mandate: MandateId
    reason: str


class GateReopened(AboutGate, Proven):
    """The decision of `attempt` no longer holds, and the gate awaits a new one as the next attempt."""

    kind: Literal["gate_reopened"] = "gate_reopened"
    attempt: int
    role: RoleId
    mandate: MandateId
    reason: str


class TermSuspended(AboutGate, Proven):
    """The term of an open gate stands still (opschorten) from the day of `at` until `until`, on which it runs again."""

    kind: Literal["term_suspended"] = "term_suspended"
    attempt: int
    until: date
    role: RoleId
    reason: str
    due: date


class TermExtended(AboutGate, Proven):
    """The term of an open gate is longer by `days` working days (verdagen); `due` is the date that came of it."""

    kind: Literal["term_extended"] = "term_extended"
    attempt: int
    days: int
    role: RoleId
    reason: str
    due: date


class AbsenceRecorded(Happened):
    """A person is away from `since` until and including `until`, replaced by `deputy` when there is one.

    `gates` and `organisations` limit what the deputy replaces in, all when empty; `document` is where that was laid down.
    Recorded again for the same person and first day it replaces what was said; `cancelled` takes it back.
    """

    kind: Literal["absence_recorded"] = "absence_recorded"
    person: PersonId
    since: date
    until: date
    deputy: PersonId | None = None
    gates: tuple[GateId, ...] = ()
    organisations: tuple[OrganisationId, ...] = ()
    document: str = ""
    cancelled: bool = False


Event = Annotated[
    PlanAdopted
    | ActivityStarted
    | ActivityDone
    | ActivityReopened
    | ActivityWaived
    | EvidenceAdded
    | DocumentApproved
    | AttestationGiven
    | GateOpened
    | GateDecided
    | VoteCast
    | PositionGiven
    | ConditionMet
    | ConditionLifted
    | GateWithdrawn
    | GateReopened
    | TermSuspended
    | TermExtended
    | AbsenceRecorded
    | AttemptRefused
    | CodeReplaced
    | CampaignOpened
    | CampaignClosed
    | ResultsPublished
    | FeedbackGiven
    | AnswersPurged
    | CommunicationEvent
    | RiskEvent,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads an event from its stored JSON; raises `pydantic.ValidationError` for a shape that was never released."""


ADDED = ("request", "on_behalf_of", "proof", "in_favour", "seats", "digest", "recipients", "undelivered")
"""What was added to shapes that had been released without it; an event that has none does not say so."""


def written(event: Event) -> str:
    """An event as the JSON that is stored."""
    return event.model_dump_json(exclude={name for name in ADDED if not getattr(event, name, None)})
