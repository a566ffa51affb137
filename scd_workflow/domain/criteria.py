"""The criteria of a gate, evaluated by machine with a reason each.

A new kind of criterion is a class in `plan.py` and a case here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from scd_workflow.domain.activities import listed
from scd_workflow.domain.campaign_rules import IndicatorCriterion, MeasurementCriterion
from scd_workflow.domain.campaigns import newest, scored, two_decimals
from scd_workflow.domain.plan import (
    ActivitiesCriterion,
    Activity,
    AttestationCriterion,
    DocumentCriterion,
    GateCriterion,
    RiskCriterion,
)
from scd_workflow.domain.progress import Spot
from scd_workflow.domain.reasons import Reason, Value, because
from scd_workflow.domain.risks import ever_noted, touching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from scd_workflow.domain.ids import GateId, OrganisationId
    from scd_workflow.domain.plan import Criterion, Gate
    from scd_workflow.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a criterion holds, and why; `known` is false where there is not enough to tell, and then it does not hold."""

    criterion: Criterion
    met: bool
    reason: Reason
    known: bool = True

    @property
    def verdict(self) -> Literal["holds", "holds_not", "unknown"]:
        """In which of three words that is said."""
        if not self.known:
            return "unknown"
        return "holds" if self.met else "holds_not"


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
        case MeasurementCriterion() | IndicatorCriterion():
            return _evaluated(progress, organisation, criterion)
        case RiskCriterion():
            return _risks(progress, organisation, criterion)
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
    if criterion.exceptions and not own:
        return _all_but_exceptions(progress, criterion, asked, passed)
    needed = min(criterion.at_least or len(asked), len(asked))
    missing = ", ".join(str(each or gate.id) for each in asked if each not in passed)
    values: dict[str, Value] = {"gate": gate.id, "passed": len(passed), "needed": needed}
    if len(passed) < needed:
        return Finding(criterion, False, because("criteria.gate_not_decided", **values, missing=missing))
    return Finding(criterion, True, because("criteria.gate_decided", **values))


def _all_but_exceptions(
    progress: Progress,
    criterion: GateCriterion,
    asked: Sequence[OrganisationId | None],
    passed: Sequence[OrganisationId | None],
) -> Finding:
    """Every organisation was decided: with go, or with a no-go that still holds, which makes it an accepted exception.

    A deferral is no exception, for its decision is still to come; nor is a no-go of which a next attempt is open.
    """
    refused = [each for each in asked if _refused(progress, criterion.gate, each)]
    missing = ", ".join(str(each or criterion.gate) for each in asked if each not in passed and each not in refused)
    least = min(criterion.at_least or 1, len(asked))
    values: dict[str, Value] = {"gate": criterion.gate, "passed": len(passed), "all": len(asked)}
    exceptions = ", ".join(str(each or criterion.gate) for each in refused)
    if missing:
        return Finding(criterion, False, because("criteria.gate_not_settled", **values, missing=missing))
    if len(passed) < least:
        return Finding(criterion, False, because("criteria.gate_passed_too_few", **values, needed=least))
    if exceptions:
        return Finding(criterion, True, because("criteria.gate_settled", **values, exceptions=exceptions))
    return Finding(
        criterion, True, because("criteria.gate_decided", gate=criterion.gate, passed=len(passed), needed=len(asked))
    )


def _refused(progress: Progress, gate: GateId, organisation: OrganisationId | None) -> bool:
    decision = progress.state.of(organisation).gate(gate).decision
    return decision is not None and decision.outcome == "no_go"


def _attested(
    progress: Progress, gate: Gate, organisation: OrganisationId | None, criterion: AttestationCriterion
) -> Finding:
    state = progress.state.of(organisation)
    given = state.attestations.get((gate.id, criterion.id))
    if given is None:
        return Finding(criterion, False, because("criteria.not_attested", role=_role(progress, criterion.role)))
    values: dict[str, Value] = {"person": given.by, "day": given.at.date()}
    refused = max((each.at for each in state.gate(gate.id).decisions if each.outcome == "no_go"), default=None)
    if refused is not None and given.at <= refused:
        return Finding(criterion, False, because("criteria.attested_before", **values, refused=refused.date()))
    return Finding(criterion, True, because("criteria.attested", **values, statement=given.statement))


