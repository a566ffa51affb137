"""How far the work is: for each activity and gate, and each organisation, computed from plan, state and today.

Three dates are kept apart. The *baseline* follows from the adopted plan alone. The *due* date starts there and is pushed
on by what happened (a predecessor finished late, a reopening, a deferral), never by the passing of time. The *forecast*
is when it can be finished at the earliest as seen today; it may move every day, and triggers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.domain.state import PLANNED, UNTOUCHED, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scd_workflow.domain.calendar import WorkingDays
    from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId
    from scd_workflow.domain.network import Item, Network
    from scd_workflow.domain.state import OrganisationState

Status = Literal["blocked", "ready", "started", "done", "waived", "planned", "awaiting", "passed", "refused"]
"""Activities: blocked, ready, started, done, waived. Gates: planned, awaiting (a decision), passed, refused (no-go)."""


class Spot(NamedTuple):
    """An activity or gate of one organisation, or of the programme (None)."""

    part: Activity | Gate
    organisation: OrganisationId | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one activity or gate stands.

    `slip` is the number of working days that the forecast lies after the baseline. `late` says that it is not finished
    while its due date has passed.
    """

    part: Activity | Gate
    organisation: OrganisationId | None
    status: Status
    baseline: date
    due: date
    earliest_start: date
    earliest_finish: date
    finished: date | None
    slip: int
    late: bool


class Node(NamedTuple):
    """The reckoning at one spot; days are ordinals, and `done_on` is 0 while it is not finished."""

    free: bool
    done_on: int
    due: int
    start: int
    finish: int


class Place(NamedTuple):
    """Where a spot is reckoned: whose state and calendar, the lag of its wave, and two bounds as day ordinals.

    Nothing starts before the day after `eve`, and nothing is due before `floor`.
    """

    state: OrganisationState
    calendar: WorkingDays
    lag: int
    eve: int
    floor: int


