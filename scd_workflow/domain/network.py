"""The plan as a network: activities and gates in an order in which each comes after all that it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import takewhile
from typing import TYPE_CHECKING

from scd_workflow.domain.calendar import WorkingDays, working_days
from scd_workflow.domain.ids import CampaignId
from scd_workflow.domain.plan import ActivitiesCriterion, Activity, GateCriterion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId, PersonId
    from scd_workflow.domain.plan import Gate, Phase, Plan


@dataclass(frozen=True, slots=True)
class Item:
    """One activity or gate of the network; `after` holds the positions of the items before it.

    `lags` are the working days that each organisation waits for its wave, in the order of the plan's organisations.
    """

    position: int
    part: Activity | Gate
    phase: Phase
    after: tuple[int, ...]
    lags: tuple[int, ...]


class Network:
    """A plan made ready for reckoning: what waits for what, and the calendar of every organisation.

    `items` stand in an order in which each comes after all that it waits for; `positions` finds one by its id, `slots`
    the place of an organisation in every list that holds one value per organisation.
    """

    def __init__(self, plan: Plan) -> None:
        """Lay the plan out; it must have a start and have passed the check of its references and cycles."""
        assert plan.programme.start is not None
        self.plan = plan
        self.start: date = plan.programme.start
        self.organisations: tuple[OrganisationId, ...] = tuple(each.id for each in plan.organisations)
        self.slots = {organisation: slot for slot, organisation in enumerate(self.organisations)}
        self.positions: dict[str, int] = {}
        self.items: tuple[Item, ...] = tuple(self._ordered())
        self.activities: dict[ActivityId, Activity] = {
            each.id: each for phase in plan.phases for each in phase.activities
        }
        self.gates: dict[GateId, Gate] = {each.id: each for phase in plan.phases for each in phase.gates}
        self.campaigns: dict[CampaignId, Campaign] = {each.id: each for each in plan.campaigns}
        self.calendar = _calendar(plan, None)
        self.calendars: tuple[WorkingDays, ...] = tuple(_calendar(plan, each) for each in self.organisations)

    def calendar_of(self, organisation: OrganisationId | None) -> WorkingDays:
        """The working days of an organisation, or of the programme."""
        return self.calendar if organisation is None else self.calendars[self.slots[organisation]]

    def calendar_for(self, person: PersonId) -> WorkingDays:
        """The working days of a person: those of the only organisation that he or she works for, else the programme's."""
        return self.calendar_of(self._homes.get(person))

    @cached_property
    def _homes(self) -> dict[PersonId, OrganisationId | None]:
        places: dict[PersonId, set[OrganisationId | None]] = {}
        for holder in self.plan.holders:
            places.setdefault(holder.person, set()).add(holder.organisation)
        return {person: found.pop() for person, found in places.items() if len(found) == 1}

    def item(self, part: str) -> Item:
        """The item with this activity or gate."""
        return self.items[self.positions[part]]

    def name_of(self, subject: str) -> str:
        """What people call an activity, a gate or a campaign."""
        campaign = self.campaigns.get(CampaignId(subject))
        return campaign.name if campaign else self.item(subject).part.name

    def organisations_of(self, part: Activity | Gate) -> tuple[OrganisationId | None, ...]:
        """For whom a part is done or decided: each organisation, or the programme (None)."""
        return self.organisations if part.per_organisation else (None,)

    def gates_after(self, activity: ActivityId) -> tuple[Gate, ...]:
        """The gates that wait directly for an activity, in the order of the plan."""
        position = self.positions[activity]
        return tuple(gate for gate in self.gates.values() if position in self.item(gate.id).after)

    def before(self, gate: Gate) -> tuple[Activity, ...]:
        """The activities that come directly before a gate, in the order of the network."""
        parts = (self.items[position].part for position in self.item(gate.id).after)
        return tuple(part for part in parts if isinstance(part, Activity))

    def waiting_for(self, gate: Gate) -> tuple[Item, ...]:
        """What comes directly after a gate, in the order of the network."""
        position = self.positions[gate.id]
        return tuple(each for each in self.items if position in each.after)

    def names_after(self, gate: Gate) -> tuple[str, ...]:
        """What waits directly for a gate: the phase that it opens, and single parts of others in the order of the network."""
        closed = next((place for place, phase in enumerate(self.plan.phases) if phase.closing_gate == gate.id), None)
        opens = () if closed is None else self.plan.phases[closed + 1 : closed + 2]
        waiting = (each.part for each in self.waiting_for(gate) if each.phase not in opens)
        return (*(phase.name for phase in opens), *(f"{part.id} {part.name}" for part in waiting))

    def gates_before(self, gate: Gate) -> tuple[Gate, ...]:
        """Every gate that comes before one: those of earlier phases, and those that it waits for, however indirectly."""
        before: set[int] = set()
        left = list(self.item(gate.id).after)
        while left:
            position = left.pop()
            if position not in before:
                before.add(position)
                left.extend(self.items[position].after)
        earlier = takewhile(lambda phase: gate not in phase.gates, self.plan.phases)
        of_phases = {each.id for phase in earlier for each in phase.gates}
        return tuple(each for each in self.gates.values() if each.id in of_phases or self.positions[each.id] in before)

    def _ordered(self) -> Iterator[Item]:
        parts: dict[str, tuple[Activity | Gate, Phase]] = {
            part.id: (part, phase) for phase, part in parts_of(self.plan)
        }
        waits = waits_for(self.plan)
        lags = _lags(self.plan)
        none = (0,) * len(self.organisations)
        for position, part_id in enumerate(TopologicalSorter(waits).static_order()):
            self.positions[part_id] = position
            part, phase = parts[part_id]
            after = tuple(sorted(self.positions[other] for other in waits[part_id]))
            yield Item(position, part, phase, after, lags if isinstance(part, Activity) and part.in_waves else none)


