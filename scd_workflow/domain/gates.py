"""The gates: when one opens, what its deciders see, and which decisions are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from scd_workflow.domain import authority, conditions, quorum
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.criteria import Finding, findings, unmet
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import GateOpened
from scd_workflow.domain.gate_spots import GateSpot, all_gates, gate_state, open_gates, unknown_gate
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.gate_state import GateState
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, RoleId
    from scd_workflow.domain.progress import Progress

__all__ = ["GateSpot", "all_gates", "gate_state", "open_gates", "unknown_gate"]


@dataclass(frozen=True, slots=True)
class Request:
    """A gate's owner asks for the decision, with a reason when mandatory criteria do not hold."""

    gate: GateId
    organisation: OrganisationId | None
    by: PersonId
    reason: str = ""
    source: Source = "command"


def to_open(progress: Progress, at: datetime) -> tuple[GateOpened, ...]:
    """The gates that open by themselves: the phase before is over, mandatory work is finished, mandatory criteria hold.

    A gate that was refused opens again when the work it was sent back to is finished.
    """
    return tuple(_opening(progress, spot, at) for spot in all_gates(progress) if _may_open_itself(progress, spot))


def ask(progress: Progress, request: Request, at: datetime) -> GateOpened:
    """The opening that a gate's owner asks for; raises `Refused` with every reason why not."""
    refuse_if(_against_asking(progress, request, at))
    gate = progress.network.gates[request.gate]
    spot = GateSpot(gate, request.organisation)
    actor = authority.acting(_askers(progress, spot, at.date()), request.by)
    assert actor is not None
    changes = {"by": request.by, "source": request.source, "reason": request.reason.strip()}
    return _opening(progress, spot, at).model_copy(update={**changes, "on_behalf_of": actor.on_behalf_of})