class Progress:
    """The standing of everything as seen on `today`."""

    def __init__(self, network: Network, state: State, today: date, *, baseline: Progress | None) -> None:
        """Reckon every spot once, in the order of the network; without a baseline this is one itself."""
        self.network = network
        self.state = state
        self.today = today
        self.baseline = self if baseline is None else baseline
        self._parts = [state.of(organisation) for organisation in network.organisations]
        self._nodes: list[list[Node]] = []
        self._whole: list[Node] = []
        for item in network.items:
            floors = [0] * len(self._parts) if baseline is None else baseline.dues(item)
            nodes = self._reckoned(item, floors)
            self._nodes.append(nodes)
            self._whole.append(_merged(nodes) if len(nodes) > 1 else nodes[0])

    def standing(self, part: str, organisation: OrganisationId | None = None) -> Standing:
        """Where one activity or gate stands; raises `KeyError` for a part that the plan does not have."""
        return self._standing(Spot(self.network.item(part).part, organisation))

    def standings(self) -> Iterator[Standing]:
        """Every activity and gate, for every organisation that it is for, in the order of the network."""
        for item in self.network.items:
            for organisation in self.network.organisations_of(item.part):
                yield self._standing(Spot(item.part, organisation))

    def is_free(self, part: str, organisation: OrganisationId | None = None) -> bool:
        """Whether everything before this part is finished."""
        return self._node(part, organisation).free

    def due(self, part: str, organisation: OrganisationId | None = None) -> date:
        """The due date of a part."""
        return date.fromordinal(self._node(part, organisation).due)

    def dues(self, item: Item) -> list[int]:
        """The due dates of an item as day ordinals, one per organisation (one for the programme)."""
        return [node.due for node in self._nodes[item.position]]

    def blocked_by(self, part: str, organisation: OrganisationId | None = None) -> tuple[Spot, ...]:
        """What still has to be finished before this part, in the order of the network."""
        before = self._before(Spot(self.network.item(part).part, organisation))
        return tuple(spot for spot, node in before if not node.done_on)

    def free_since(self, part: str, organisation: OrganisationId | None = None) -> date | None:
        """The day on which the last of what comes before it was finished; None while it is blocked or needs nothing."""
        before = [node for _, node in self._before(Spot(self.network.item(part).part, organisation))]
        if not before or not all(node.done_on for node in before):
            return None
        return date.fromordinal(max(node.done_on for node in before))

    @cached_property
    def critical_path(self) -> tuple[Spot, ...]:
        """The chain of unfinished work that determines when the whole can be finished, in the order of the work."""
        spots = (
            Spot(item.part, each) for item in self.network.items for each in self.network.organisations_of(item.part)
        )
        nodes = ((spot, self._node(spot.part.id, spot.organisation)) for spot in spots)
        last, _ = max(nodes, key=_lasts)
        return tuple(reversed(list(self._back_from(last))))

    def _back_from(self, spot: Spot | None) -> Iterator[Spot]:
        while spot is not None and not self._node(spot.part.id, spot.organisation).done_on:
            yield spot
            spot, _ = max(self._before(spot), key=_lasts, default=(None, None))

    def _before(self, spot: Spot) -> Iterator[tuple[Spot, Node]]:
        for position in self.network.item(spot.part.id).after:
            part = self.network.items[position].part
            alike = part.per_organisation and spot.part.per_organisation
            for each in (spot.organisation,) if alike else self.network.organisations_of(part):
                yield Spot(part, each), self._node(part.id, each)

    def _node(self, part: str, organisation: OrganisationId | None) -> Node:
        slot = 0 if organisation is None else self.network.slots[organisation]
        return self._nodes[self.network.positions[part]][slot]

    def _reckoned(self, item: Item, floors: Sequence[int]) -> list[Node]:
        reckon = _gate_node if isinstance(item.part, Gate) else _activity_node
        today, eve = self.today.toordinal(), self.network.start.toordinal() - 1
        if not item.part.per_organisation:
            before = [self._whole[position] for position in item.after]
            place = Place(self.state.programme, self.network.calendar, 0, eve, floors[0])
            return [reckon(item.part, place, before, today)]
        places = map(Place, self._parts, self.network.calendars, item.lags, repeat(eve), floors)
        return [
            reckon(item.part, place, before, today)
            for place, before in zip(places, self._rows_before(item), strict=True)
        ]

    def _rows_before(self, item: Item) -> Iterable[Sequence[Node]]:
        """What comes before an item, per organisation; what the whole programme does comes before it in each."""
        count = len(self._parts)
        columns = [
            self._nodes[position]
            if self.network.items[position].part.per_organisation
            else self._nodes[position] * count
            for position in item.after
        ]
        return zip(*columns, strict=True) if columns else [()] * count

    def _standing(self, spot: Spot) -> Standing:
        node = self._node(spot.part.id, spot.organisation)
        baseline, finish = self.baseline.due(spot.part.id, spot.organisation), date.fromordinal(node.finish)
        return Standing(
            part=spot.part,
            organisation=spot.organisation,
            status=self._status(spot, node),
            baseline=baseline,
            due=date.fromordinal(node.due),
            earliest_start=date.fromordinal(node.start),
            earliest_finish=finish,
            finished=date.fromordinal(node.done_on) if node.done_on else None,
            slip=self.network.calendar_of(spot.organisation).between(baseline, finish),
            late=not node.done_on and self.today.toordinal() > node.due,
        )

    def _status(self, spot: Spot, node: Node) -> Status:
        state = self.state.of(spot.organisation)
        if isinstance(spot.part, Gate):
            gate = state.gate(spot.part.id)
            if gate.awaits_decision:
                return "awaiting"
            return "passed" if gate.passed else "planned" if gate.decision is None else "refused"
        standing = state.activity(spot.part.id).standing
        if standing == "open":
            return "ready" if node.free else "blocked"
        return standing


