"""What happened: the events of the log. Shapes are permanent; a field may be added with a default, never changed.

`at` is when it happened, `by` the person who did it, `source` the door by which we heard. An event about the programme
as a whole has no organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from scd_workflow.domain.ids import (
    ActivityId,
    CriterionId,
    DeliverableId,
    GateId,
    MandateId,
    OrganisationId,
    PersonId,
    RoleId,
)
from scd_workflow.domain.reasons import Reason, because

LONGEST_TEXT = 10_000
"""As many characters as a person may write in one field: some pages, and no pasted file."""

# Line breaks and tabs are text. The others would command the terminal or the page on which the text is read, or cannot
# be stored.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Source = Literal["command", "form", "door", "engine", "example"]
Outcome = Literal["go", "conditional_go", "no_go", "deferred"]
PASSING: frozenset[Outcome] = frozenset({"go", "conditional_go"})


def unfit(text: str) -> Iterator[Reason]:
    """Why a text that a person wrote cannot stand in an event, nothing when it can."""
    if len(text) > LONGEST_TEXT:
        yield because("acts.text_too_long", length=len(text), limit=LONGEST_TEXT)
    found = CONTROL.search(text)
    if found is not None:
        yield because("acts.text_unreadable", place=found.start() + 1)


class Happened(BaseModel):
    """What every event says."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: AwareDatetime
    by: PersonId
    source: Source


class AboutActivity(Happened):
    """What every event about an activity says."""

    activity: ActivityId
    organisation: OrganisationId | None = None


class AboutGate(Happened):
    """What every event about a gate says."""

    gate: GateId
    organisation: OrganisationId | None = None


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


class ActivityWaived(AboutActivity):
    """An activity need not be done."""

    kind: Literal["activity_waived"] = "activity_waived"
    reason: str


class EvidenceAdded(AboutActivity):
    """A link to evidence was added to a finished activity."""

    kind: Literal["evidence_added"] = "evidence_added"
    evidence: str


class DocumentApproved(Happened):
    """A deliverable was approved; `evidence` links to the approved text."""

    kind: Literal["document_approved"] = "document_approved"
    document: DeliverableId
    organisation: OrganisationId | None = None
    role: RoleId
    evidence: str = ""


class AttestationGiven(AboutGate):
    """A person stated that a criterion holds."""

    kind: Literal["attestation_given"] = "attestation_given"
    criterion: CriterionId
    role: RoleId
    statement: str


class GateOpened(AboutGate):
    """A gate awaits its decision; `reason` says why it was asked for before its criteria held."""

    kind: Literal["gate_opened"] = "gate_opened"
    attempt: int
    briefing: str
    reason: str = ""


class Condition(BaseModel):
    """What a conditional go asks, of whom, by when."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    text: str
    owner: RoleId
    due: date


class SentBack(BaseModel):
    """Work that a no-go asks for again."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    activity: ActivityId
    organisation: OrganisationId | None = None


class Proof(BaseModel):
    """How the decider proved who he or she is; the code itself is kept nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    method: Literal["code"]
    counter: int


class GateDecided(AboutGate):
    """The decision on a gate, the facts as they stood when it was recorded (`briefing`, a digest), and by which mandate."""

    kind: Literal["gate_decided"] = "gate_decided"
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
    proof: Proof | None = None


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
    | GateDecided,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads an event from its stored JSON; raises `pydantic.ValidationError` for a shape that was never released."""
