"""What holds in every programme for its dates, its forecast and its reminders."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from scd_workflow.domain.due import obligations
from scd_workflow.domain.events import (
    ActivityDone,
)
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.ladder import Ladder, Step
from scd_workflow.domain.notices import Notice, reminders
from scd_workflow.domain.progress import Progress, progress_of
from tests.plainly import Key, open_before, spots
from tests.stories import Turn, stories

LADDER = Ladder(
    decision=(Step(step="due", after=-1, to=("decider",)), Step(step="overdue", after=1, to=("decider", "owner"))),
    activity=(Step(step="due", after=0, to=("decider",)), Step(step="overdue", after=2, to=("owner", "decider"))),
    decision_taken=("decider",),
)

Story = tuple[Turn, ...]

law = settings(max_examples=60, deadline=None)


def dues(progress: Progress) -> dict[Key, date]:
    return {(each.part.id, each.organisation): each.due for each in progress.standings()}


def seen_again(progress: Progress, days: int) -> Progress:
    """The same state, seen some days later."""
    return progress_of(progress.network, progress.state, progress.today + timedelta(days=days))


def later_looks(progress: Progress, waits: list[int]) -> list[Progress]:
    """The same state seen again and again, each time some days later."""
    return [seen_again(progress, sum(waits[: number + 1])) for number in range(len(waits))]


@law
@given(stories())
def test_finishing_work_blocks_nothing_and_draws_no_other_due_date_nearer(story: Story) -> None:
    for turn in story:
        if not any(isinstance(event, ActivityDone) for event in turn.events):
            continue
        before, after = dues(turn.before), dues(turn.after)
        for part, organisation in spots(turn.before.network.plan):
            assert turn.after.is_free(part, organisation) >= turn.before.is_free(part, organisation)
            assert after[part, organisation] >= before[part, organisation]


@law
@given(stories(), some.integers(1, 400))
def test_time_alone_moves_no_due_date_and_ends_no_obligation(story: Story, days: int) -> None:
    now = story[-1].after
    later = seen_again(now, days)

    assert dues(later) == dues(now)
    assert {each.key for each in obligations(later)} == {each.key for each in obligations(now)}


@law
@given(stories())
def test_what_happened_in_one_organisation_is_reckoned_again_to_the_same_as_everything(story: Story) -> None:
    for turn in story:
        organisations = {getattr(event, "organisation", None) for event in turn.events}
        if len(organisations) == 1 and (organisation := organisations.pop()) is not None:
            again = turn.before.after(turn.after.state, organisation)
            assert list(again.standings()) == list(turn.after.standings())
            assert again.critical_path == turn.after.critical_path


@law
@given(stories())
def test_nothing_is_due_before_its_baseline_unless_it_was_deferred_to_a_day(story: Story) -> None:
    after = story[-1].after
    for standing in after.standings():
        gate = after.state.of(standing.organisation).gate(GateId(standing.part.id))
        if gate.moved_to is None:
            assert standing.due >= standing.baseline
        else:
            assert standing.due == gate.moved_to


@law
@given(stories(), some.integers(0, 40))
def test_a_forecast_never_lies_in_the_past_and_comes_no_nearer_by_waiting(story: Story, days: int) -> None:
    now = story[-1].after
    later = seen_again(now, days)
    for early, late in zip(now.standings(), later.standings(), strict=True):
        if early.finished is None:
            assert now.today <= early.earliest_finish <= late.earliest_finish
            assert early.earliest_start <= early.earliest_finish
        else:
            assert early == late


@law
@given(stories())
def test_the_critical_path_leads_through_unfinished_work_to_what_ends_last(story: Story) -> None:
    after = story[-1].after
    standings = {(each.part.id, each.organisation): each for each in after.standings()}
    unfinished = [each for each in standings.values() if each.finished is None]
    path = [(spot.part.id, spot.organisation) for spot in after.critical_path]

    assert bool(path) == bool(unfinished)
    assert all(standings[each].finished is None for each in path)
    for earlier, later in pairwise(path):
        assert earlier in open_before(after.network.plan, after.state, *later)
    if path:
        assert standings[path[-1]].earliest_finish == max(each.earliest_finish for each in unfinished)


@law
@given(stories(), some.lists(some.integers(0, 9), max_size=6))
def test_a_reminder_is_about_something_that_is_still_to_do_and_its_key_never_means_two_things(
    story: Story, waits: list[int]
) -> None:
    outbox: dict[str, Notice] = {}
    for progress in [*(turn.after for turn in story), *later_looks(story[-1].after, waits)]:
        current = {each.key for each in obligations(progress)}
        notices = reminders(progress, LADDER)
        assert len({notice.key for notice in notices}) == len(notices)
        for notice in notices:
            assert notice.obligation in current
            assert outbox.setdefault(notice.key, notice) == notice


@law
@given(stories(), some.lists(some.integers(0, 9), max_size=6))
def test_nobody_climbs_down_the_ladder_of_an_obligation(story: Story, waits: list[int]) -> None:
    overdue: set[str] = set()
    for progress in [*(turn.after for turn in story), *later_looks(story[-1].after, waits)]:
        for notice in reminders(progress, LADDER):
            assert not (notice.step == "due" and notice.obligation in overdue)
            overdue |= {notice.obligation} if notice.step == "overdue" else set()
