"""The decision list (besluitenlijst): what was decided in a period, by what right, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.events import ConditionLifted, ConditionMet, GateDecided, GateReopened, GateWithdrawn, VoteCast
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import GateId, OrganisationId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.events import Event
    from scd_workflow.domain.plan import Mandate, Plan

Ended = GateWithdrawn | GateReopened
Settled = ConditionMet | ConditionLifted
Attempt = tuple[GateId, OrganisationId | None, int]
ConditionStanding = Literal["open", "overdue", "met", "lifted", "lapsed"]


class Heard(NamedTuple):
    """An event with its place in the log and when it was recorded."""

    seq: int
    recorded_at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Kept:
    """A condition, how it stands on the day of the list, and what settled it; it lapsed when the decision was set aside."""

    number: int
    condition: Condition
    standing: ConditionStanding
    settled: Settled | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision with the plan that was in force when it was recorded; `set_aside` is what ended it."""

    seq: int
    recorded_at: datetime
    decided: GateDecided
    plan: Plan
    votes: tuple[VoteCast, ...]
    conditions: tuple[Kept, ...]
    set_aside: GateReopened | None

    @property
    def mandate(self) -> Mandate | None:
        """The mandate by which it was decided, with the document that it rests on."""
        return next((each for each in self.plan.mandates if each.id == self.decided.mandate), None)


@dataclass(frozen=True, slots=True)
class Setback:
    """A request for a decision that was taken back, or a decision that was opened again."""

    seq: int
    event: Ended


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt to act that was refused; nothing that was typed is known."""

    seq: int
    event: AttemptRefused


@dataclass(frozen=True, slots=True)
class DecisionList:
    """What was decided, taken back and refused from `first` until and including `last`, as known on `today`.

    `head` is the mark by which the log can be recognised that it was made from.
    """

    plan: Plan
    first: date | None
    last: date | None
    today: date
    head: str
    entries: tuple[Entry, ...]
    setbacks: tuple[Setback, ...]
    refused: tuple[Attempted, ...]


class Period(NamedTuple):
    """From the first day until and including the last; open where there is none."""

    first: date | None = None
    last: date | None = None

    def holds(self, event: Event) -> bool:
        """Whether something happened in it."""
        on = event.at.date()
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def decision_list(
    heard: Iterable[Heard], plans: Mapping[str, Plan], period: Period, *, today: date, head: str
) -> DecisionList:
    """The list of a period from the whole log, in the order of the log; `plans` has every adopted plan by its digest."""
    told = tuple(heard)
    later = _Later(each.event for each in told)
    entries: list[Entry] = []
    plan = None
    for each in told:
        if each.event.kind == "plan_adopted":
            plan = plans[each.event.digest]
        elif each.event.kind == "gate_decided" and period.holds(each.event):
            assert plan is not None
            entries.append(later.entry(each, each.event, plan, today))
    assert plan is not None
    inside = tuple(each for each in told if period.holds(each.event))
    setbacks = tuple(Setback(each.seq, each.event) for each in inside if isinstance(each.event, Ended))
    refused = tuple(Attempted(each.seq, each.event) for each in inside if isinstance(each.event, AttemptRefused))
    return DecisionList(plan, *period, today, head, tuple(entries), setbacks, refused)


class _Later:
    """What the whole log says about each attempt, whenever that was."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._votes: defaultdict[Attempt, list[VoteCast]] = defaultdict(list)
        self._settled: dict[tuple[Attempt, int], Settled] = {}
        self._reopened: dict[Attempt, GateReopened] = {}
        for event in events:
            if isinstance(event, VoteCast):
                self._votes[_attempt(event)].append(event)
            elif isinstance(event, Settled):
                self._settled[_attempt(event), event.number] = event
            elif isinstance(event, GateReopened):
                self._reopened[_attempt(event)] = event

    def entry(self, heard: Heard, decided: GateDecided, plan: Plan, today: date) -> Entry:
        """A decision with what belongs to it."""
        attempt = _attempt(decided)
        conditions = tuple(self._conditions(decided, today))
        votes, reopened = tuple(self._votes[attempt]), self._reopened.get(attempt)
        return Entry(heard.seq, heard.recorded_at, decided, plan, votes, conditions, reopened)

    def _conditions(self, decided: GateDecided, today: date) -> Iterator[Kept]:
        attempt = _attempt(decided)
        for number, condition in enumerate(decided.conditions, start=1):
            settled = self._settled.get((attempt, number))
            lapsed = settled is None and attempt in self._reopened
            yield Kept(number, condition, "lapsed" if lapsed else _standing(condition, settled, today), settled)


def _standing(condition: Condition, settled: Settled | None, today: date) -> ConditionStanding:
    if settled is None:
        return "overdue" if condition.due < today else "open"
    return "met" if settled.kind == "condition_met" else "lifted"


def _attempt(event: GateDecided | VoteCast | Settled | GateReopened) -> Attempt:
    return event.gate, event.organisation, event.attempt
