"""Whether a plan can be carried out: every rule that reaches over more than one of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan_check import (
    alternatives,
    authority,
    communications,
    consultations,
    coverage,
    dates,
    evaluations,
    quorum,
    references,
    waits,
)
from scd_workflow.domain.plan_check.problem import PlanProblem, Severity, Trail

if TYPE_CHECKING:
    from scd_workflow.domain.plan import Plan

__all__ = ["PlanProblem", "Severity", "Trail", "problems"]

RULES = (
    references.duplicate_ids,
    references.unknown_references,
    waits.misplaced_closing_gates,
    waits.waits_for_later_phase,
    waits.circles,
    waits.waves,
    authority.programme_manager,
    authority.deciders,
    authority.vacancies,
    authority.local_leads,
    quorum.quorums,
    consultations.consultations,
    alternatives.alternatives,
    coverage.goals,
    coverage.accountability,
    coverage.counts,
    evaluations.campaigns,
    evaluations.bounds,
    evaluations.burden,
    evaluations.feedback,
    evaluations.told_late,
    dates.dates,
    communications.whens,
    communications.hours,
    communications.sessions,
    communications.roles,
)


def problems(plan: Plan) -> list[PlanProblem]:
    """Everything that is wrong with the plan, rule by rule; empty when it can be adopted as it is."""
    return [problem for rule in RULES for problem in rule(plan)]
