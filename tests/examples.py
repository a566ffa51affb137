"""The standing cast: a small programme of three phases, its people, and the things that happen to them, said tersely.

Dordt is always early, Zwijnd always late, and the regional body Regio has closing days of its own. Pam manages the
programme until the end of January 2027, Paul from then on.

Everything is a working day from 4 January until Good Friday 2027 except the weekends, and for Regio 12 and 13 January.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import (
    ActivityDone,
    ActivityReopened,
    ActivityStarted,
    ActivityWaived,
    AttestationGiven,
    DocumentApproved,
    Event,
    EvidenceAdded,
    GateDecided,
    GateOpened,
    PlanAdopted,
)
from scd_workflow.domain.happened import Outcome, SentBack
from scd_workflow.domain.ids import (
    ENGINE,
    ActivityId,
    OrganisationId,
    PersonId,
)
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.state import fold

ZONE = ZoneInfo("Europe/Amsterdam")

DORDT = OrganisationId("dordt")
ZWIJND = OrganisationId("zwijnd")
REGIO = OrganisationId("regio")
CAST = (DORDT, ZWIJND, REGIO)

PAM = PersonId("pam")
PAUL = PersonId("paul")
STEF = PersonId("stef")
SARA = PersonId("sara")
DIRK = PersonId("dirk")
ZOE = PersonId("zoe")
RIK = PersonId("rik")
DINA = PersonId("dina")
ZENO = PersonId("zeno")
ROSA = PersonId("rosa")
LIV = PersonId("liv")


def work(activity: str, owner: str = "programme_manager", **fields: Any) -> dict[str, Any]:
    """An activity as it stands in a file; its deliverable is named after it."""
    deliverable = {"id": f"D-{activity}", "name": f"Paper {activity}", "acceptance": [{"id": "ok", "text": "Good"}]}
    return {"id": activity, "name": f"Work {activity}", "owner": owner, "deliverable": deliverable, "term": 1} | fields


ALTERNATIVES: list[dict[str, Any]] = [
    {"id": "on", "name": "Go on", "consequences": "What comes next begins"},
    {"id": "nothing", "name": "Do nothing", "consequences": "All stays as it is", "does_nothing": True},
]


def gate(gate_id: str, *criteria: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A gate as it stands in a file; without criteria it asks that the work before it is done."""
    asked = criteria or (criterion("work_done", "activities_done"),)
    ordinary = {"id": gate_id, "name": f"Gate {gate_id}", "owner": "programme_manager", "term": 1}
    return ordinary | {"alternatives": ALTERNATIVES, "criteria": asked} | fields


def criterion(criterion_id: str, kind: str, **fields: Any) -> dict[str, Any]:
    """A criterion as it stands in a file."""
    return {"id": criterion_id, "kind": kind, "text": f"It holds that {criterion_id}"} | fields


def phase(phase_id: str, closing_gate: str, *parts: dict[str, Any], owner: str = "programme_manager") -> dict[str, Any]:
    """A phase as it stands in a file; whatever has criteria is a gate."""
    gates = [part for part in parts if "criteria" in part]
    activities = [part for part in parts if "criteria" not in part]
    ordinary = {"id": phase_id, "name": f"Phase {phase_id}", "owner": owner, "closing_gate": closing_gate}
    return ordinary | {"activities": activities, "gates": gates}


ORGANISATIONS: list[dict[str, Any]] = [
    {"id": DORDT, "name": "Dordt", "kind": "municipality", "impact": 3},
    {"id": ZWIJND, "name": "Zwijnd", "kind": "municipality", "impact": 2},
    {"id": REGIO, "name": "Regio", "kind": "regional_body", "impact": 1},
]

ROLES: list[dict[str, Any]] = [
    {"id": "programme_manager", "name": "Programme manager"},
    {"id": "steering_chair", "name": "Chair of the steering committee"},
    {"id": "local_lead", "name": "Local lead", "per_organisation": True},
    {"id": "sponsor", "name": "Sponsor", "per_organisation": True},
    {"id": "line_manager", "name": "Line manager"},
]