def progress_of(network: Network, state: State, today: date) -> Progress:
    """The standing of everything as seen on `today`, against the baseline of the network's plan."""
    return Progress(network, state, today, baseline=baseline_of(network))


@lru_cache(maxsize=8)
def baseline_of(network: Network) -> Progress:
    """The reckoning of a plan in which nothing has happened yet, as seen on its first day."""
    return Progress(network, State(), network.start, baseline=None)


def _lasts(reckoned: tuple[Spot, Node]) -> tuple[int, bool]:
    """Until when it lasts; of two that end on one day the unfinished one lasts longest."""
    node = reckoned[1]
    return node.finish, not node.done_on


def _activity_node(part: Activity | Gate, place: Place, before: Sequence[Node], today: int) -> Node:
    state = place.state.activities.get(cast("ActivityId", part.id), UNTOUCHED)
    free, ends, can = _gathered(before, place.eve)
    due = max(place.floor, _finish(place, ends, part.term))
    if state.reopened is not None:
        due = max(due, _nth(place.calendar, state.reopened.toordinal(), part.term))
    if state.finished is not None:
        done_on = state.finished.toordinal()
        return Node(free, done_on, due, state.started.toordinal() if state.started else done_on, done_on)
    if state.started is not None:
        start = state.started.toordinal()
        return Node(free, 0, due, start, max(today, _nth(place.calendar, start - 1, part.term)))
    return _still_to_do(place, part.term, free=free, due=due, can=can, today=today)


def _gate_node(part: Activity | Gate, place: Place, before: Sequence[Node], today: int) -> Node:
    state = place.state.gates.get(cast("GateId", part.id), PLANNED)
    free, ends, can = _gathered(before, place.eve)
    due = max(place.floor, _finish(place, ends, part.term))
    if state.passed:
        done_on = state.decisions[-1].at.toordinal()
        return Node(free, done_on, due, done_on, done_on)
    if state.opened is not None:
        opened = state.opened.toordinal()
        due = max(due, _finish(place, opened, part.term))
        if state.deferred_until is not None:
            due = state.deferred_until.toordinal()
        return Node(free, 0, due, opened, max(today, due))
    return _still_to_do(place, part.term, free=free, due=due, can=can, today=today)


def _still_to_do(place: Place, term: int, *, free: bool, due: int, can: int, today: int) -> Node:
    """Begun as soon as its wave lets it after the day that it can be ready, and not before today."""
    start = max(_finish(place, can, 1), _nth(place.calendar, today - 1, 1))
    return Node(free, 0, due, start, _nth(place.calendar, start - 1, term))


def _gathered(before: Sequence[Node], eve: int) -> tuple[bool, int, int]:
    """Whether all of it is finished, the last day on which it ended or was due, and the last on which it can be ready.

    Work that was finished before its due date leaves what comes after it where it was: a due date once given stands.
    """
    free, ends, can = True, eve, eve
    for _, done_on, due, _, finish in before:
        if not done_on:
            free = False
        ends = max(ends, done_on, due)
        can = max(can, finish)
    return free, ends, can


def _finish(place: Place, after: int, term: int) -> int:
    """The last of `term` working days that begin after the day `after` and the lag of the wave."""
    return _nth(place.calendar, after, place.lag + term)


def _nth(calendar: WorkingDays, after: int, count: int) -> int:
    """The last of `count` working days that begin after the day `after`."""
    return calendar.ordinals[calendar.index[after + 1 - calendar.base] + count - 1]


def _merged(nodes: Sequence[Node]) -> Node:
    """The whole of what every organisation does: finished when all are, and as late as the latest."""
    return Node(
        all(node.free for node in nodes),
        max(node.done_on for node in nodes) if all(node.done_on for node in nodes) else 0,
        max(max(node.done_on, node.due) for node in nodes),
        min(node.start for node in nodes),
        max(node.finish for node in nodes),
    )
