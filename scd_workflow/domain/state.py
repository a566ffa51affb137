"""What the log adds up to: a fold over its events, per organisation, and never stored.

`evolve` does not see the plan: events hold ids only, so that an edited plan leaves the log readable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from scd_workflow.domain.campaign_state import UNOPENED, RoundState, round_after
from scd_workflow.domain.communication_state import UNTOUCHED as UNSAID
from scd_workflow.domain.communication_state import communication_after
from scd_workflow.domain.events import (
    AbsenceRecorded,
    ActivityDone,
    ActivityReopened,
    ActivityStarted,
    ActivityWaived,
    AttestationGiven,
    DocumentApproved,
    Event,
    EvidenceAdded,
    PlanAdopted,
)
from scd_workflow.domain.gate_state import FIRST_CODE, PLANNED, CodeState, GateState, code_after, gate_after
from scd_workflow.domain.risk_state import risk_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from scd_workflow.domain.communication_state import CommunicationState, OccurrenceKey
    from scd_workflow.domain.ids import (
        ActivityId,
        CampaignId,
        CriterionId,
        DeliverableId,
        GateId,
        OrganisationId,
        PersonId,
        RiskId,
    )
    from scd_workflow.domain.risk_state import Risk

ActivityStanding = Literal["open", "started", "done", "waived"]


class ActivityState(NamedTuple):
    """How far an activity is: `finished` when done or waived, by whom, and the evidence, oldest first.

    `reopened` is when it was last opened again, from which its term counts anew; `attempt` counts that.
    """

    standing: ActivityStanding = "open"
    started: datetime | None = None
    finished: datetime | None = None
    by: PersonId | None = None
    evidence: tuple[str, ...] = ()
    reason: str = ""
    reopened: datetime | None = None
    attempt: int = 1

    @property
    def satisfied(self) -> bool:
        """Whether what comes after it may begin."""
        return self.finished is not None


UNTOUCHED = ActivityState()


@dataclass(slots=True)
class OrganisationState:
    """What happened in one organisation, or in the programme as a whole.

    `rounds` holds the rounds of campaigns by campaign and number; they are the programme's.
    """

    activities: dict[ActivityId, ActivityState] = field(default_factory=dict)
    gates: dict[GateId, GateState] = field(default_factory=dict)
    attestations: dict[tuple[GateId, CriterionId], AttestationGiven] = field(default_factory=dict)
    documents: dict[DeliverableId, DocumentApproved] = field(default_factory=dict)
    codes: dict[tuple[GateId, PersonId], CodeState] = field(default_factory=dict)
    rounds: dict[tuple[CampaignId, int], RoundState] = field(default_factory=dict)
    communications: dict[OccurrenceKey, CommunicationState] = field(default_factory=dict)
    risks: dict[RiskId, Risk] = field(default_factory=dict)

    def activity(self, activity: ActivityId) -> ActivityState:
        """How far an activity is."""
        return self.activities.get(activity, UNTOUCHED)

    def gate(self, gate: GateId) -> GateState:
        """How a gate stands."""
        return self.gates.get(gate, PLANNED)

    def round(self, campaign: CampaignId, number: int) -> RoundState:
        """How a round of a campaign stands."""
        return self.rounds.get((campaign, number), UNOPENED)

    def copy(self) -> OrganisationState:
        """The same state, free to be changed without a reader of this one noticing."""
        return OrganisationState(
            self.activities.copy(),
            self.gates.copy(),
            self.attestations.copy(),
            self.documents.copy(),
            self.codes.copy(),
            self.rounds.copy(),
            self.communications.copy(),
            self.risks.copy(),
        )


NOTHING_YET = OrganisationState()


@dataclass(slots=True)
class State:
    """Everything that happened: plans adopted (oldest first), the programme's own part, each organisation's, and absences.

    `absences` holds what was said last for each person and first day, those that were cancelled left out.

    A state is read and never changed; `fold` and `evolve` give a new one.
    """

    adoptions: tuple[PlanAdopted, ...] = ()
    programme: OrganisationState = field(default_factory=OrganisationState)
    organisations: dict[OrganisationId, OrganisationState] = field(default_factory=dict)
    absences: dict[tuple[PersonId, date], AbsenceRecorded] = field(default_factory=dict)

    def of(self, organisation: OrganisationId | None) -> OrganisationState:
        """The part of an organisation, or of the programme as a whole when there is none."""
        if organisation is None:
            return self.programme
        return self.organisations.get(organisation, NOTHING_YET)


def fold(events: Iterable[Event], start: State | None = None) -> State:
    """The state after `events`, from `start` (nothing yet) on; `start` stays as it was."""
    old = State() if start is None else start
    state = State(old.adoptions, old.programme, old.organisations.copy(), old.absences)
    parts = _Parts(state)
    for event in events:
        # By kind and not by class, and asked seldom: pydantic makes the question of a class slow, and of any field.
        match event.kind:
            case "activity_started" | "activity_done" | "activity_reopened" | "activity_waived" | "evidence_added":
                activities, activity = parts[event.organisation].activities, event.activity
                activities[activity] = _activity_after(activities.get(activity, UNTOUCHED), event)
            case "plan_adopted":
                state.adoptions += (event,)
            case "absence_recorded":
                state.absences = _absences_after(state.absences, event)
            case _:
                _apply(parts[event.organisation], event)
    return state


def evolve(state: State, event: Event) -> State:
    """The state after one more event."""
    return fold((event,), state)


class _Parts(dict["OrganisationId | None", OrganisationState]):
    """The parts of a state that events touch: each is copied once, and then changed where nobody else sees it."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    def __missing__(self, organisation: OrganisationId | None) -> OrganisationState:
        part = self[organisation] = self._state.of(organisation).copy()
        if organisation is None:
            self._state.programme = part
        else:
            self._state.organisations[organisation] = part
        return part


