"""On which days an item may not be said, or had better not be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scd_workflow.domain.calendar_items import OnMonthEnd, OnPeriod, OnRecess
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.calendar_items import Blackout, Item, Severity
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.reasons import Reason

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

FURTHEST = 90
"""How many days an item shifts at most: longer than any recess."""


def against(
    network: Network, item: Item, organisation: OrganisationId | None, day: date, severity: Severity
) -> Iterator[Reason]:
    """Why an item should not be said on a day: a day off (always hard), and the blackouts of this severity that it is under."""
    if severity == "hard" and not network.calendar_of(organisation).is_working_day(day):
        yield because("communications.day_off")
    for blackout in network.plan.communications.blackouts:
        if blackout.severity == severity and _concerns(blackout, item) and _on(network, blackout, organisation, day):
            yield because("communications.blackout", name=blackout.name)


def shifted(network: Network, item: Item, organisation: OrganisationId | None, day: date) -> date | None:
    """The nearest day on which an item may be said, in the direction in which it shifts.

    None when it has to be moved by a person, or when nothing is free nearby.
    """
    if not any(against(network, item, organisation, day, "hard")):
        return day
    if item.shift == "ask":
        return None
    step = timedelta(days=1 if item.shift == "next" else -1)
    near = (day + step * count for count in range(1, FURTHEST + 1))
    return next((each for each in near if not any(against(network, item, organisation, each, "hard"))), None)


def free_days(network: Network, organisation: OrganisationId | None, days: Iterable[date]) -> Iterator[date]:
    """The days on which people are off or on holiday: days off, and the periods of blackouts for everybody."""
    calendar, blackouts = network.calendar_of(organisation), network.plan.communications.blackouts
    periods = [each for each in blackouts if isinstance(each.when, OnPeriod) and not each.audiences]
    for day in days:
        if not calendar.is_working_day(day) or any(_on(network, each, organisation, day) for each in periods):
            yield day


def _concerns(blackout: Blackout, item: Item) -> bool:
    heard = not blackout.audiences or any(each in blackout.audiences for each in item.audiences)
    return heard and (not blackout.channels or item.channel in blackout.channels)


def _on(network: Network, blackout: Blackout, organisation: OrganisationId | None, day: date) -> bool:
    when = blackout.when
    if isinstance(when, OnPeriod):
        return when.first <= day <= when.last
    if isinstance(when, OnRecess):
        recesses = network.plan.calendar.recesses
        return any(each.first <= day <= each.last and each.organisation in {None, organisation} for each in recesses)
    if isinstance(when, OnMonthEnd):
        return day >= _month_end(network, organisation, day, when.days)
    return WEEKDAYS[day.weekday()] in when.weekdays


def _month_end(network: Network, organisation: OrganisationId | None, day: date, days: int) -> date:
    """The first of the last working days of the month of a day."""
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return network.calendar_of(organisation).add(next_month, -days)
