"""Whether the dates of a plan can be true."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scd_workflow.domain.plan_check.problem import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.plan import Holder, Mandate, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail

SATURDAY = 5


def dates(plan: Plan) -> Iterator[PlanProblem]:
    """Every date that contradicts another one, or a day that changes nothing."""
    yield from _programme(plan)
    for place, holder in enumerate(plan.holders):
        yield from _period(("holders", place, "until"), holder)
    for place, mandate in enumerate(plan.mandates):
        yield from _period(("mandates", place, "until"), mandate)
        yield from _expired(("mandates", place, "until"), mandate, plan.programme.start)
    yield from _calendar(plan)


def _programme(plan: Plan) -> Iterator[PlanProblem]:
    start, end = plan.programme.start, plan.programme.end
    if start and end and end < start:
        yield error(("programme", "end"), "check.end_before_start", first=start, last=end)
    if not _is_zone(plan.programme.timezone):
        yield error(("programme", "timezone"), "check.timezone", zone=plan.programme.timezone)


def _period(here: Trail, part: Holder | Mandate) -> Iterator[PlanProblem]:
    if part.until and part.since and part.until < part.since:
        yield error(here, "check.end_before_start", first=part.since, last=part.until)


def _expired(here: Trail, mandate: Mandate, start: date | None) -> Iterator[PlanProblem]:
    if mandate.until and start and mandate.until < start:
        yield error(here, "check.mandate_expired", mandate=mandate.id, last=mandate.until, start=start)


def _calendar(plan: Plan) -> Iterator[PlanProblem]:
    for place, closing in enumerate(plan.calendar.closings):
        for row, day in enumerate(closing.days):
            if day.weekday() >= SATURDAY:
                yield warning(("calendar", "closings", place, "days", row), "check.closing_in_weekend", day=day)
    for place, recess in enumerate(plan.calendar.recesses):
        if recess.last < recess.first:
            here = ("calendar", "recesses", place, "last")
            yield error(here, "check.end_before_start", first=recess.first, last=recess.last)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
