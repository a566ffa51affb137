"""The criteria of a gate, evaluated by machine with a reason each.

A new kind of criterion is a class in `plan.py` and a case here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from scd_workflow.domain.activities import listed
from scd_workflow.domain.plan import (
    ActivitiesCriterion,
    Activity,
    AttestationCriterion,
    DocumentCriterion,
    GateCriterion,
)
from scd_workflow.domain.progress import Spot
from scd_workflow.domain.reasons import Reason, Value, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Criterion, Gate
    from scd_workflow.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a criterion holds, and why."""

    criterion: Criterion
    met: bool
    reason: Reason


def findings(progress: Progress, gate: Gate, organisation: OrganisationId | None) -> tuple[Finding, ...]:
    """Every criterion of a gate, in the order of the plan."""
    return tuple(_finding(progress, gate, organisation, criterion) for criterion in gate.criteria)


def unmet(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The mandatory criteria that do not hold."""
    return tuple(finding for finding in found if finding.criterion.mandatory and not finding.met)


def _finding(progress: Progress, gate: Gate, organisation: OrganisationId | None, criterion: Criterion) -> Finding:
    match criterion:
        case ActivitiesCriterion():
            return _activities(progress, gate, organisation, criterion)
        case GateCriterion():
            return _gates(progress, organisation, criterion)
        case AttestationCriterion():
            return _attested(progress, gate, organisation, criterion)
        case DocumentCriterion():
            return _approved(progress, organisation, criterion)
        case _:
            assert_never(criterion)


def _activities(
    progress: Progress, gate: Gate, organisation: OrganisationId | None, criterion: ActivitiesCriterion
) -> Finding:
    network = progress.network
    named = [network.activities[each] for each in criterion.activities]
    activities = named or [each for each in network.before(gate) if each.mandatory]
    spots = [spot for activity in activities for spot in _spots(progress, activity, organisation)]
    missing = [spot for spot in spots if not _satisfied(progress, spot)]
    values = {"done": len(spots) - len(missing), "all": len(spots)}
    if missing:
        return Finding(criterion, False, because("criteria.activities_open", **values, open=listed(missing)))
    return Finding(criterion, True, because("criteria.activities_done", **values))


def _spots(progress: Progress, activity: Activity, organisation: OrganisationId | None) -> Iterator[Spot]:
    if activity.per_organisation and organisation is not None:
        yield Spot(activity, organisation)
        return
    for each in progress.network.organisations_of(activity):
        yield Spot(activity, each)


def _satisfied(progress: Progress, spot: Spot) -> bool:
    assert isinstance(spot.part, Activity)
    return progress.state.of(spot.organisation).activity(spot.part.id).satisfied


def _gates(progress: Progress, organisation: OrganisationId | None, criterion: GateCriterion) -> Finding:
    gate = progress.network.gates[criterion.gate]
    own = gate.per_organisation and organisation is not None
    asked = (organisation,) if own else progress.network.organisations_of(gate)
    passed = [each for each in asked if progress.state.of(each).gate(gate.id).passed]
    needed = min(criterion.at_least or len(asked), len(asked))
    missing = ", ".join(str(each or gate.id) for each in asked if each not in passed)
    values: dict[str, Value] = {"gate": gate.id, "passed": len(passed), "needed": needed}
    if len(passed) < needed:
        return Finding(criterion, False, because("criteria.gate_not_decided", **values, missing=missing))
    return Finding(criterion, True, because("criteria.gate_decided", **values))


def _attested(
    progress: Progress, gate: Gate, organisation: OrganisationId | None, criterion: AttestationCriterion
) -> Finding:
    given = progress.state.of(organisation).attestations.get((gate.id, criterion.id))
    if given is None:
        return Finding(criterion, False, because("criteria.not_attested", role=_role(progress, criterion.role)))
    return Finding(
        criterion, True, because("criteria.attested", person=given.by, day=given.at.date(), statement=given.statement)
    )


def _approved(progress: Progress, organisation: OrganisationId | None, criterion: DocumentCriterion) -> Finding:
    approved = progress.state.of(organisation).documents.get(criterion.document)
    if approved is None:
        return Finding(criterion, False, because("criteria.not_approved", role=_role(progress, criterion.role)))
    return Finding(criterion, True, because("criteria.approved", person=approved.by, day=approved.at.date()))


def _role(progress: Progress, role: str) -> str:
    return next((each.name for each in progress.network.plan.roles if each.id == role), role)
