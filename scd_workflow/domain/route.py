"""The way to a decision: which bodies it passes on which day, and what has to be on which desk when."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scd_workflow.domain.calendar import working_days
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.gate_spots import unknown_gate
from scd_workflow.domain.ids import RouteId
from scd_workflow.domain.network import closed_days
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.calendar import WorkingDays
    from scd_workflow.domain.gate_rules import Route, RouteStep
    from scd_workflow.domain.ids import GateId, OrganisationId
    from scd_workflow.domain.plan import Gate
    from scd_workflow.domain.programme import Recess
    from scd_workflow.domain.progress import Progress

SEARCHED = 3 * 366
"""How many days ahead the first day is sought on which a decision can still be taken."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The wish to decide a gate on a day, by the route of the gate or by another of the plan."""

    gate: GateId
    organisation: OrganisationId | None
    on: date
    route: RouteId | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A meeting on the way, and the last day on which its papers lie there; `missed` when that day has passed."""

    step: RouteStep
    papers: date
    meeting: date
    missed: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """The way to a decision, the first meeting first.

    `slack` is the number of working days left before the first papers must lie there, negative when they are late.
    `earliest` is the first day for which it would fit (None when there is none within three years). `recesses` lie on the
    way; of those after `recesses_until` the plan does not know.
    """

    route: Route
    wish: Wish
    stops: tuple[Stop, ...]
    slack: int
    earliest: date | None
    recesses: tuple[Recess, ...]
    recesses_until: date | None

    @property
    def fits(self) -> bool:
        """Whether all papers can still be in time."""
        return self.slack >= 0

    @property
    def decided(self) -> date:
        """The day of the last meeting: the wished one, or the last day before it on which that body meets."""
        return self.stops[-1].meeting


def journey(progress: Progress, wish: Wish) -> Journey:
    """The way back from the wished day; raises `Refused` for a gate or route that is not there, or a day out of reach."""
    refuse_if(_against(progress, wish))
    route = _route(progress, wish)
    assert route is not None
    days = [_days(progress, wish, step) for step in route.steps]
    stops = _stops(route, days, wish.on, progress.today)
    slack = days[0].between(progress.today, stops[0].papers)
    known = tuple(_recesses(progress, wish)) if any(each.avoids_recess for each in route.steps) else ()
    between = tuple(each for each in known if each.first <= wish.on and each.last >= stops[0].papers)
    until = max((each.last for each in known), default=None)
    return Journey(route, wish, stops, slack, _earliest(route, days, progress.today), between, until)


def _stops(route: Route, days: list[WorkingDays], on: date, today: date) -> tuple[Stop, ...]:
    """Each meeting as late as it may be: before the papers of the next must lie there, and by its own lead."""
    found: list[Stop] = []
    until = on
    for step, calendar in zip(reversed(route.steps), reversed(days), strict=True):
        latest = min(until, _back(calendar, found[-1].meeting, step.lead)) if found else until
        meeting = calendar.on_or_before(latest)
        papers = _back(calendar, meeting, step.papers)
        found.append(Stop(step, papers, meeting, papers < today))
        until = papers
    return tuple(reversed(found))


def _back(calendar: WorkingDays, day: date, count: int) -> date:
    """The working day so many before the last one that is not after `day`."""
    last = calendar.on_or_before(day)
    return calendar.add(last, -count) if count else last


def _days(progress: Progress, wish: Wish, step: RouteStep) -> WorkingDays:
    """The days on which a body works at papers and meets; in a recess it does neither."""
    plan = progress.network.plan
    closed = closed_days(plan, wish.organisation)
    if step.avoids_recess:
        closed |= {day for recess in _recesses(progress, wish) for day in _of(recess)}
    return working_days(progress.network.start.year, closed, plan.calendar.good_friday)


def _recesses(progress: Progress, wish: Wish) -> Iterator[Recess]:
    for recess in progress.network.plan.calendar.recesses:
        if recess.organisation in {None, wish.organisation}:
            yield recess


def _of(recess: Recess) -> Iterator[date]:
    return (recess.first + timedelta(days=number) for number in range((recess.last - recess.first).days + 1))


def _earliest(route: Route, days: list[WorkingDays], today: date) -> date | None:
    """The first day of decision of which no papers are late: a later wish never asks for earlier papers."""
    ahead = [today + timedelta(days=number) for number in range(SEARCHED)]
    reached = [day for day in ahead if days[-1].covers(day)]
    place = bisect_left(reached, today, key=lambda day: _stops(route, days, day, today)[0].papers)
    return reached[place] if place < len(reached) else None


def _route(progress: Progress, wish: Wish) -> Route | None:
    asked = wish.route or progress.network.gates[wish.gate].route
    return next((each for each in progress.network.plan.routes if each.id == asked), None)


def _against(progress: Progress, wish: Wish) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, wish.gate, wish.organisation))
    if wrong:
        yield from wrong
        return
    gate: Gate = progress.network.gates[wish.gate]
    known = ", ".join(each.id for each in progress.network.plan.routes) or "-"
    if wish.route is None and gate.route is None:
        yield because("route.none", gate=gate.id, known=known)
    elif _route(progress, wish) is None:
        yield because("route.unknown", route=wish.route or gate.route or "-", known=known)
    if not progress.network.calendar.covers(wish.on):
        yield because("route.out_of_reach", day=wish.on)
    elif wish.on < progress.today:
        yield because("route.in_past", day=wish.on)