HOLDERS: list[dict[str, Any]] = [
    {"role": "programme_manager", "person": PAM, "until": "2027-01-31"},
    {"role": "programme_manager", "person": PAUL, "since": "2027-02-01"},
    {"role": "steering_chair", "person": STEF},
    {"role": "steering_chair", "person": SARA},
    {"role": "local_lead", "person": DIRK, "organisation": DORDT},
    {"role": "local_lead", "person": ZOE, "organisation": ZWIJND},
    {"role": "local_lead", "person": RIK, "organisation": REGIO},
    {"role": "sponsor", "person": DINA, "organisation": DORDT},
    {"role": "sponsor", "person": ZENO, "organisation": ZWIJND},
    {"role": "sponsor", "person": ROSA, "organisation": REGIO},
    {"role": "line_manager", "person": LIV},
]

MANDATES: list[dict[str, Any]] = [
    {"id": "M-chair", "role": "steering_chair", "gates": ["G1", "G2", "G3"], "source": "Founding meeting"},
    {"id": "M-sponsor", "role": "sponsor", "gates": ["G2a"], "source": "Founding meeting"},
    {"id": "M-manager", "role": "programme_manager", "gates": ["G1"], "until": "2027-01-20", "source": "Letter"},
]

FIRST = phase(
    "P1",
    "G1",
    work("A1", term=5),
    work("A2", term=3, after=["A1"]),
    work("A3", "local_lead", term=4, after=["A1"], per_organisation=True),
    work("A4", term=2, mandatory=False),
    gate(
        "G1",
        criterion("work_done", "activities_done"),
        criterion("mandates_set", "document_approved", document="D-A2", role="steering_chair"),
        criterion("support_felt", "manual_attestation", role="programme_manager", mandatory=False),
        term=2,
    ),
)

SECOND = phase(
    "P2",
    "G2",
    work("B1", "local_lead", term=10, per_organisation=True, in_waves=True),
    work("B2", "local_lead", term=5, after=["B1"], per_organisation=True),
    work("B3", term=3),
    work("B4", "local_lead", term=5, after=["G2a"], per_organisation=True),
    gate(
        "G2a",
        criterion("set_up", "activities_done", activities=["B1", "B2"]),
        criterion("trained", "manual_attestation", role="sponsor"),
        owner="local_lead",
        after=["B2"],
        term=2,
        per_organisation=True,
    ),
    gate(
        "G2",
        criterion("most_live", "gate_decided", gate="G2a", at_least=2),
        criterion("work_done", "activities_done"),
        after=["B3", "B4"],
        term=3,
    ),
)

C1 = work("C1", "local_lead", term=4, per_organisation=True)
THIRD = phase("P3", "G3", C1, gate("G3", term=2), owner="line_manager")


def plan_of(*phases: dict[str, Any], **fields: Any) -> Plan:
    """A plan of these phases with the standing cast, unless `fields` say otherwise."""
    whole: dict[str, Any] = {
        "programme": {"id": "kza", "name": "Working by case", "start": "2027-01-04"},
        "organisations": ORGANISATIONS,
        "waves": [
            {"id": "W1", "name": "First", "organisations": [DORDT], "offset": 0},
            {"id": "W2", "name": "Second", "organisations": [ZWIJND, REGIO], "offset": 10},
        ],
        "roles": ROLES,
        "holders": HOLDERS,
        "mandates": MANDATES,
        "raci": {f"D-{each['id']}": {each["owner"]: "AR"} for part in phases for each in part["activities"]},
        "goals": [{"id": "all", "name": "All of it", "activities": [a["id"] for p in phases for a in p["activities"]]}],
        "calendar": {"closings": [{"organisation": REGIO, "days": ["2027-01-12", "2027-01-13"]}]},
        "phases": phases,
    }
    return Plan.model_validate(whole | fields)


PLAN = plan_of(FIRST, SECOND, THIRD)
NETWORK = Network(PLAN)


def day(month: int, of_month: int, year: int = 2027) -> date:
    """A day, by default in the year in which the programme starts."""
    return date(year, month, of_month)


def at(on: date, hour: int = 12) -> datetime:
    """An hour of a day, as the clocks of the cast have it."""
    return datetime.combine(on, time(hour), ZONE)


def seen(events: Iterable[Event], on: date, network: Network = NETWORK) -> Progress:
    """The standing of everything after these events, as seen on a day."""
    return progress_of(network, fold(events), on)


def codes(refused: Refused) -> list[str]:
    """The codes of the reasons of a refusal, in their order."""
    return [reason.code for reason in refused.reasons]


def adopted(digest: str, *, on: date, reason: str = "First plan") -> PlanAdopted:
    """A plan was adopted."""
    return PlanAdopted(**_told(on), digest=digest, reason=reason)