def _approved(progress: Progress, organisation: OrganisationId | None, criterion: DocumentCriterion) -> Finding:
    approved = progress.state.of(organisation).documents.get(criterion.document)
    if approved is None:
        return Finding(criterion, False, because("criteria.not_approved", role=_role(progress, criterion.role)))
    values: dict[str, Value] = {"person": approved.by, "day": approved.at.date()}
    for spot in _delivering(progress, criterion, organisation):
        outdated = _outdated(progress, spot, approved.at)
        if outdated:
            return Finding(criterion, False, because(outdated, **values, activity=listed([spot])))
    return Finding(criterion, True, because("criteria.approved", **values))


def _delivering(
    progress: Progress, criterion: DocumentCriterion, organisation: OrganisationId | None
) -> Iterator[Spot]:
    """The work that the document comes out of; none when the plan does not say."""
    for activity in progress.network.activities.values():
        if activity.deliverable.id == criterion.document:
            yield from _spots(progress, activity, organisation)


def _outdated(progress: Progress, spot: Spot, approved: datetime) -> str:
    """Why an approval does not count for what the work delivers now; empty when it does."""
    assert isinstance(spot.part, Activity)
    state = progress.state.of(spot.organisation).activity(spot.part.id)
    if state.finished is None:
        return "criteria.approved_still_open"
    # By day: what is reported for an earlier day stands at noon. A reopening leaves nothing of what was before it.
    if approved.date() >= state.finished.date() and (state.reopened is None or approved >= state.reopened):
        return ""
    return "criteria.approved_before_redone" if state.reopened else "criteria.approved_before_done"


def _evaluated(
    progress: Progress, organisation: OrganisationId | None, criterion: MeasurementCriterion | IndicatorCriterion
) -> Finding:
    if isinstance(criterion, MeasurementCriterion):
        return _measured(progress, criterion)
    return _within(progress, organisation, criterion)


def _measured(progress: Progress, criterion: MeasurementCriterion) -> Finding:
    campaign = progress.network.campaigns[criterion.campaign]
    published = progress.state.programme.round(campaign.id, campaign.rounds).published
    if published is None:
        return Finding(criterion, False, because("criteria.not_measured", campaign=campaign.name))
    values: dict[str, Value] = {"campaign": campaign.name, "day": published.at.date()}
    return Finding(criterion, True, because("criteria.measured", **values))


def _within(progress: Progress, organisation: OrganisationId | None, criterion: IndicatorCriterion) -> Finding:
    published = newest(progress, criterion.campaign)
    campaign = progress.network.campaigns[criterion.campaign].name
    if published is None:
        return Finding(criterion, False, because("criteria.not_measured", campaign=campaign), known=False)
    score = scored(published.results, criterion.dimension, organisation)
    values: dict[str, Value] = {
        "campaign": campaign,
        "day": published.at.date(),
        "bound": _bound(criterion),
    }
    if score is None:
        return Finding(criterion, False, because("criteria.too_few_answers", **values), known=False)
    low, high = criterion.at_least or score, criterion.at_most or score
    within = low <= score <= high
    code = "criteria.within" if within else "criteria.not_within"
    return Finding(criterion, within, because(code, score=two_decimals(score), **values))


def _bound(criterion: IndicatorCriterion) -> Reason:
    low, high = criterion.at_least, criterion.at_most
    if low is not None and high is not None:
        return because("criteria.between", low=two_decimals(low), high=two_decimals(high))
    if low is not None:
        return because("criteria.at_least", low=two_decimals(low))
    return because("criteria.at_most", high=two_decimals(high or 0))


def _risks(progress: Progress, organisation: OrganisationId | None, criterion: RiskCriterion) -> Finding:
    if not ever_noted(progress, organisation):
        return Finding(criterion, False, because("criteria.no_risks_noted"), known=False)
    found = touching(progress, organisation)
    great = [
        each
        for each in found
        if each.score >= criterion.below and not (criterion.unless_measured and each.last.measure)
    ]
    without = "_without_measure" if criterion.unless_measured else ""
    values: dict[str, Value] = {"below": criterion.below, "open": len(found)}
    if great:
        risks = ", ".join(f"{each.id} ({each.score})" for each in great)
        return Finding(criterion, False, because(f"criteria.risks_above{without}", **values, risks=risks))
    return Finding(criterion, True, because(f"criteria.risks_below{without}", **values))


def _role(progress: Progress, role: str) -> str:
    return next((each.name for each in progress.network.plan.roles if each.id == role), role)
