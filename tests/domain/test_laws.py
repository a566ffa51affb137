"""What holds in every programme, whatever people do in it: the log, the order of the work, and decisions."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from scd_workflow.domain.events import EVENT, ActivityDone, ActivityReopened, ActivityStarted, GateDecided, GateOpened
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import ENGINE, GateId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Activity, Gate, Plan
from scd_workflow.domain.state import fold
from tests.plainly import Key, finished, open_before, parts_before, passed_on, spots
from tests.stories import Turn, log_of, plans, stories

Story = tuple[Turn, ...]

law = settings(max_examples=60, deadline=None)


@law
@given(stories(), some.integers(0, 30))
def test_a_log_read_in_two_goes_adds_up_to_the_same_as_in_one(story: Story, cut: int) -> None:
    log = log_of(story)
    halfway = fold(log[:cut])
    kept = deepcopy(halfway)

    assert fold(log[cut:], halfway) == fold(log)
    assert halfway == kept


@law
@given(stories())
def test_every_event_reads_back_from_its_json_as_it_was_written(story: Story) -> None:
    for event in log_of(story):
        assert EVENT.validate_json(EVENT.dump_json(event)) == event


@law
@given(plans())
def test_each_part_stands_after_all_that_it_waits_for(plan: Plan) -> None:
    network = Network(plan)

    for item in network.items:
        assert {network.items[position].part.id for position in item.after} >= parts_before(plan, item.part.id)
        assert all(position < item.position for position in item.after)


@law
@given(stories())
def test_nothing_is_begun_or_done_or_opens_by_itself_while_something_before_it_is_open(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            plan, state = turn.before.network.plan, turn.before.state
            if isinstance(event, ActivityStarted | ActivityDone):
                assert open_before(plan, state, event.activity, event.organisation) == []
            if isinstance(event, GateOpened) and event.by == ENGINE:
                mandatory = {each.id for phase in plan.phases for each in phase.activities if each.mandatory}
                missing = open_before(plan, state, event.gate, event.organisation)
                assert [part for part, _ in missing if part in mandatory] == []


@law
@given(stories())
def test_no_gate_opens_while_the_gate_of_the_phase_before_it_is_not_passed(story: Story) -> None:
    for turn in story:
        second = {gate.id for gate in turn.before.network.plan.phases[1].gates}
        if any(isinstance(event, GateOpened) and event.gate in second for event in turn.events):
            assert turn.before.state.programme.gate(GateId("G1")).passed


@law
@given(stories())
def test_work_is_ready_exactly_when_it_is_open_and_all_before_it_is_finished(story: Story) -> None:
    for turn in story:
        plan, state = turn.after.network.plan, turn.after.state
        for standing in turn.after.standings():
            if not isinstance(standing.part, Activity):
                continue
            untouched = state.of(standing.organisation).activity(standing.part.id).standing == "open"
            free = not open_before(plan, state, standing.part.id, standing.organisation)
            assert (standing.status == "ready") == (untouched and free)
            assert (standing.status == "blocked") == (untouched and not free)
            assert turn.after.is_free(standing.part.id, standing.organisation) == free


@law
@given(stories())
def test_what_a_part_is_blocked_by_is_what_is_open_before_it(story: Story) -> None:
    after = story[-1].after
    for part, organisation in spots(after.network.plan):
        blockers = {(spot.part.id, spot.organisation) for spot in after.blocked_by(part, organisation)}
        assert blockers == set(open_before(after.network.plan, after.state, part, organisation))


@law
@given(stories())
def test_every_part_has_one_status_of_its_own_kind_everywhere_it_is_for(story: Story) -> None:
    after = story[-1].after
    standings = list(after.standings())

    assert sorted(((each.part.id, each.organisation) for each in standings), key=str) == sorted(
        spots(after.network.plan), key=str
    )
    for standing in standings:
        ended = finished(after.state, standing.part, standing.organisation)
        assert (standing.finished is not None) == ended
        assert (standing.status in {"done", "waived", "passed"}) == ended
        assert (standing.status in {"planned", "awaiting", "passed", "refused"}) == isinstance(standing.part, Gate)
        assert not (standing.late and ended)


@law
@given(stories())
def test_a_refused_act_leaves_everything_as_it_was(story: Story) -> None:
    for turn in story:
        if turn.refused:
            assert turn.events == ()
            assert turn.after.state == turn.before.state


@law
@given(stories())
def test_an_accepted_decision_leaves_the_gate_as_it_says(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if isinstance(event, GateDecided):
                gate = turn.after.state.of(event.organisation).gate(event.gate)
                assert gate.decisions[-1] == event
                assert gate.passed == (event.outcome in PASSING)
                assert gate.awaits_decision == (event.outcome == "deferred")
                assert gate.attempt == event.attempt + (event.outcome == "deferred")


@law
@given(stories())
def test_a_gate_is_decided_once_per_attempt_and_its_attempts_count_up(story: Story) -> None:
    decided: dict[Key, list[int]] = {}
    for event in log_of(story):
        if isinstance(event, GateDecided):
            decided.setdefault((event.gate, event.organisation), []).append(event.attempt)

    assert all(earlier < later for attempts in decided.values() for earlier, later in pairwise(attempts))


@law
@given(stories())
def test_work_that_a_passed_gate_stands_on_stays_finished(story: Story) -> None:
    for turn in story:
        for event in turn.events:
            if isinstance(event, ActivityReopened):
                assert not any(passed_on(turn.before, event.activity, event.organisation))