def started(activity: str, organisation: OrganisationId | None = None, *, on: date) -> ActivityStarted:
    """Somebody began an activity."""
    return ActivityStarted(**_told(on), activity=ActivityId(activity), organisation=organisation)


def done(activity: str, organisation: OrganisationId | None = None, *, on: date, evidence: str = "") -> ActivityDone:
    """An activity is finished."""
    return ActivityDone(**_told(on), activity=ActivityId(activity), organisation=organisation, evidence=evidence)


def reopened(activity: str, organisation: OrganisationId | None = None, *, on: date) -> ActivityReopened:
    """An activity is open again."""
    return ActivityReopened(**_told(on), activity=ActivityId(activity), organisation=organisation, reason="Again")


def waived(activity: str, organisation: OrganisationId | None = None, *, on: date) -> ActivityWaived:
    """An activity need not be done."""
    return ActivityWaived(**_told(on), activity=ActivityId(activity), organisation=organisation, reason="Not needed")


def shown(activity: str, organisation: OrganisationId | None = None, *, on: date, evidence: str) -> EvidenceAdded:
    """Evidence was added to a finished activity."""
    return EvidenceAdded(**_told(on), activity=ActivityId(activity), organisation=organisation, evidence=evidence)


def approved(document: str, organisation: OrganisationId | None = None, *, on: date) -> DocumentApproved:
    """A document was approved by the chair."""
    about = {"document": document, "organisation": organisation, "role": "steering_chair"}
    return DocumentApproved.model_validate(_told(on, STEF) | about)


def attested(gate: str, about: str, organisation: OrganisationId | None = None, *, on: date) -> AttestationGiven:
    """The sponsor of Dordt stated that a criterion holds."""
    said = {"gate": gate, "criterion": about, "organisation": organisation, "role": "sponsor", "statement": "I saw it"}
    return AttestationGiven.model_validate(_told(on, DINA) | said)


def opened(gate: str, organisation: OrganisationId | None = None, *, on: date, attempt: int = 1) -> GateOpened:
    """A gate awaits its decision."""
    about = {"gate": gate, "organisation": organisation, "attempt": attempt, "briefing": "b", "source": "engine"}
    return GateOpened.model_validate(_told(on, ENGINE) | about)


def decided(
    gate: str, outcome: Outcome = "go", organisation: OrganisationId | None = None, *, on: date, **more: Any
) -> GateDecided:
    """A gate was decided by the chair, an hour after everything else that happened on that day."""
    about = {"gate": gate, "outcome": outcome, "organisation": organisation, "attempt": 1, "rationale": "Because"}
    by_right_of = {"role": "steering_chair", "mandate": "M-chair", "briefing": "b", "at": at(on, 13)}
    return GateDecided.model_validate(_told(on, STEF) | about | by_right_of | more)


def _told(on: date, by: PersonId = PAM) -> dict[str, Any]:
    return {"at": at(on), "by": by, "source": "form"}


def back(activity: str, organisation: OrganisationId | None = None) -> SentBack:
    """Work that a no-go asks for again."""
    return SentBack(activity=ActivityId(activity), organisation=organisation)


FIRST_PHASE_DONE: tuple[Event, ...] = (
    done("A1", on=day(1, 8)),
    done("A2", on=day(1, 13)),
    done("A3", DORDT, on=day(1, 14)),
    done("A3", ZWIJND, on=day(1, 14)),
    done("A3", REGIO, on=day(1, 18)),
    done("A4", on=day(1, 5)),
)
"""Everything before G1, each on its due date; the document is not approved."""

READY_FOR_G1: tuple[Event, ...] = (*FIRST_PHASE_DONE, approved("D-A2", on=day(1, 18)))
"""As above, with every mandatory criterion of G1 met on 18 January."""

AWAITING_G1: tuple[Event, ...] = (*READY_FOR_G1, opened("G1", on=day(1, 18)))
"""As above, and G1 awaits its decision, due on 20 January."""

PAST_G1: tuple[Event, ...] = (*AWAITING_G1, decided("G1", on=day(1, 20)))
"""As above, and G1 was passed on its due date."""


def done_once_per(activity: str, where: Iterable[OrganisationId] = CAST, *, on: date) -> tuple[ActivityDone, ...]:
    """An activity is finished in several organisations on one day."""
    return tuple(done(activity, each, on=on) for each in where)
