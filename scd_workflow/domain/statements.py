"""What people state about the criteria of a gate: attestations, and approvals of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import AttestationGiven, DocumentApproved, Event
from scd_workflow.domain.gate_spots import unknown_gate
from scd_workflow.domain.happened import Source, unfit
from scd_workflow.domain.ids import CriterionId, GateId, OrganisationId, PersonId
from scd_workflow.domain.plan import AttestationCriterion, Criterion, DocumentCriterion
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.ids import RoleId
    from scd_workflow.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Statement:
    """A person states that a criterion holds, or approves its document; `text` is the statement or the link."""

    gate: GateId
    criterion: CriterionId
    organisation: OrganisationId | None
    by: PersonId
    text: str
    source: Source = "command"


def state_that(progress: Progress, said: Statement, at: datetime) -> Event:
    """The attestation or approval that a statement leads to; raises `Refused` with every reason why not."""
    refuse_if(_against_stating(progress, said, at))
    criterion = _criterion(progress, said)
    assert isinstance(criterion, AttestationCriterion | DocumentCriterion)
    actor = next(each for each in _may_state(progress, said, criterion.role, at) if each.person == said.by)
    if isinstance(criterion, DocumentCriterion):
        return DocumentApproved(
            at=at, by=said.by, on_behalf_of=actor.on_behalf_of, source=said.source, document=criterion.document,
            organisation=said.organisation, role=criterion.role, evidence=said.text.strip(),
        )  # fmt: skip
    return AttestationGiven(
        at=at, by=said.by, on_behalf_of=actor.on_behalf_of, source=said.source, gate=said.gate,
        criterion=said.criterion, organisation=said.organisation, role=criterion.role, statement=said.text.strip(),
    )  # fmt: skip


def _may_state(progress: Progress, said: Statement, role: RoleId, at: datetime) -> tuple[Actor, ...]:
    plan, absences = progress.network.plan, progress.state.absences
    return authority.actors(plan, role, said.organisation, at.date(), absences, gate=said.gate)


def _criterion(progress: Progress, said: Statement) -> Criterion | None:
    gate = progress.network.gates[said.gate]
    return next((each for each in gate.criteria if each.id == said.criterion), None)


def _to_state(progress: Progress, gate: GateId) -> Iterator[Criterion]:
    """The criteria of a gate that a person states or approves."""
    for each in progress.network.gates[gate].criteria:
        if isinstance(each, AttestationCriterion | DocumentCriterion):
            yield each


def _against_stating(progress: Progress, said: Statement, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    criterion = _criterion(progress, said)
    if not isinstance(criterion, AttestationCriterion | DocumentCriterion):
        known = [each.id for each in _to_state(progress, said.gate)]
        yield because("gates.not_to_state", gate=said.gate, criterion=said.criterion, known=", ".join(known) or "-")
        return
    allowed = [each.person for each in _may_state(progress, said, criterion.role, at)]
    if said.by not in allowed:
        who, role = authority.named(allowed), authority.role_name(progress.network.plan, criterion.role)
        yield because("gates.not_yours_to_state", person=said.by, criterion=said.criterion, role=role, who=who)
    if not said.text.strip():
        yield because("gates.statement_missing", criterion=said.criterion)
    yield from unfit(said.text)
    if progress.state.of(said.organisation).gate(said.gate).passed:
        yield because("gates.already_passed", gate=said.gate)