def against_passing(progress: Progress, spot: GateSpot) -> Iterator[Reason]:
    """What keeps an open gate from being passed and no reason can override: what comes before it no longer lets through."""
    if gate_state(progress, spot).awaits_decision:
        yield from phase_closed(progress, spot)
        yield from conditions.against_passing(progress, spot)


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What people have to decide, every gate that awaits a decision; and have to make ready, every gate that never opened yet."""
    yield from map(partial(_readiness, progress), _to_make_ready(progress))
    plan, today, absences = progress.network.plan, progress.today, progress.state.absences
    for spot in open_gates(progress):
        gate, organisation = spot
        owners = authority.holders(plan, gate.owner, organisation, today)
        yield Obligation(
            kind="decision",
            subject=gate.id,
            organisation=organisation,
            attempt=progress.state.of(organisation).gate(gate.id).attempt,
            due=progress.due(gate.id, organisation),
            people=quorum.awaited(progress, spot, today),
            owner=authority.addressed(absences, owners, today, organisation, gate=gate.id),
        )


def _to_make_ready(progress: Progress) -> Iterator[GateSpot]:
    """The gates that are at issue and were never opened; who is sent back or withdraws knows that a decision is not near."""
    for spot in all_gates(progress):
        state = gate_state(progress, spot)
        if state.attempt == 0 and not state.passed and not any(phase_closed(progress, spot)):
            yield spot


def _readiness(progress: Progress, spot: GateSpot) -> Obligation:
    (gate, organisation), plan, today = spot, progress.network.plan, progress.today
    held = (authority.holders(plan, role, organisation, today) for role in (gate.owner, _phase_owner(progress, gate)))
    people, answerable = (
        authority.addressed(progress.state.absences, each, today, organisation, gate=gate.id) for each in held
    )
    return Obligation(
        kind="readiness", subject=gate.id, organisation=organisation, attempt=0,
        due=progress.due(gate.id, organisation), people=people, owner=answerable,
    )  # fmt: skip


def _phase_owner(progress: Progress, gate: Gate) -> RoleId:
    return progress.network.item(gate.id).phase.owner


def owners_of(progress: Progress, spot: GateSpot, day: date) -> tuple[PersonId, ...]:
    """Who may ask for the decision on a gate on a day: the holders of its owner role, and the deputies of who is away."""
    return tuple(dict.fromkeys(each.person for each in _askers(progress, spot, day)))


def _askers(progress: Progress, spot: GateSpot, day: date) -> tuple[Actor, ...]:
    plan, absences = progress.network.plan, progress.state.absences
    return authority.actors(plan, spot.gate.owner, spot.organisation, day, absences, gate=spot.gate.id)


def _may_open_itself(progress: Progress, spot: GateSpot) -> bool:
    state = gate_state(progress, spot)
    if state.awaits_decision or state.passed or any(phase_closed(progress, spot)) or _work_missing(progress, spot):
        return False
    if not _reconsidered(progress, state) or unmet(findings(progress, *spot)):
        return False
    return not conditions.open_before(progress, spot)


def _work_missing(progress: Progress, spot: GateSpot) -> bool:
    """Whether mandatory work before the gate is not finished; how many other gates it needs is for its criteria to say."""
    before = (blocker.part for blocker in progress.blocked_by(spot.gate.id, spot.organisation))
    return any(isinstance(part, Activity) and part.mandatory for part in before)


def _reconsidered(progress: Progress, state: GateState) -> bool:
    """Whether a refused gate has what it was refused for; one sent back to no work, or withdrawn, waits to be asked for."""
    if state.withdrawn:
        return False
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


def _against_asking(progress: Progress, request: Request, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, request.gate, request.organisation))
    if wrong:
        yield from wrong
        return
    spot = GateSpot(progress.network.gates[request.gate], request.organisation)
    state = gate_state(progress, spot)
    asker = authority.acting(_askers(progress, spot, at.date()), request.by)
    if asker is None:
        role = authority.role_name(progress.network.plan, spot.gate.owner)
        who = authority.named(owners_of(progress, spot, at.date()))
        yield because("gates.not_its_owner", person=request.by, gate=request.gate, role=role, who=who)
    else:
        yield from quorum.against_asking(progress, spot, asker, at.date())
    if state.awaits_decision:
        yield because("gates.already_open", gate=request.gate)
    if state.passed:
        yield because("gates.already_passed", gate=request.gate)
    yield from phase_closed(progress, spot)
    yield from _too_early(progress, spot, at.date())
    yield from unfit(request.reason)
    if not request.reason.strip() and unmet(findings(progress, *spot)):
        yield because("gates.reason_missing", gate=request.gate, unmet=named(unmet(findings(progress, *spot))))
    binding = conditions.open_before(progress, spot)
    if not request.reason.strip() and binding:
        open_ = ", ".join(map(conditions.named, binding))
        yield because("conditions.reason_missing", gate=request.gate, open=open_)


def phase_closed(progress: Progress, spot: GateSpot) -> Iterator[Reason]:
    """Which gate of an earlier phase keeps a gate from being at issue, nothing when none does."""
    for blocker in progress.blocked_by(spot.gate.id, spot.organisation):
        if isinstance(blocker.part, Gate) and blocker.part.id not in {
            each.id for each in _own_phase_gates(progress, spot)
        }:
            yield because("gates.phase_not_open", gate=spot.gate.id, before=blocker.part.id)


def _too_early(progress: Progress, spot: GateSpot, day: date) -> Iterator[Reason]:
    """Why a gate was not at issue on a day: it, or the gate of the phase before, was decided or withdrawn after that."""
    network, own = progress.network, _own_phase_gates(progress, spot)
    before = (network.items[position].part for position in network.item(spot.gate.id).after)
    earlier = (GateSpot(part, None) for part in before if isinstance(part, Gate) and part not in own)
    for each in (spot, *earlier):
        state = gate_state(progress, each)
        last = max((said.at.date() for said in (*state.decisions, *state.ended)), default=day)
        if day < last:
            yield because("gates.before_last", gate=each.gate.id, day=last)


def _own_phase_gates(progress: Progress, spot: GateSpot) -> tuple[Gate, ...]:
    return progress.network.item(spot.gate.id).phase.gates


def named(found: tuple[Finding, ...]) -> str:
    """The ids of the criteria, as they stand in a sentence."""
    return ", ".join(finding.criterion.id for finding in found)
