"""The gates: when one opens, what its deciders see, and which decisions are accepted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain import authority
from scd_workflow.domain.activities import about
from scd_workflow.domain.criteria import Finding, findings, unmet
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import (
    GateOpened,
    unfit,
)
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.events import Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.state import GateState


class GateSpot(NamedTuple):
    """A gate of one organisation, or of the programme (None)."""

    gate: Gate
    organisation: OrganisationId | None


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the deciders of a gate see: each criterion with its reason, and when the decision is due."""

    gate: Gate
    organisation: OrganisationId | None
    attempt: int
    due: date
    asked_because: str
    findings: tuple[Finding, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the facts, so that a decision can say what it was taken on."""
        facts = [
            [each.criterion.id, each.met, each.reason.code, sorted(each.reason.values.items())]
            for each in self.findings
        ]
        whole = [self.gate.id, self.organisation, self.attempt, self.asked_because, facts]
        return hashlib.sha256(json.dumps(whole, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """A gate's owner asks for the decision, with a reason when mandatory criteria do not hold."""

    gate: GateId
    organisation: OrganisationId | None
    by: PersonId
    reason: str = ""
    source: Source = "command"


def open_gates(progress: Progress) -> tuple[GateSpot, ...]:
    """Every gate that awaits a decision, in the order of the plan."""
    return tuple(spot for spot in all_gates(progress) if gate_state(progress, spot).awaits_decision)


def all_gates(progress: Progress) -> Iterator[GateSpot]:
    """Every gate of every organisation that it is for, in the order of the plan."""
    for gate in progress.network.gates.values():
        for organisation in progress.network.organisations_of(gate):
            yield GateSpot(gate, organisation)


def briefing(progress: Progress, gate: Gate, organisation: OrganisationId | None) -> Briefing:
    """What the deciders of a gate see as things stand."""
    state = progress.state.of(organisation).gate(gate.id)
    attempt = state.attempt if state.awaits_decision else state.attempt + 1
    due = progress.due(gate.id, organisation)
    return Briefing(gate, organisation, attempt, due, state.reason, findings(progress, gate, organisation))


def to_open(progress: Progress, at: datetime) -> tuple[GateOpened, ...]:
    """The gates that open by themselves: the phase before is over, mandatory work is finished, mandatory criteria hold.

    A gate that was refused opens again when the work it was sent back to is finished.
    """
    return tuple(_opening(progress, spot, at) for spot in all_gates(progress) if _may_open_itself(progress, spot))


def ask(progress: Progress, request: Request, at: datetime) -> GateOpened:
    """The opening that a gate's owner asks for; raises `Refused` with every reason why not."""
    refuse_if(_against_asking(progress, request, at))
    gate = progress.network.gates[request.gate]
    opening = _opening(progress, GateSpot(gate, request.organisation), at)
    changes = {"by": request.by, "source": request.source, "reason": request.reason.strip()}
    return opening.model_copy(update=changes)


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What people have to decide: every gate that awaits a decision."""
    plan, today = progress.network.plan, progress.today
    for gate, organisation in open_gates(progress):
        entitled = authority.entitled(plan, gate.id, organisation, today)
        yield Obligation(
            kind="decision",
            subject=gate.id,
            organisation=organisation,
            attempt=progress.state.of(organisation).gate(gate.id).attempt,
            due=progress.due(gate.id, organisation),
            people=tuple(dict.fromkeys(each.person for each in entitled)),
            owner=authority.holders(plan, gate.owner, organisation, today),
        )


def gate_state(progress: Progress, spot: GateSpot) -> GateState:
    """How the gate stands there."""
    return progress.state.of(spot.organisation).gate(spot.gate.id)


def _may_open_itself(progress: Progress, spot: GateSpot) -> bool:
    state = gate_state(progress, spot)
    if state.awaits_decision or state.passed or any(_phase_closed(progress, spot)) or _work_missing(progress, spot):
        return False
    return _reconsidered(progress, state) and not unmet(findings(progress, *spot))


def _work_missing(progress: Progress, spot: GateSpot) -> bool:
    """Whether mandatory work before the gate is not finished; how many other gates it needs is for its criteria to say."""
    before = (blocker.part for blocker in progress.blocked_by(spot.gate.id, spot.organisation))
    return any(isinstance(part, Activity) and part.mandatory for part in before)


def _reconsidered(progress: Progress, state: GateState) -> bool:
    """Whether a refused gate has what it was refused for; one that was sent back to no work waits until it is asked for."""
    if state.decision is None:
        return True
    back_to = state.decision.back_to
    return bool(back_to) and all(
        progress.state.of(work.organisation).activity(work.activity).satisfied for work in back_to
    )


def _opening(progress: Progress, spot: GateSpot, at: datetime) -> GateOpened:
    return GateOpened(
        at=at,
        by=ENGINE,
        source="engine",
        gate=spot.gate.id,
        organisation=spot.organisation,
        attempt=gate_state(progress, spot).attempt + 1,
        briefing=briefing(progress, *spot).digest,
    )


def unknown_gate(progress: Progress, gate: GateId, organisation: OrganisationId | None) -> Iterator[Reason]:
    """What is wrong with naming this gate, nothing when it is right."""
    wrong = tuple(about(progress.network, organisation, gate))
    yield from wrong
    if not wrong and gate not in progress.network.gates:
        yield because("gates.not_a_gate", part=gate)


def _against_asking(progress: Progress, request: Request, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, request.gate, request.organisation))
    if wrong:
        yield from wrong
        return
    spot = GateSpot(progress.network.gates[request.gate], request.organisation)
    state = gate_state(progress, spot)
    if not authority.holds(progress.network.plan, request.by, spot.gate.owner, request.organisation, at.date()):
        plan = progress.network.plan
        who = authority.named(authority.holders(plan, spot.gate.owner, request.organisation, at.date()))
        role = authority.role_name(plan, spot.gate.owner)
        yield because("gates.not_its_owner", person=request.by, gate=request.gate, role=role, who=who)
    if state.awaits_decision:
        yield because("gates.already_open", gate=request.gate)
    if state.passed:
        yield because("gates.already_passed", gate=request.gate)
    yield from _phase_closed(progress, spot)
    yield from unfit(request.reason)
    if not request.reason.strip() and unmet(findings(progress, *spot)):
        yield because("gates.reason_missing", gate=request.gate, unmet=named(unmet(findings(progress, *spot))))


def _phase_closed(progress: Progress, spot: GateSpot) -> Iterator[Reason]:
    for blocker in progress.blocked_by(spot.gate.id, spot.organisation):
        if isinstance(blocker.part, Gate) and blocker.part.id not in {
            each.id for each in _own_phase_gates(progress, spot)
        }:
            yield because("gates.phase_not_open", gate=spot.gate.id, before=blocker.part.id)


def _own_phase_gates(progress: Progress, spot: GateSpot) -> tuple[Gate, ...]:
    return progress.network.item(spot.gate.id).phase.gates


def named(found: tuple[Finding, ...]) -> str:
    """The ids of the criteria, as they stand in a sentence."""
    return ", ".join(finding.criterion.id for finding in found)
