"""Small programmes at random, and what people do in them: the world in which the laws are tried.

The world is kept narrow on purpose: two phases, few activities, one person who may do everything and one who may do
nothing. Wide worlds hide what narrow ones show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar, get_args

from hypothesis import strategies as some

from scd_workflow.domain.activities import Act as ActOnActivity
from scd_workflow.domain.activities import Report, report
from scd_workflow.domain.conditions import Settlement, all_conditions, lift, meet
from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.endings import Ending, reopen, withdraw
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.gates import GateSpot, Request, all_gates, ask, gate_state, open_gates, to_open
from scd_workflow.domain.happened import Condition, SentBack
from scd_workflow.domain.ids import ActivityId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Activity, Plan
from scd_workflow.domain.progress import Progress, Spot, progress_of
from scd_workflow.domain.state import fold
from scd_workflow.domain.terms import Extension, Suspension, extend, suspend
from tests.examples import at, gate, phase, plan_of, work

T = TypeVar("T")

ANN = PersonId("ann")
"""Owns everything and may decide everything."""
CAT = PersonId("cat")
"""May do the same: whoever asks for a gate does not decide it."""
BOB = PersonId("bob")
"""Holds no role."""

Kind = Literal[
    "start", "done", "sprint", "waive", "reopen", "evidence", "ask", "go", "conditional_go", "no_go", "deferred",
    "withdraw", "reopen_gate", "meet", "lift", "suspend", "extend",
]  # fmt: skip
"""A sprint is that everything which is ready is done, everywhere."""

# What carries a programme forward comes up most, or no story would ever reach its second phase.
KINDS: tuple[Kind, ...] = (*get_args(Kind), *("done",) * 3, *("sprint",) * 5, *("go",) * 3)

# Few calendars, because laying one out takes longer than a whole story.
CLOSINGS: tuple[list[str], ...] = ([], ["2027-01-05"], ["2027-01-07", "2027-01-08", "2027-01-12"])


@dataclass(frozen=True)
class Act:
    """Somebody tries something, `days` after the last act; `pick` says which part, a wild one also where it makes no sense."""

    kind: Kind
    days: int
    pick: int
    wild: bool
    by: PersonId
    text: str


@dataclass(frozen=True)
class Turn:
    """What came of an act: the standing before it and, on the same day, after it; no events when it was refused."""

    act: Act
    before: Progress
    events: tuple[Event, ...]
    after: Progress
    refused: bool


@some.composite
def plans(draw: some.DrawFn) -> Plan:
    """A plan of two phases with 3 to 8 activities, the second sometimes with a gate per organisation."""
    organisations = [f"o{number}" for number in range(draw(some.integers(2, 4)))]
    first = draw(_activities("A", least=1, most=3))
    second = draw(_activities("B", least=2, most=5))
    return plan_of(
        phase("P1", "G1", *first, gate("G1", owner="all", term=draw(some.integers(1, 3))), owner="all"),
        phase("P2", "G2", *second, *draw(_gates_after(second)), owner="all"),
        organisations=[{"id": each, "name": each, "kind": "municipality", "impact": 1} for each in organisations],
        waves=[
            {"id": f"w-{each}", "name": each, "organisations": [each], "offset": draw(some.integers(0, 6))}
            for each in organisations
        ],
        roles=[{"id": "all", "name": "Everything"}],
        holders=[{"role": "all", "person": each} for each in (ANN, CAT)],
        mandates=[{"id": "M", "role": "all", "gates": ["G1", "G2", "G2a"], "source": "By law"}],
        calendar={
            "closings": [{"organisation": each, "days": draw(some.sampled_from(CLOSINGS))} for each in organisations]
        },
    )


@some.composite
def _activities(draw: some.DrawFn, letter: str, *, least: int, most: int) -> list[dict[str, Any]]:
    count = draw(some.integers(least, most))
    return [
        draw(_activity(f"{letter}{number}", [f"{letter}{each}" for each in range(number)])) for number in range(count)
    ]


@some.composite
def _activity(draw: some.DrawFn, activity: str, earlier: list[str]) -> dict[str, Any]:
    per_organisation = draw(some.booleans())
    return work(
        activity,
        "all",
        term=draw(some.integers(1, 4)),
        after=[each for each in earlier if draw(some.booleans())],
        per_organisation=per_organisation,
        in_waves=per_organisation and draw(some.booleans()),
        mandatory=draw(some.booleans()),
    )


@some.composite
def _gates_after(draw: some.DrawFn, activities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if draw(some.booleans()):
        return [gate("G2", owner="all", term=2)]
    last = activities[-1]["id"]
    own = gate("G2a", owner="all", after=[last], per_organisation=True)
    return [own, gate("G2", owner="all", after=[*(each["id"] for each in activities), "G2a"])]


ACTS = some.builds(
    Act,
    kind=some.sampled_from(KINDS),
    days=some.integers(0, 6),
    pick=some.integers(0, 30),
    wild=some.sampled_from((False, False, False, True)),
    by=some.sampled_from((ANN, ANN, ANN, ANN, BOB)),
    text=some.text(min_size=1, max_size=8),
)


@some.composite
def stories(draw: some.DrawFn) -> tuple[Turn, ...]:
    """What happened in a random small programme, turn by turn."""
    network = Network(draw(plans()))
    return tuple(played(network, draw(some.lists(ACTS, min_size=6, max_size=25))))


def played(network: Network, acts: list[Act]) -> Iterator[Turn]:
    """Every act tried in its turn, with what came of it; after each the engine opens the gates that may open."""
    today, progress = network.start, progress_of(network, fold(()), network.start)
    for act in acts:
        today += timedelta(days=act.days)
        turn = _turn(progress_of(network, progress.state, today), act)
        yield turn
        progress = turn.after
        opening = to_open(progress, at(today))
        if opening:
            opened = progress_of(network, fold(opening, progress.state), today)
            yield Turn(act, progress, opening, opened, refused=False)
            progress = opened


def _turn(before: Progress, act: Act) -> Turn:
    try:
        events = _tried(before, act)
    except Refused:
        return Turn(act, before, (), progress_of(before.network, before.state, before.today), refused=True)
    return Turn(
        act, before, events, progress_of(before.network, fold(events, before.state), before.today), refused=False
    )


def log_of(story: tuple[Turn, ...]) -> tuple[Event, ...]:
    """All events of a story."""
    return tuple(event for turn in story for event in turn.events)


def _tried(progress: Progress, act: Act) -> tuple[Event, ...]:
    now = at(progress.today)
    match act.kind:
        case "start" | "done" | "waive" | "reopen" | "evidence":
            spot = _picked(list(_sensible(progress, act)) or list(_activity_spots(progress)), act)
            return (report(progress, _said(act.kind, spot, act), now),)
        case "sprint":
            ready = _sensible(progress, replace(act, wild=False))
            return tuple(report(progress, _said("done", spot, act), now) for spot in ready)
        case "ask":
            asked = _picked(list(all_gates(progress)), act)
            return (ask(progress, Request(asked.gate.id, asked.organisation, act.by, act.text), now),)
        case "withdraw" | "reopen_gate" | "meet" | "lift" | "suspend" | "extend":
            return (_afterwards(progress, act, now),)
        case _:
            return decide(progress, _choice(progress, act), now)


def _afterwards(progress: Progress, act: Act, now: datetime) -> Event:
    match act.kind:
        case "withdraw" | "reopen_gate":
            return _ended(progress, act, now)
        case "meet":
            return meet(progress, _settlement(progress, act), now)
        case "lift":
            return lift(progress, _settlement(progress, act), now)
        case _:
            return _moved(progress, act, now)


def _ended(progress: Progress, act: Act, now: datetime) -> Event:
    every = tuple(all_gates(progress))
    if act.kind == "withdraw":
        gate, where = _picked(open_gates(progress) or every, act)
        return withdraw(progress, Ending(gate.id, where, act.by, act.text), now)
    decided = [spot for spot in every if gate_state(progress, spot).decision]
    gate, where = _picked(decided or every, act)
    return reopen(progress, Ending(gate.id, where, act.by, act.text), now)


def _settlement(progress: Progress, act: Act) -> Settlement:
    asked = [(each.spot, each.number) for each in all_conditions(progress) if act.wild or each.settled is None]
    (gate, where), number = _picked(asked or [(spot, 1) for spot in all_gates(progress)], act)
    return Settlement(gate.id, where, number, act.by, act.text)


def _moved(progress: Progress, act: Act, now: datetime) -> Event:
    gate, where = _picked(open_gates(progress) or tuple(all_gates(progress)), act)
    if act.kind == "extend":
        return extend(progress, Extension(gate.id, where, act.by, act.text, days=act.pick), now)
    until = progress.today + timedelta(days=act.pick)
    calendar = progress.network.calendar_of(where)
    day = until if act.wild else calendar.on_or_after(until)
    return suspend(progress, Suspension(gate.id, where, act.by, act.text, until=day), now)


def _said(kind: ActOnActivity, spot: Spot, act: Act) -> Report:
    text = "https://example.nl/stuk" if kind in {"done", "evidence"} else act.text
    return Report(kind, ActivityId(spot.part.id), spot.organisation, act.by, text)


def _choice(progress: Progress, act: Act) -> Choice:
    spot = _picked(open_gates(progress) or tuple(all_gates(progress)), act)
    assert act.kind in {"go", "conditional_go", "no_go", "deferred"}
    calendar = progress.network.calendar_of(spot.organisation)
    return Choice(
        gate=GateId(spot.gate.id),
        organisation=spot.organisation,
        outcome=act.kind,
        by=act.by,
        rationale=act.text,
        conditions=_conditions(progress) if act.kind == "conditional_go" else (),
        deferred_until=calendar.add(progress.today, 1 + act.pick % 9) if act.kind == "deferred" else None,
        back_to=_back_to(progress, spot, act) if act.kind == "no_go" else (),
        override_reason=act.text,
    )


def _conditions(progress: Progress) -> tuple[Condition, ...]:
    return (Condition(text="Soon", owner=RoleId("all"), due=progress.today + timedelta(days=7)),)


def _back_to(progress: Progress, spot: GateSpot, act: Act) -> tuple[SentBack, ...]:
    finished = [
        SentBack(activity=activity.id, organisation=each)
        for activity in progress.network.before(spot.gate)
        for each in _concerned(progress, activity, spot.organisation)
        if progress.state.of(each).activity(activity.id).satisfied
    ]
    return (_picked(finished, act),) if finished else ()


def _concerned(
    progress: Progress, activity: Activity, organisation: OrganisationId | None
) -> tuple[OrganisationId | None, ...]:
    own = activity.per_organisation and organisation is not None
    return (organisation,) if own else progress.network.organisations_of(activity)


def _sensible(progress: Progress, act: Act) -> Iterator[Spot]:
    """Where the act is likely to be accepted; everywhere when it is a wild one."""
    for spot in _activity_spots(progress):
        finished = progress.state.of(spot.organisation).activity(spot.part.id).satisfied  # type: ignore[arg-type]
        fits = finished if act.kind in {"reopen", "evidence"} else not finished
        if act.wild or (fits and progress.is_free(*_named(spot))):
            yield spot


def _activity_spots(progress: Progress) -> Iterator[Spot]:
    for item in progress.network.items:
        for organisation in progress.network.organisations_of(item.part):
            if isinstance(item.part, Activity):
                yield Spot(item.part, organisation)


def _named(spot: Spot) -> tuple[str, OrganisationId | None]:
    return spot.part.id, spot.organisation


def _picked(choices: Sequence[T], act: Act) -> T:
    return choices[act.pick % len(choices)]
