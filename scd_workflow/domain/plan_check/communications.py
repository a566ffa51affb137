"""Whether the communication calendar can be carried out: every item has its day, its hour, and people who see to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import recurrence
from scd_workflow.domain.calendar_items import ByAnchor, ByRule, OnDay, OnPeriod
from scd_workflow.domain.network import parts_of
from scd_workflow.domain.plan_check.authority import Holdings
from scd_workflow.domain.plan_check.dates import YEARS
from scd_workflow.domain.plan_check.problem import PlanProblem, error, listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, time

    from scd_workflow.domain.calendar_items import Item
    from scd_workflow.domain.plan import Activity, Gate, Plan
    from scd_workflow.domain.plan_check.problem import Trail

SESSIONS = frozenset({"lunch_session", "inspiration_session", "training", "consultation_hour"})
"""The channels by which people meet, in a place where there is room for so many."""


def whens(plan: Plan) -> Iterator[PlanProblem]:
    """Every item whose days cannot be known, and every period that ends before it begins."""
    parts: dict[str, Activity | Gate] = {part.id: part for _, part in parts_of(plan)}
    for place, item in enumerate(plan.communications.items):
        here: Trail = ("communications", "items", place, "when")
        match item.when:
            case OnDay(day=day):
                yield from _year((*here, "day"), day)
            case ByRule():
                yield from _rule(here, item.when)
                yield from _alike((*here, "after"), item, parts.get(item.when.after or ""))
            case ByAnchor():
                yield from _alike((*here, "part"), item, parts.get(item.when.part))
    for place, blackout in enumerate(plan.communications.blackouts):
        if isinstance(blackout.when, OnPeriod) and blackout.when.last < blackout.when.first:
            path: Trail = ("communications", "blackouts", place, "when", "last")
            yield error(path, "check.end_before_start", first=blackout.when.first, last=blackout.when.last)


def hours(plan: Plan) -> Iterator[PlanProblem]:
    """Every hour at which nothing may go out."""
    customs = plan.communications.customs
    if customs.closes <= customs.opens:
        yield error(("communications", "customs", "closes"), "check.window_empty")
        return
    wanted: list[tuple[Trail, time]] = [(("communications", "customs", "at"), customs.at)]
    items = enumerate(plan.communications.items)
    wanted += [(("communications", "items", place, "at"), item.at) for place, item in items if item.at is not None]
    for path, at in wanted:
        if not customs.opens <= at <= customs.closes:
            opens, closes = f"{customs.opens:%H:%M}", f"{customs.closes:%H:%M}"
            yield error(path, "check.outside_window", at=f"{at:%H:%M}", opens=opens, closes=closes)


def sessions(plan: Plan) -> Iterator[PlanProblem]:
    """Every meeting without a place, every place without a meeting, and what is heard nowhere by itself."""
    for place, item in enumerate(plan.communications.items):
        here: Trail = ("communications", "items", place)
        if item.channel in SESSIONS and item.session is None:
            yield error(here, "check.session_missing", item=item.id)
        elif item.session is not None and item.channel not in SESSIONS:
            yield error((*here, "session"), "check.session_needless", item=item.id)
        if item.per_organisation and item.organisations == ():
            yield error((*here, "per_organisation"), "check.nowhere", item=item.id)


def roles(plan: Plan) -> Iterator[PlanProblem]:
    """Every owner or approver of whom nobody is there, for the programme or for organisations in which the item is said."""
    holdings, known = Holdings(plan), {role.id for role in plan.roles}
    for place, item in enumerate(plan.communications.items):
        for field, role in (("owner", item.owner), ("approver", item.approver)):
            path: Trail = ("communications", "items", place, field)
            if role not in known:
                continue
            if not holdings.anywhere(role):
                yield error(path, "check.item_role_vacant", role=role, item=item.id)
            elif item.per_organisation and (missing := [e for e in _said_in(plan, item) if e not in holdings.of(role)]):
                yield error(path, "check.item_role_vacant_for", role=role, item=item.id, organisations=listed(missing))


def _said_in(plan: Plan, item: Item) -> tuple[str, ...]:
    known = tuple(each.id for each in plan.organisations)
    return known if item.organisations == "all" else tuple(each for each in item.organisations if each in known)


def _rule(here: Trail, when: ByRule) -> Iterator[PlanProblem]:
    yield from (PlanProblem((*here, "rule"), reason, "error") for reason in recurrence.wrong(when.rule))
    for field, day in (("first", when.first), ("last", when.last)):
        if day is not None:
            yield from _year((*here, field), day)
    if when.first and when.last and when.last < when.first:
        yield error((*here, "last"), "check.end_before_start", first=when.first, last=when.last)


def _year(path: Trail, day: date) -> Iterator[PlanProblem]:
    if day.year not in YEARS:
        yield error(path, "check.year", day=day, first=YEARS.start, last=YEARS.stop - 1)


def _alike(path: Trail, item: Item, part: Activity | Gate | None) -> Iterator[PlanProblem]:
    """What happens in each organisation has no one day for all of them."""
    if part is not None and part.per_organisation and not item.per_organisation:
        yield error(path, "check.anchor_per_organisation", item=item.id, part=part.id)
