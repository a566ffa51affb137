"""Whether the dates of a plan can be true."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scd_workflow.domain.calendar import working_days
from scd_workflow.domain.network import closed_days, parts_of, waits_for
from scd_workflow.domain.plan import Activity
from scd_workflow.domain.plan_check.problem import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.plan import Gate, Holder, Mandate, Phase, Plan
    from scd_workflow.domain.plan_check.problem import PlanProblem, Trail

SATURDAY = 5
YEARS = range(2000, 2101)
"""In which years a programme can be: any other is a mistake in typing."""

LONGEST = 2_000
"""How many working days a plan may take from its start: some eight years, well within the calendar that is laid out."""


def dates(plan: Plan) -> Iterator[PlanProblem]:
    """Every date that contradicts another one, or a day that changes nothing."""
    yield from _programme(plan)
    for place, holder in enumerate(plan.holders):
        yield from _period(("holders", place, "until"), holder)
    for place, mandate in enumerate(plan.mandates):
        yield from _period(("mandates", place, "until"), mandate)
        yield from _expired(("mandates", place, "until"), mandate, plan.programme.start)
    yield from _day_off(plan)
    yield from _calendar(plan)
    yield from _length(plan)


def _programme(plan: Plan) -> Iterator[PlanProblem]:
    start, end = plan.programme.start, plan.programme.end
    if start and end and end < start:
        yield error(("programme", "end"), "check.end_before_start", first=start, last=end)
    for name, day in (("start", start), ("end", end)):
        if day and day.year not in YEARS:
            yield error(("programme", name), "check.year", day=day, first=YEARS.start, last=YEARS.stop - 1)
    if not _is_zone(plan.programme.timezone):
        yield error(("programme", "timezone"), "check.timezone", zone=plan.programme.timezone)


def _day_off(plan: Plan) -> Iterator[PlanProblem]:
    start = plan.programme.start
    if start and start.year in YEARS:
        calendar = working_days(start.year, closed_days(plan, None), plan.calendar.good_friday)
        if not calendar.is_working_day(start):
            yield error(("programme", "start"), "check.start_day_off", day=start, next=calendar.on_or_after(start))


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


def _length(plan: Plan) -> Iterator[PlanProblem]:
    """The first step that ends too long after the start, when each begins as soon as what it waits for is done."""
    parts: dict[str, tuple[Activity | Gate, Phase]] = {part.id: (part, phase) for phase, part in parts_of(plan)}
    waits = {step: [other for other in others if other in parts] for step, others in waits_for(plan).items()}
    last_wave = max((wave.offset for wave in plan.waves), default=0)
    ends: dict[str, int] = {}
    try:
        for step in TopologicalSorter(waits).static_order():
            part, phase = parts[step]
            lag = last_wave if isinstance(part, Activity) and part.in_waves else 0
            ends[step] = max((ends[other] for other in waits[step]), default=0) + lag + part.term
            if ends[step] > LONGEST:
                here = ("phases", plan.phases.index(phase), *_place(phase, part), "term")
                yield error(here, "check.too_long", id=step, days=ends[step], limit=LONGEST)
                return
    except CycleError:
        # A rule of its own names the circle.
        return


def _place(phase: Phase, part: Activity | Gate) -> Trail:
    if isinstance(part, Activity):
        return ("activities", phase.activities.index(part))
    return ("gates", phase.gates.index(part))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
