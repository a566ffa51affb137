"""The reckoning of 342 organisations with 40 activities each, against plain lists over the same state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from bench import programme
from bench.timing import Ratio, compare, median_of
from scd_workflow.domain.events import ActivityDone
from scd_workflow.domain.ids import ActivityId, PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.state import State, evolve, fold

TODAY = date(2027, 5, 3)
NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)


def ratios() -> Iterator[Ratio]:
    """The whole reckoning, and what it costs to look again after one event."""
    network, state = Network(programme.plan()), fold(programme.events())
    plain = _PlainLists(network)
    whole = progress_of(network, state, TODAY)
    assert plain.reckon(state) == _as_lists(whole)
    yield compare(
        "progress of 342 x 40 / plain lists",
        lambda: progress_of(network, state, TODAY),
        lambda: plain.reckon(state),
        goal=1.5,
    )
    organisation = network.organisations[7]
    done = ActivityDone(
        at=NOW, by=PersonId("lead"), source="form", activity=ActivityId("A3"), organisation=organisation
    )
    again = median_of(lambda: whole.after(evolve(state, done), organisation), rounds=101)
    yield Ratio("one event evaluated again / 1 ms", again, 0.001, goal=1)


def _as_lists(progress: Progress) -> list[tuple[list[bool], list[int], list[int]]]:
    found = []
    for organisation in progress.network.organisations:
        nodes = [progress.standing(f"{name}", organisation) for name in _names(progress)]
        found.append(
            (
                [progress.is_free(each.part.id, organisation) for each in nodes],
                [each.due.toordinal() for each in nodes],
                [each.earliest_finish.toordinal() for each in nodes],
            )
        )
    return found


def _names(progress: Progress) -> list[str]:
    return [item.part.id for item in progress.network.items if item.part.per_organisation]


class _PlainLists:
    """What anybody would write for this one plan: lists of numbers, no objects, no general case."""

    def __init__(self, network: Network) -> None:
        self.items = [item for item in network.items if item.part.per_organisation]
        places = {item.position: place for place, item in enumerate(self.items)}
        self.names = [ActivityId(item.part.id) for item in self.items]
        self.terms = [item.part.term for item in self.items]
        self.before = [[places[position] for position in item.after] for item in self.items]
        self.organisations = network.organisations
        self.calendar = network.calendar
        self.eve = network.start.toordinal() - 1
        nothing = self.reckon(State())
        self.floor = [due for _, due, _ in nothing]

    def reckon(self, state: State) -> list[tuple[list[bool], list[int], list[int]]]:
        """Readiness, due dates and earliest finishes of every organisation."""
        base, index, ordinals = self.calendar.base, self.calendar.index, self.calendar.ordinals
        today = TODAY.toordinal()
        floors = getattr(self, "floor", None)
        rows = []
        for slot, organisation in enumerate(self.organisations):
            part = state.organisations.get(organisation)
            done_on: list[int] = []
            dues: list[int] = []
            finishes: list[int] = []
            ready: list[bool] = []
            for number, name in enumerate(self.names):
                free, ends, can = True, self.eve, self.eve
                for other in self.before[number]:
                    done = done_on[other]
                    if not done:
                        free = False
                    ends = max(ends, done, dues[other])
                    can = max(can, finishes[other])
                term = self.terms[number]
                due = ordinals[index[ends + 1 - base] + term - 1]
                if floors:
                    due = max(due, floors[slot][number])
                activity = part.activities.get(name) if part else None
                if activity is not None and activity.reopened is not None:
                    due = max(due, ordinals[index[activity.reopened.toordinal() + 1 - base] + term - 1])
                if activity is not None and activity.finished is not None:
                    finish = done = activity.finished.toordinal()
                else:
                    done = 0
                    begun = activity.started.toordinal() - 1 if activity and activity.started else max(can, today - 1)
                    finish = max(today, ordinals[index[begun + 1 - base] + term - 1])
                ready.append(free)
                done_on.append(done)
                dues.append(due)
                finishes.append(finish)
            rows.append((ready, dues, finishes))
        return rows
