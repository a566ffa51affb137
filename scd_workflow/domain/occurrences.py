"""When each item of the communication calendar goes out: a function of plan and log, never of the day of asking.

An item that hangs on an activity or gate moves with it. What falls on or after the day of a decision waits for that
decision, and everything that hangs on a gate waits while the gate awaits its decision; on a no-go it lapses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain.blackouts import shifted
from scd_workflow.domain.calendar_items import ByAnchor, ByRound, ByRule, OnDay
from scd_workflow.domain.campaigns import rounds
from scd_workflow.domain.communication_state import UNTOUCHED
from scd_workflow.domain.plan import Gate
from scd_workflow.domain.reasons import because
from scd_workflow.domain.recurrence import days_of
from scd_workflow.domain.round_days import results_due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.calendar_items import Item
    from scd_workflow.domain.communication_state import CommunicationState
    from scd_workflow.domain.ids import OrganisationId, Which
    from scd_workflow.domain.progress import Progress, Standing
    from scd_workflow.domain.reasons import Reason

YEARS = 3
"""How long a rule goes on where neither it nor the programme has an end."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An item that goes out once, in one organisation or (None) for all that it names together.

    `nominal` is the day that a rule gave, or the number of a round, by which people name it. `day` is when it goes out, shifted away from where it
    may not; while it `waits`, when it would. What `lapsed` does not go out, and the reason says why.
    """

    item: Item
    organisation: OrganisationId | None
    nominal: Which
    day: date
    state: CommunicationState = UNTOUCHED
    waits: Reason | None = None
    lapsed: Reason | None = None

    @property
    def name(self) -> str:
        """How people name it: the item, and which of its occurrences."""
        return self.item.id if self.nominal is None else f"{self.item.id}@{self.nominal}"


class Day(NamedTuple):
    """A day as the calendar alone has it, with why it is not certain, or gone."""

    nominal: Which
    day: date
    waits: Reason | None = None
    lapsed: Reason | None = None


@lru_cache(maxsize=2)
def occurrences(progress: Progress) -> tuple[Occurrence, ...]:
    """Everything that goes out in all the years of the calendar, in the order of its days."""
    network = progress.network
    found = (
        _placed(progress, item, organisation, each)
        for item in network.plan.communications.items
        for organisation in organisations_of(progress, item)
        for each in _days(progress, item, organisation)
    )
    places = {item.id: place for place, item in enumerate(network.plan.communications.items)}
    return tuple(sorted(found, key=lambda each: (each.day, places[each.item.id], each.organisation or "")))


def occurrence(progress: Progress, item: str, organisation: OrganisationId | None, nominal: Which) -> Occurrence:
    """One occurrence by its name; raises `KeyError` when the calendar has none such."""
    wanted = item, organisation, nominal
    for each in occurrences(progress):
        if (each.item.id, each.organisation, each.nominal) == wanted:
            return each
    raise KeyError(item)


def organisations_of(progress: Progress, item: Item) -> tuple[OrganisationId | None, ...]:
    """For whom an item goes out by itself: each of its organisations, or (None) all of them together."""
    return hearing(progress, item, None) if item.per_organisation else (None,)


def hearing(progress: Progress, item: Item, organisation: OrganisationId | None) -> tuple[OrganisationId, ...]:
    """In which organisations an item is heard; everywhere when it names none."""
    if organisation is not None:
        return (organisation,)
    named = () if item.organisations == "all" else item.organisations
    return named or progress.network.organisations


def _placed(progress: Progress, item: Item, organisation: OrganisationId | None, each: Day) -> Occurrence:
    state = progress.state.of(organisation).communications.get((item.id, each.nominal), UNTOUCHED)
    if state.sent is not None:
        return Occurrence(item, organisation, each.nominal, state.sent.at.date(), state)
    if state.moved_to is not None:
        return Occurrence(item, organisation, each.nominal, state.moved_to, state, each.waits, each.lapsed)
    day = shifted(progress.network, item, organisation, each.day)
    if day is None:
        waits = each.waits or because("communications.day_to_choose")
        return Occurrence(item, organisation, each.nominal, each.day, state, waits, each.lapsed)
    return Occurrence(item, organisation, each.nominal, day, state, each.waits, each.lapsed)


def _days(progress: Progress, item: Item, organisation: OrganisationId | None) -> Iterator[Day]:
    match item.when:
        case OnDay(day=day):
            yield Day(None, day)
        case ByRule():
            yield from _ruled(progress, item.when, organisation)
        case ByAnchor():
            yield _anchored(progress, item.when, organisation)
        case ByRound():
            # What a round within one organisation found is told where that one hears it.
            asked = progress.network.campaigns[item.when.campaign].organisation
            if asked is None or asked in hearing(progress, item, organisation):
                yield from _told(progress, item.when, organisation)


def _ruled(progress: Progress, when: ByRule, organisation: OrganisationId | None) -> Iterator[Day]:
    network = progress.network
    begins = when.first or network.start
    days = days_of(when.rule.upper(), begins, last_day(progress, when))
    if when.after is None:
        yield from (Day(day, day) for day in days)
        return
    standing = _standing(progress, when.after, organisation)
    customs, calendar = network.plan.communications.customs, network.calendar_of(organisation)
    opens = calendar.add(standing.finished or standing.due, customs.draft)
    waits = None if standing.finished else because("communications.part_to_come", part=standing.part.id)
    gates = tuple(_gates(progress, standing))
    lapsed = next(filter(None, map(_no_go, gates)), None)
    yield from (Day(day, day, waits, lapsed) for day in days if day >= opens)


def last_day(progress: Progress, when: ByRule) -> date:
    """The last day of a rule: its own, that of the programme, or three years after it begins."""
    begins = when.first or progress.network.start
    return when.last or progress.network.plan.programme.end or begins + timedelta(days=YEARS * 365)


def _anchored(progress: Progress, when: ByAnchor, organisation: OrganisationId | None) -> Day:
    standing = _standing(progress, when.part, organisation)
    anchor = standing.finished or standing.due
    calendar = progress.network.calendar_of(organisation)
    day = calendar.add(anchor, when.offset)
    too_late = because("communications.overtaken", part=standing.part.id)
    if when.offset < 0 and standing.finished:
        return Day(None, day, lapsed=too_late)
    for gate in _gates(progress, standing):
        gone = _no_go(gate)
        if gone is not None:
            return Day(None, day, lapsed=gone)
        if gate.status == "awaiting" or (gate.status == "planned" and day >= gate.due):
            return Day(None, day, waits=because("communications.gate_open", gate=gate.part.id))
        # What had its day while the gate was open goes out once it is passed, unless what it announces is there by then.
        released = calendar.add(gate.finished, 1) if gate.finished else day
        if when.offset < 0 and day < released and gate.finished is not None:
            if released >= anchor:
                return Day(None, day, lapsed=too_late)
            day = released
    return Day(None, day)


def _told(progress: Progress, when: ByRound, organisation: OrganisationId | None) -> Iterator[Day]:
    """A day for every round; once those who were asked have heard, nobody tells them again."""
    for each in rounds(progress, progress.network.campaigns[when.campaign]):
        known = results_due(progress, each)
        if known is not None:
            day = progress.network.calendar_of(organisation).add(known, when.offset)
            waits = None if each.state.published else because("communications.results_to_come", round=each.label)
            told = each.state.told
            yield Day(each.number, day, waits, because("communications.told_already", day=told) if told else None)


def _standing(progress: Progress, part: str, organisation: OrganisationId | None) -> Standing:
    asked = progress.network.item(part).part
    return progress.standing(part, organisation if asked.per_organisation else None)


def _gates(progress: Progress, standing: Standing) -> Iterator[Standing]:
    """The gates that what hangs on a part waits for: the part itself when it is one, else those directly before it."""
    if isinstance(standing.part, Gate):
        yield standing
        return
    network = progress.network
    for position in network.item(standing.part.id).after:
        part = network.items[position].part
        if isinstance(part, Gate):
            where = standing.organisation if part.per_organisation else None
            if where is not None or not part.per_organisation:
                yield progress.standing(part.id, where)


def _no_go(gate: Standing) -> Reason | None:
    return because("communications.no_go", gate=gate.part.id) if gate.status == "refused" else None