def parts_of(plan: Plan) -> Iterator[tuple[Phase, Activity | Gate]]:
    """Every activity and gate with its phase, in the order of the plan."""
    for phase in plan.phases:
        for part in phase.parts:
            yield phase, part


def waits_for(plan: Plan) -> dict[str, tuple[str, ...]]:
    """What each activity and gate directly waits for: what it names, and the gate that closes the phase before.

    Gates also wait for what their criteria name. Keys stand in the order of the plan.
    """
    waits: dict[str, tuple[str, ...]] = {}
    previous: tuple[str, ...] = ()
    for phase in plan.phases:
        for activity in phase.activities:
            waits[activity.id] = _once(*previous, *activity.after)
        for gate in phase.gates:
            waits[gate.id] = _once(*previous, *_before_gate(gate, phase))
        previous = (phase.closing_gate,)
    return waits


def _once(*parts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts))


def _before_gate(gate: Gate, phase: Phase) -> Iterator[str]:
    yield from gate.after or (activity.id for activity in phase.activities)
    for criterion in gate.criteria:
        if isinstance(criterion, ActivitiesCriterion):
            yield from criterion.activities
        elif isinstance(criterion, GateCriterion):
            yield criterion.gate


def _lags(plan: Plan) -> tuple[int, ...]:
    offsets = {organisation: wave.offset for wave in plan.waves for organisation in wave.organisations}
    return tuple(offsets.get(organisation.id, 0) for organisation in plan.organisations)


def closed_days(plan: Plan, organisation: OrganisationId | None) -> frozenset[date]:
    """The days that an organisation (the programme when None) is closed by the plan."""
    closings = (each for each in plan.calendar.closings if each.organisation in {None, organisation})
    return frozenset(day for closing in closings for day in closing.days)


def _calendar(plan: Plan, organisation: OrganisationId | None) -> WorkingDays:
    assert plan.programme.start is not None
    return working_days(plan.programme.start.year, closed_days(plan, organisation), plan.calendar.good_friday)
