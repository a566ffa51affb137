"""The arithmetic of the network: for every spot whether it is free, and when it is due and can be finished.

Days are day ordinals here, and what is reckoned stands in plain tuples: a programme of hundreds of organisations is
reckoned anew on every question.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from scd_workflow.domain.gate_state import PLANNED
from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.domain.state import UNTOUCHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from scd_workflow.domain.calendar import WorkingDays
    from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId
    from scd_workflow.domain.network import Item, Network
    from scd_workflow.domain.state import OrganisationState, State

    Cell = tuple[bool, int, int, int, int]
    Place = tuple[Sequence[Cell], OrganisationState, WorkingDays, int, int]


DONE_ON, DUE, FINISH = itemgetter(1), itemgetter(2), itemgetter(4)
"""Fields of a cell, for many at a time."""


class Node(NamedTuple):
    """The reckoning at one spot; `done_on` is 0 while it is not finished, and a finished one starts and ends when it did."""

    free: bool
    done_on: int
    due: int
    start: int
    finish: int


@dataclass(slots=True)
class Reckoning:
    """Every spot of a network, reckoned for a state on a day (`today`, an ordinal).

    `cells` holds a list per item with a cell per organisation (one for the programme), `whole` each item as a whole, both
    in the order of the network. Nothing is due before it was in the `baseline`, the reckoning in which nothing had
    happened; that one has none itself. No forecast of what is overdue falls on a day off. `moved` holds the items that
    changed in more than the one organisation in which something happened.
    """

    network: Network
    state: State
    today: int
    baseline: Reckoning | None
    cells: list[list[Cell]] = field(default_factory=list)
    whole: list[Cell] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    def node(self, part: str, organisation: OrganisationId | None) -> Node:
        """The reckoning at one spot; raises `KeyError` for a part or organisation that the plan does not have."""
        slot = 0 if organisation is None else self.network.slots[organisation]
        return Node(*self.cells[self.network.positions[part]][slot])

    def after(self, state: State, organisation: OrganisationId) -> Reckoning:
        """The reckoning of a state that differs from this one in one organisation only."""
        new = Reckoning(self.network, state, self.today, self.baseline)
        for item in self.network.items:
            new.take(self, item, self.network.slots[organisation], state.of(organisation))
        return new

    def take(self, old: Reckoning, item: Item, slot: int, state: OrganisationState) -> None:
        """Take an item over from an old reckoning, reckoned again where it concerns one organisation.

        When something before it moved for everybody, as a part of the programme does, it is reckoned again for everybody.
        """
        cells, whole = old.cells[item.position], old.whole[item.position]
        if not item.part.per_organisation or not self.moved.isdisjoint(item.after):
            cells = self._everywhere(item)
            whole = merged(cells)
            if cells != old.cells[item.position]:
                self.moved.add(item.position)
        else:
            before = [self.cells[position][slot if alike else 0] for position, alike in self._before(item)]
            (cell,) = self._at(
                item, [(before, state, self.network.calendars[slot], item.lags[slot], self._floor(item, slot))]
            )
            if cell != cells[slot]:
                before_it, cells = cells[slot], [*cells[:slot], cell, *cells[slot + 1 :]]
                whole = merged_again(whole, cells, before_it, cell)
        self.cells.append(cells)
        self.whole.append(whole)

    def reckoned(self, item: Item, states: Sequence[OrganisationState]) -> list[Cell]:
        """The cells of the next item, by those of the items before it."""
        if not item.part.per_organisation:
            return self._of_programme(item)
        count = len(states)
        floors = [cell[2] for cell in self.baseline.cells[item.position]] if self.baseline else [0] * count
        columns = [self.cells[at] if alike else self.cells[at] * count for at, alike in self._before(item)]
        rows: Iterable[Sequence[Cell]] = zip(*columns, strict=True) if columns else [()] * count
        return self._at(item, zip(rows, states, self.network.calendars, item.lags, floors, strict=True))

    def _everywhere(self, item: Item) -> list[Cell]:
        states = [self.state.of(each) for each in self.network.organisations] if item.part.per_organisation else ()
        return self.reckoned(item, states)

    def _of_programme(self, item: Item) -> list[Cell]:
        before = [self.whole[position] for position in item.after]
        return self._at(item, [(before, self.state.programme, self.network.calendar, 0, self._floor(item, 0))])

    def _at(self, item: Item, places: Iterable[Place]) -> list[Cell]:
        reckon = _gate if isinstance(item.part, Gate) else _activity
        return reckon(item.part, places, self.network.start.toordinal() - 1, self.today)

    def _before(self, item: Item) -> Iterable[tuple[int, bool]]:
        """The items before one, and whether each is also done per organisation."""
        items = self.network.items
        return ((position, items[position].part.per_organisation) for position in item.after)

    def _floor(self, item: Item, slot: int) -> int:
        return self.baseline.cells[item.position][slot][2] if self.baseline else 0


def reckon(network: Network, state: State, today: date, *, baseline: Reckoning | None) -> Reckoning:
    """Every spot reckoned once, in the order of the network."""
    reckoning = Reckoning(network, state, today.toordinal(), baseline)
    states = [state.of(organisation) for organisation in network.organisations]
    for item in network.items:
        cells = reckoning.reckoned(item, states)
        reckoning.cells.append(cells)
        reckoning.whole.append(merged(cells))
    return reckoning


def _activity(part: Activity | Gate, places: Iterable[Place], eve: int, today: int) -> list[Cell]:
    """An activity at each place in turn."""
    name, term, cells = cast("ActivityId", part.id), part.term, []
    for before, where, calendar, lag, floor in places:
        free, ends, can = _gathered(before, eve)
        due = max(floor, calendar.nth_after(ends, lag + term))
        state = where.activities.get(name, UNTOUCHED)
        if state.reopened is not None:
            due = max(due, calendar.nth_after(state.reopened.toordinal(), term))
        if state.finished is not None:
            done_on = state.finished.toordinal()
            cells.append((free, done_on, due, state.started.toordinal() if state.started else done_on, done_on))
        elif state.started is not None:
            start = state.started.toordinal()
            cells.append(
                (free, 0, due, start, max(calendar.nth_after(today - 1, 1), calendar.nth_after(start - 1, term)))
            )
        else:
            # The wave is waited for from the day that it can be ready, not from today.
            start = max(calendar.nth_after(can, lag + 1), calendar.nth_after(today - 1, 1))
            cells.append((free, 0, due, start, calendar.nth_after(start - 1, term)))
    return cells


def _gate(part: Activity | Gate, places: Iterable[Place], eve: int, today: int) -> list[Cell]:
    """A gate at each place in turn."""
    name, term, cells = cast("GateId", part.id), part.term, []
    for before, where, calendar, lag, floor in places:
        free, ends, can = _gathered(before, eve)
        due = max(floor, calendar.nth_after(ends, lag + term))
        state = where.gates.get(name, PLANNED)
        if state.passed:
            done_on = state.decisions[-1].at.toordinal()
            cells.append((free, done_on, due, done_on, done_on))
        elif state.opened is not None:
            opened, until = state.opened.toordinal(), state.moved_to
            due = until.toordinal() if until else max(due, calendar.nth_after(opened, term))
            cells.append((free, 0, due, opened, max(calendar.nth_after(today - 1, 1), due)))
        else:
            after = max(can, today - 1)
            cells.append((free, 0, due, calendar.nth_after(after, lag + 1), calendar.nth_after(after, lag + term)))
    return cells


def _gathered(before: Sequence[Cell], eve: int) -> tuple[bool, int, int]:
    """Whether all of it is finished, the last day on which it ended or was due, and the last on which it can be ready.

    What was finished before its due date leaves what comes after it where it was: a due date once given stands.
    """
    free, ends, can = True, eve, eve
    for _, done_on, due, _, finish in before:
        if not done_on:
            free = False
        if due > ends:
            ends = due
        if done_on > ends:
            ends = done_on
        if finish > can:
            can = finish
    return free, ends, can


def merged(cells: Sequence[Cell]) -> Cell:
    """The whole of what every organisation does: finished when all are, as late as the latest; its start means nothing."""
    if len(cells) == 1:
        return cells[0]
    _, done_on, due, _, finish = zip(*cells, strict=True)
    return True, _done_on(done_on), max(*due, *done_on), 0, max(finish)


def merged_again(whole: Cell, cells: Sequence[Cell], old: Cell, new: Cell) -> Cell:
    """The whole after one cell changed; all cells are looked through only for what that cell alone may have set."""
    _, done_on, ends, _, finish = whole
    if bool(old[1]) != bool(new[1]) or new[1] < old[1] == done_on:
        done_on = _done_on([*map(DONE_ON, cells)])
    if max(new[1], new[2]) < max(old[1], old[2]) == ends:
        ends = max(*map(DONE_ON, cells), *map(DUE, cells))
    if new[4] < old[4] == finish:
        finish = max(map(FINISH, cells))
    return True, max(done_on, new[1]) if done_on else 0, max(ends, new[1], new[2]), 0, max(finish, new[4])


def _done_on(days: Sequence[int]) -> int:
    """The day on which the last of all was finished, 0 while one is not."""
    return max(days) if all(days) else 0
