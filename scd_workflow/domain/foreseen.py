"""What the planned dates of a sound plan run into: the end of a mandate, of a term of office, of the programme itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan_check.problem import listed, warning
from scd_workflow.domain.progress import baseline_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Gate, Holder, Mandate, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail
    from scd_workflow.domain.progress import Progress

Undecided = defaultdict["Trail", list[tuple["OrganisationId | None", "date"]]]
"""By the part of the plan that does not count then: for whom nobody may decide, and the planned day."""


def foreseen(plan: Plan) -> Iterator[PlanProblem]:
    """A warning for every gate that nobody may decide on its planned day, and for one after the end of the programme.

    The plan must have no errors; one without a start has no planned days.
    """
    if plan.programme.start is None:
        return
    network = Network(plan)
    planned = baseline_of(network)
    for gate in network.gates.values():
        yield from _undecided(planned, gate)
    last = max(network.gates.values(), key=lambda gate: _last_day(planned, gate))
    if plan.programme.end is not None and plan.programme.end < _last_day(planned, last):
        day = _last_day(planned, last)
        yield warning(("programme", "end"), "check.ends_too_early", end=plan.programme.end, gate=last.id, day=day)


def _undecided(planned: Progress, gate: Gate) -> Iterator[PlanProblem]:
    plan, found = planned.network.plan, Undecided(list)
    for organisation in planned.network.organisations_of(gate):
        day = planned.baseline(gate.id, organisation)
        if not authority.entitled(plan, gate.id, organisation, day, {}):
            found[_lapsed(plan, gate, organisation, day)].append((organisation, day))
    for path, spots in found.items():
        names, first = [each for each, _ in spots if each is not None], min(day for _, day in spots)
        if names:
            code = "check.undecided_then_for"
            yield warning(path, code, gate=gate.id, day=first, organisations=listed(names))
        else:
            yield warning(path, "check.undecided_then", gate=gate.id, day=first)


def _lapsed(plan: Plan, gate: Gate, organisation: OrganisationId | None, day: date) -> Trail:
    """Where the first holder of a mandate of that day, or else the first mandate, says that it does not count."""
    mandates = [
        (place, each)
        for place, each in enumerate(plan.mandates)
        if gate.id in each.gates
        and (organisation is None or not each.organisations or organisation in each.organisations)
    ]
    roles = {each.role for _, each in mandates if authority.in_force(each, day)}
    for place, holder in enumerate(plan.holders):
        here = organisation is None or holder.organisation in {None, organisation}
        if here and holder.role in roles:
            return "holders", place, _bound(holder, day)
    place, mandate = mandates[0]
    return "mandates", place, _bound(mandate, day)


def _bound(part: Holder | Mandate, day: date) -> str:
    return "until" if part.until is not None and part.until < day else "since"


def _last_day(planned: Progress, gate: Gate) -> date:
    return max(planned.baseline(gate.id, each) for each in planned.network.organisations_of(gate))