def _apply(part: OrganisationState, event: Event) -> None:
    match event.kind:
        case "attempt_refused" | "code_replaced":
            person = event.person if event.kind == "code_replaced" else event.claimed
            held = event.gate, person
            part.codes[held] = code_after(part.codes.get(held, FIRST_CODE), event)
        case "attestation_given" | "document_approved":
            _state_in(part, event)
        case "campaign_opened" | "campaign_closed" | "results_published" | "feedback_given" | "answers_purged":
            round_ = event.campaign, event.round
            part.rounds[round_] = round_after(part.rounds.get(round_, UNOPENED), event)
        case (
            "communication_drafted"
            | "communication_submitted"
            | "communication_returned"
            | "communication_approved"
            | "communication_moved"
            | "communication_cancelled"
            | "communication_sent"
            | "communication_evaluated"
            | "communication_stopped"
            | "communication_handed"
        ):
            said = event.item, event.occurrence
            part.communications[said] = communication_after(part.communications.get(said, UNSAID), event)
        case "risk_noted" | "risk_assessed" | "risk_closed":
            part.risks[event.risk] = risk_after(part.risks.get(event.risk), event)
        case "plan_adopted" | "absence_recorded":
            pass  # These and activities are seen to by `fold`.
        case "activity_started" | "activity_done" | "activity_reopened" | "activity_waived" | "evidence_added":
            pass
        case _:
            part.gates[event.gate] = gate_after(part.gate(event.gate), event)


def _state_in(part: OrganisationState, event: AttestationGiven | DocumentApproved) -> None:
    if event.kind == "attestation_given":
        part.attestations[event.gate, event.criterion] = event
    else:
        part.documents[event.document] = event


def _absences_after(
    old: dict[tuple[PersonId, date], AbsenceRecorded], event: AbsenceRecorded
) -> dict[tuple[PersonId, date], AbsenceRecorded]:
    others = {key: each for key, each in old.items() if key != (event.person, event.since)}
    return others if event.cancelled else {**others, (event.person, event.since): event}


def _activity_after(
    old: ActivityState,
    event: ActivityStarted | ActivityDone | ActivityReopened | ActivityWaived | EvidenceAdded,
) -> ActivityState:
    _, started, _, _, evidence, why, reopened, attempt = old
    # Not by the class: to call that takes twice as long, and this is done for every line of a log.
    new = tuple.__new__
    match event.kind:
        case "activity_started":
            return new(ActivityState, ("started", event.at, None, event.by, evidence, why, reopened, attempt))
        case "activity_done":
            if event.evidence:
                evidence = (*evidence, event.evidence)
            return new(ActivityState, ("done", started, event.at, event.by, evidence, "", reopened, attempt))
        case "activity_reopened":
            return new(ActivityState, ("open", None, None, event.by, evidence, event.reason, event.at, attempt + 1))
        case "activity_waived":
            return new(
                ActivityState, ("waived", started, event.at, event.by, evidence, event.reason, reopened, attempt)
            )
        case "evidence_added":
            return old._replace(evidence=(*evidence, event.evidence))
        case _:
            assert_never(event)
