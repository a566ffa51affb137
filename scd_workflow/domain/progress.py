"""How far the work is: for each activity and gate, and each organisation, computed from plan, state and today.

Three dates are kept apart. The *baseline* follows from the adopted plan alone. The *due* date starts there and is pushed
on by what happened (a predecessor finished late, a reopening, a deferral), never by the passing of time. The *forecast*
is when it can be finished at the earliest as seen today; it may move every day, and triggers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.domain.reckoning import Node, Reckoning, reckon
from scd_workflow.domain.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.network import Network

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


class Progress:
    """The standing of everything as seen on `today`."""

    def __init__(self, reckoning: Reckoning, today: date) -> None:
        """Read a reckoning that was made for this day."""
        self.network = reckoning.network
        self.state = reckoning.state
        self.today = today
        self._reckoning = reckoning

    def after(self, state: State, organisation: OrganisationId) -> Progress:
        """The standing after a change in one organisation only, at the cost of that organisation only."""
        return Progress(self._reckoning.after(state, organisation), self.today)

    def standing(self, part: str, organisation: OrganisationId | None = None) -> Standing:
        """Where one activity or gate stands; raises `KeyError` for a part that the plan does not have."""
        return self._standing(Spot(self.network.item(part).part, organisation))

    def standings(self, *among: Status) -> Iterator[Standing]:
        """Every activity and gate, for every organisation that it is for, in the order of the network.

        With `among` only those that have one of these statuses, at little cost for the others.
        """
        for item in self.network.items:
            for organisation in self.network.organisations_of(item.part):
                spot = Spot(item.part, organisation)
                if not among or self._status(spot, self._node(item.part.id, organisation)) in among:
                    yield self._standing(spot)

    def is_free(self, part: str, organisation: OrganisationId | None = None) -> bool:
        """Whether everything before this part is finished."""
        return self._node(part, organisation).free

    def is_finished(self, part: str, organisation: OrganisationId | None = None) -> bool:
        """Whether this part itself is finished."""
        return bool(self._node(part, organisation).done_on)

    def due(self, part: str, organisation: OrganisationId | None = None) -> date:
        """The due date of a part."""
        return date.fromordinal(self._node(part, organisation).due)

    def baseline(self, part: str, organisation: OrganisationId | None = None) -> date:
        """The due date of a part as the plan alone has it."""
        return date.fromordinal((self._reckoning.baseline or self._reckoning).node(part, organisation).due)

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
        return self._reckoning.node(part, organisation)

    def _standing(self, spot: Spot) -> Standing:
        node = self._node(spot.part.id, spot.organisation)
        baseline, finish = self.baseline(spot.part.id, spot.organisation), date.fromordinal(node.finish)
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
    return Progress(reckon(network, state, today, baseline=_baseline(network)), today)


def baseline_of(network: Network) -> Progress:
    """The standing of everything on the first day of a plan in which nothing has happened yet."""
    return Progress(_baseline(network), network.start)


@lru_cache(maxsize=8)
def _baseline(network: Network) -> Reckoning:
    return reckon(network, State(), network.start, baseline=None)


def _lasts(reckoned: tuple[Spot, Node]) -> tuple[int, bool]:
    """Until when it lasts; of two that end on one day the unfinished one lasts longest."""
    node = reckoned[1]
    return node.finish, not node.done_on
