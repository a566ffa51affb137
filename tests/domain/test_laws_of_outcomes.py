"""What holds in every programme for conditions, for what is taken back, and for terms that move."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from scd_workflow.domain.conditions import open_before
from scd_workflow.domain.events import (
    ConditionLifted,
    ConditionMet,
    GateDecided,
    GateReopened,
    GateWithdrawn,
    TermExtended,
    TermSuspended,
)
from scd_workflow.domain.gates import GateSpot, all_gates, gate_state
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.network import Network
from tests.plainly import Key
from tests.stories import ANN, CAT, Act, Kind, Turn, log_of, plans, played

Story = tuple[Turn, ...]

law = settings(max_examples=60, deadline=None)

# What these laws are about comes up most, after enough work to get to the gates.
KINDS: tuple[Kind, ...] = (
    "sprint", "sprint", "ask", "ask", "ask", "go", "go", "go", "conditional_go", "conditional_go", "no_go", "deferred",
    "withdraw", "reopen_gate", "meet", "lift", "suspend", "extend",
)  # fmt: skip
ACTS = some.builds(
    Act,
    kind=some.sampled_from(KINDS),
    days=some.integers(0, 3),
    pick=some.integers(0, 30),
    wild=some.booleans(),
    by=some.sampled_from((ANN, CAT)),
    text=some.just("Because"),
)
EARLY = some.builds(
    replace, ACTS, kind=some.sampled_from(("ask", "ask", "go", "conditional_go")), wild=some.just(False)
)
"""What people try while nothing of the first decision was settled."""


@some.composite
def stories(draw: some.DrawFn) -> Story:
    """What happened in a random small programme in which most is decided, settled or taken back."""
    work = [Act("sprint", 1, 0, wild=False, by=ANN, text="") for _ in range(draw(some.integers(2, 4)))]
    opened = Act("conditional_go", 0, 0, wild=False, by=ANN, text="Because")
    early = draw(some.lists(EARLY, min_size=2, max_size=6))
    acts = draw(some.lists(ACTS, min_size=8, max_size=20))
    return tuple(played(Network(draw(plans())), [*work, opened, *early, *acts]))


def plainly_open(story: Story, upto: int) -> set[Key]:
    """The gates of which the last decision was go under conditions, with a condition that nobody settled."""
    open_: dict[Key, set[int]] = {}
    for turn in story[:upto]:
        for event in turn.events:
            key = (getattr(event, "gate", ""), getattr(event, "organisation", None))
            if isinstance(event, GateDecided):
                open_[key] = set(range(1, len(event.conditions) + 1))
            elif isinstance(event, GateReopened):
                open_.pop(key, None)
            elif isinstance(event, ConditionMet | ConditionLifted):
                open_[key].discard(event.number)
    return {key for key, numbers in open_.items() if numbers}


@law
@given(stories())
def test_no_gate_is_passed_while_a_condition_of_a_gate_before_it_is_open(story: Story) -> None:
    for number, turn in enumerate(story):
        for event in turn.events:
            if isinstance(event, GateDecided) and event.outcome in PASSING and event.gate != "G1":
                open_ = plainly_open(story, number)
                assert ("G1", None) not in open_
                assert event.gate != "G2" or not {gate for gate, _ in open_ if gate == "G2a"} or not waits_for_g2a(turn)


def waits_for_g2a(turn: Turn) -> bool:
    """Whether the plan has a gate per organisation before its last one."""
    return any(gate.id == "G2a" for gate in turn.before.network.plan.phases[1].gates)


@law
@given(stories())
def test_a_gate_with_an_open_condition_before_it_does_not_open_by_itself(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if event.kind == "gate_opened" and event.by == ENGINE:
                spot = GateSpot(turn.before.network.gates[event.gate], event.organisation)
                assert open_before(turn.before, spot) == ()


@law
@given(stories())
def test_what_was_decided_or_taken_back_stays_on_record(story: Story) -> None:
    state = story[-1].after.state
    for event in log_of(story):
        if isinstance(event, GateDecided):
            assert event in state.of(event.organisation).gate(event.gate).decisions
        elif isinstance(event, GateWithdrawn | GateReopened):
            assert event in state.of(event.organisation).gate(event.gate).ended
        elif isinstance(event, ConditionMet | ConditionLifted):
            assert event in state.of(event.organisation).gate(event.gate).settled


@law
@given(stories())
def test_a_gate_awaits_a_decision_after_it_was_reopened_and_none_after_it_was_withdrawn(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if isinstance(event, GateReopened | GateWithdrawn):
                gate = turn.after.state.of(event.organisation).gate(event.gate)
                assert gate.awaits_decision == isinstance(event, GateReopened)
                assert gate.decision is None
                assert not gate.passed


@law
@given(stories())
def test_no_passed_gate_stands_on_one_that_was_reopened_after_it(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if isinstance(event, GateReopened):
                spot = GateSpot(turn.before.network.gates[event.gate], event.organisation)
                later = [
                    each for each in all_gates(turn.before) if spot.gate in turn.before.network.gates_before(each.gate)
                ]
                concerned = [
                    each
                    for each in later
                    if spot.organisation in {None, each.organisation} or each.organisation is None
                ]
                assert not any(gate_state(turn.before, each).passed for each in concerned)


@law
@given(stories())
def test_a_moved_term_ends_on_a_later_working_day_and_not_before_it_runs_again(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if isinstance(event, TermSuspended | TermExtended):
                calendar = turn.before.network.calendar_of(event.organisation)
                was = turn.before.due(event.gate, event.organisation)
                assert calendar.is_working_day(event.due)
                assert event.due > was
                assert turn.after.due(event.gate, event.organisation) == event.due
            if isinstance(event, TermSuspended):
                assert event.due >= event.until
            if isinstance(event, TermExtended):
                assert calendar.between(was, event.due) == event.days
