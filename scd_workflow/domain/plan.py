"""The plan: who takes part, what should happen and who may decide; read from `config/`, adopted into the log."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from scd_workflow.domain.calendar_items import Communications
from scd_workflow.domain.campaign_rules import Audience, Campaign, IndicatorCriterion, MeasurementCriterion
from scd_workflow.domain.gate_rules import Alternative, Consultation, Quorum, Route
from scd_workflow.domain.ids import (
    SLUG,
    ActivityId,
    BodyId,
    CriterionId,
    DeliverableId,
    GateId,
    MandateId,
    OrganisationId,
    PersonId,
    PhaseId,
    RoleId,
    RouteId,
)
from scd_workflow.domain.programme import (
    CalendarRules,
    Feature,
    Goal,
    Organisation,
    Part,
    Programme,
    ServiceDomain,
    Text,
    Wave,
)
from scd_workflow.domain.risk_events import RED

Discipline = Literal["technical", "development", "operations", "implementation", "embedding"]
Partner = Literal["business", "operations", "supplier"]
Raci = Literal["R", "A", "C", "I", "AR"]


class Body(Part):
    """A body that meets and decides or advises, with the roles that sit in it."""

    id: Annotated[BodyId, SLUG]
    name: Text
    chair: RoleId
    members: tuple[RoleId, ...] = ()
    rhythm: str = ""


class Role(Part):
    """A role in the programme; `partner` says which of the three partners it speaks for."""

    id: Annotated[RoleId, SLUG]
    name: Text
    partner: Partner | None = None
    per_organisation: bool = False
    mandatory: bool = True


class Holder(Part):
    """Who holds a role, for which organisation (all when absent), from `since` until and including `until`."""

    role: RoleId
    person: PersonId
    organisation: OrganisationId | None = None
    since: date | None = None
    until: date | None = None


class Mandate(Part):
    """Which role may decide which gates, for which organisations (all when empty), and by which document.

    For an organisation gate, a holder of a role per organisation decides for the own organisation only.
    """

    id: Annotated[MandateId, SLUG]
    role: RoleId
    gates: tuple[GateId, ...]
    organisations: tuple[OrganisationId, ...] = ()
    since: date | None = None
    until: date | None = None
    source: Text


class AcceptanceCriterion(Part):
    """One thing that must be true of a deliverable before it is accepted."""

    id: Annotated[str, SLUG]
    text: Text


class Deliverable(Part):
    """What an activity leaves behind, and when it is good."""

    id: Annotated[DeliverableId, SLUG]
    name: Text
    acceptance: tuple[AcceptanceCriterion, ...] = Field(min_length=1)


class Activity(Part):
    """A piece of work of `term` working days; done once, or once per organisation.

    `after` names activities and gates that come first. The gate that closes the previous phase always does.
    `in_waves` makes an organisation wait for the offset of its wave.
    """

    id: Annotated[ActivityId, SLUG]
    name: Text
    owner: RoleId
    after: tuple[str, ...] = ()
    deliverable: Deliverable
    term: int = Field(ge=1)
    per_organisation: bool = False
    in_waves: bool = False
    mandatory: bool = True
    continuous: bool = False
    kind: Literal["execution", "advice", "policy"] = "execution"
    discipline: Discipline = "implementation"
    service_domain: str | None = None


class ActivitiesCriterion(Part):
    """Holds when the named activities (all mandatory ones before the gate when empty) are done or waived."""

    kind: Literal["activities_done"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    activities: tuple[ActivityId, ...] = ()


class GateCriterion(Part):
    """Holds when another gate was decided go: for all organisations, or for `at_least` of them.

    With `exceptions` it was decided for all of them, and a no-go that stands is an accepted exception; `at_least` (one when
    absent) must still have passed.
    """

    kind: Literal["gate_decided"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    gate: GateId
    at_least: int | None = Field(default=None, ge=1)
    exceptions: bool = False


class AttestationCriterion(Part):
    """Holds when a holder of `role` has stated that it is so."""

    kind: Literal["manual_attestation"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    role: RoleId


class DocumentCriterion(Part):
    """Holds when a holder of `role` has approved the deliverable."""

    kind: Literal["document_approved"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    document: DeliverableId
    role: RoleId


class RiskCriterion(Part):
    """Holds when every open risk that touches the gate scores lower than `below`; unknown while none was ever noted.

    With `unless_measured` a risk that has a measure may score higher.
    """

    kind: Literal["risk_below"]
    id: Annotated[CriterionId, SLUG]
    text: Text
    mandatory: bool = True
    below: int = Field(default=RED, ge=2, le=25)
    unless_measured: bool = False


Criterion = Annotated[
    ActivitiesCriterion
    | GateCriterion
    | AttestationCriterion
    | DocumentCriterion
    | MeasurementCriterion
    | IndicatorCriterion
    | RiskCriterion,
    Field(discriminator="kind"),
]


class Gate(Part):
    """A decision by a person that lets the programme, or one organisation, through.

    `after` names the activities and gates before it (all activities of its phase when empty); `term` is the number of
    working days between the last of them and the decision.
    """

    id: Annotated[GateId, SLUG]
    name: Text
    owner: RoleId
    per_organisation: bool = False
    after: tuple[str, ...] = ()
    term: int = Field(ge=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    quorum: Quorum = Field(default_factory=Quorum)
    consultation: Consultation | None = None
    alternatives: tuple[Alternative, ...] = ()
    route: RouteId | None = None


class Phase(Part):
    """A phase: its activities, and its gates of which `closing_gate` opens the next phase."""

    id: Annotated[PhaseId, SLUG]
    name: Text
    owner: RoleId
    closing_gate: GateId
    activities: tuple[Activity, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple[Activity | Gate, ...]:
        """The activities and then the gates, in the order of the plan."""
        return (*self.activities, *self.gates)


class Plan(Part):
    """The whole plan, in the order of its files."""

    programme: Programme
    service_domains: tuple[ServiceDomain, ...] = ()
    goals: tuple[Goal, ...] = ()
    organisations: tuple[Organisation, ...] = Field(min_length=1)
    waves: tuple[Wave, ...] = ()
    features: tuple[Feature, ...] = ()
    bodies: tuple[Body, ...] = ()
    roles: tuple[Role, ...] = Field(min_length=1)
    holders: tuple[Holder, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    routes: tuple[Route, ...] = ()
    audiences: tuple[Audience, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    raci: dict[DeliverableId, dict[RoleId, Raci]]
    calendar: CalendarRules = Field(default_factory=CalendarRules)
    communications: Communications = Field(default_factory=Communications)
    phases: tuple[Phase, ...] = Field(min_length=1)

    def holders_of(self, role: RoleId, organisation: OrganisationId | None) -> tuple[Holder, ...]:
        """Who holds a role at some time, for an organisation or (None) for any, in the order of the plan."""
        held = self._holders.get(role, ())
        if organisation is None:
            return held
        return self._holders_where.get((role, organisation)) or tuple(each for each in held if not each.organisation)

    @cached_property
    def _holders(self) -> dict[RoleId, tuple[Holder, ...]]:
        return {role.id: tuple(each for each in self.holders if each.role == role.id) for role in self.roles}

    @cached_property
    def _holders_where(self) -> dict[tuple[RoleId, OrganisationId], tuple[Holder, ...]]:
        """The holders of each role for each organisation that has one of its own, with those who hold it everywhere."""
        return {
            (holder.role, holder.organisation): tuple(
                each for each in self._holders.get(holder.role, ()) if each.organisation in {None, holder.organisation}
            )
            for holder in self.holders
            if holder.organisation is not None
        }

    @property
    def text(self) -> str:
        """The plan as the JSON that is adopted and kept."""
        return self.model_dump_json()

    @property
    def digest(self) -> str:
        """The SHA-256 of `text`, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def starting(self, start: date) -> Plan:
        """This plan with `start` where it has no start of its own."""
        if self.programme.start is not None:
            return self
        programme = self.programme.model_copy(update={"start": start})
        return self.model_copy(update={"programme": programme})
