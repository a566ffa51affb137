"""The three dates of each part: the baseline, the due date and the forecast.

They are counted by hand on the calendar of 2027 that `tests.examples` describes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.progress import Progress
from scd_workflow.domain.reckoning import merged, merged_again
from scd_workflow.domain.state import evolve
from tests.examples import (
    AWAITING_G1,
    DORDT,
    PAST_G1,
    READY_FOR_G1,
    REGIO,
    ZWIJND,
    day,
    decided,
    done,
    done_once_per,
    opened,
    reopened,
    seen,
    started,
)

if TYPE_CHECKING:
    from scd_workflow.domain.ids import OrganisationId

BASELINE = {
    ("A1", None): day(1, 8),
    ("A2", None): day(1, 13),
    ("A3", DORDT): day(1, 14),
    ("A3", ZWIJND): day(1, 14),
    ("A3", REGIO): day(1, 18),  # closed on the 12th and 13th
    ("A4", None): day(1, 5),
    ("G1", None): day(1, 20),
    ("B1", DORDT): day(2, 3),
    ("B1", ZWIJND): day(2, 17),  # ten working days after the first wave
    ("B1", REGIO): day(2, 17),
    ("B2", DORDT): day(2, 10),
    ("B2", ZWIJND): day(2, 24),
    ("B2", REGIO): day(2, 24),
    ("B3", None): day(1, 25),
    ("B4", DORDT): day(2, 19),
    ("B4", ZWIJND): day(3, 5),
    ("B4", REGIO): day(3, 5),
    ("G2a", DORDT): day(2, 12),
    ("G2a", ZWIJND): day(2, 26),
    ("G2a", REGIO): day(2, 26),
    ("G2", None): day(3, 10),
    ("C1", DORDT): day(3, 16),
    ("C1", ZWIJND): day(3, 16),
    ("C1", REGIO): day(3, 16),
    ("G3", None): day(3, 18),
}

A1_LATE = done("A1", on=day(1, 13))
"""Three working days after its due date."""


def dues(progress: Progress) -> dict[tuple[str, OrganisationId | None], date]:
    return {(each.part.id, each.organisation): each.due for each in progress.standings()}


def test_the_baseline_follows_from_the_plan_alone() -> None:
    progress = seen(PAST_G1, day(3, 1))

    assert {(each.part.id, each.organisation): each.baseline for each in progress.standings()} == BASELINE


def test_nothing_is_due_at_another_time_than_planned_before_anything_happened() -> None:
    assert dues(seen([], day(1, 4))) == BASELINE


def test_a_late_predecessor_pushes_the_due_dates_of_all_that_comes_after_it() -> None:
    progress = seen([A1_LATE], day(1, 13))

    assert progress.due("A2") == day(1, 18)
    assert progress.due("A3", DORDT) == day(1, 19)
    assert progress.due("A3", REGIO) == day(1, 19)
    assert progress.due("G1") == day(1, 21)
    assert progress.due("B1", ZWIJND) == day(2, 18)


def test_nothing_is_ever_due_before_its_baseline() -> None:
    assert seen([done("A1", on=day(1, 5))], day(1, 5)).due("A2") == day(1, 13)


def test_a_decision_that_is_deferred_to_an_early_day_draws_nothing_after_it_nearer_than_its_baseline() -> None:
    deferral = decided("G1", "deferred", on=day(1, 5), deferred_until=day(1, 7))

    progress = seen([opened("G1", on=day(1, 5)), deferral], day(1, 5))

    assert progress.due("G1") == day(1, 7)
    assert {part: progress.due(*part) for part in BASELINE if part[0] != "G1"} == {
        part: due for part, due in BASELINE.items() if part[0] != "G1"
    }


def test_a_due_date_that_was_pushed_on_is_not_drawn_back_by_work_that_catches_up() -> None:
    caught_up = [done("A2", on=day(1, 14)), done("A4", on=day(1, 5)), *done_once_per("A3", on=day(1, 14))]

    assert seen([A1_LATE, *caught_up], day(1, 14)).due("G1") == day(1, 21)


@pytest.mark.parametrize("today", [day(1, 4), day(1, 20), day(3, 1), day(12, 31)])
def test_the_passing_of_time_moves_no_due_date(today: date) -> None:
    assert dues(seen([A1_LATE], today)) == dues(seen([A1_LATE], day(1, 13)))
    assert dues(seen([], today)) == BASELINE


def test_work_that_is_open_again_gets_its_whole_term_anew() -> None:
    progress = seen([done("A1", on=day(1, 8)), reopened("A1", on=day(1, 11))], day(1, 11))

    assert progress.due("A1") == day(1, 18)
    assert progress.due("A2") == day(1, 21)


def test_work_that_is_open_again_does_not_wait_for_its_wave_a_second_time() -> None:
    again = (*PAST_G1, done("B1", ZWIJND, on=day(2, 12)), reopened("B1", ZWIJND, on=day(2, 17)))

    assert seen(again, day(2, 17)).due("B1", ZWIJND) == day(3, 3)


def test_a_gate_that_opens_late_leaves_its_deciders_their_whole_term() -> None:
    progress = seen((*READY_FOR_G1, opened("G1", on=day(1, 22))), day(1, 22))

    assert progress.due("G1") == day(1, 26)


def test_a_gate_that_opens_early_is_due_as_planned() -> None:
    assert seen([opened("G1", on=day(1, 5))], day(1, 5)).due("G1") == day(1, 20)


def test_a_deferred_gate_is_due_when_the_deferral_says() -> None:
    deferral = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3))

    assert seen((*AWAITING_G1, deferral), day(1, 21)).due("G1") == day(2, 3)


def test_the_forecast_begins_today_with_what_is_ready_and_moves_on_every_day() -> None:
    finishes = {
        today: [seen([], today).standing(each).earliest_finish for each in ("A1", "A2")]
        for today in (day(1, 13), day(1, 14), day(1, 16))
    }

    assert finishes == {
        day(1, 13): [day(1, 19), day(1, 22)],
        day(1, 14): [day(1, 20), day(1, 25)],
        day(1, 16): [day(1, 22), day(1, 27)],  # a Saturday
    }


def test_slip_is_how_many_working_days_the_forecast_lies_behind_the_baseline() -> None:
    assert seen([], day(1, 4)).standing("A1").slip == 0
    assert seen([], day(1, 13)).standing("A1").slip == 7
    assert seen([done("A1", on=day(1, 6))], day(1, 6)).standing("A1").slip == -2
    assert seen([A1_LATE], day(1, 20)).standing("A1").slip == 3


def test_work_that_was_begun_is_forecast_from_its_own_start_and_never_in_the_past() -> None:
    begun = [started("A1", on=day(1, 6))]

    assert seen(begun, day(1, 7)).standing("A1").earliest_finish == day(1, 12)
    assert seen(begun, day(1, 13)).standing("A1").earliest_finish == day(1, 13)
    assert seen(begun, day(1, 13)).standing("A1").earliest_start == day(1, 6)


def test_what_is_overdue_on_a_day_off_is_forecast_for_the_first_working_day_after_it() -> None:
    saturday = day(1, 23)
    begun = seen([started("A1", on=day(1, 6))], saturday).standing("A1")
    gate = seen(AWAITING_G1, saturday).standing("G1")

    assert (begun.earliest_finish, begun.slip) == (day(1, 25), 11)
    assert (gate.earliest_finish, gate.slip) == (day(1, 25), 3)


def test_finished_work_stands_on_the_days_on_which_it_was_begun_and_finished() -> None:
    standing = seen([started("A1", on=day(1, 6)), done("A1", on=day(1, 7))], day(1, 13)).standing("A1")

    assert (standing.earliest_start, standing.earliest_finish, standing.finished) == (day(1, 6), day(1, 7), day(1, 7))


DAYS = st.integers(1, 3)
CELL = st.tuples(st.just(True), st.integers(0, 3), DAYS, st.just(0), DAYS)
"""Few days, so that cells often share the one that counts."""


@given(st.lists(CELL, min_size=2, max_size=4), CELL, st.data())
def test_the_whole_after_one_cell_changed_is_that_of_all_cells(
    cells: list[tuple[bool, int, int, int, int]], new: tuple[bool, int, int, int, int], data: st.DataObject
) -> None:
    slot = data.draw(st.integers(0, len(cells) - 1))
    changed = [*cells[:slot], new, *cells[slot + 1 :]]

    assert merged_again(merged(cells), changed, cells[slot], new) == merged(changed)


def test_the_forecast_of_a_later_wave_waits_for_the_wave_and_no_longer_than_that() -> None:
    before, after = seen(PAST_G1, day(1, 21)), seen(PAST_G1, day(2, 10))

    assert (before.standing("B1", ZWIJND).earliest_start, before.standing("B1", ZWIJND).earliest_finish) == (
        day(2, 4),
        day(2, 17),
    )
    assert (after.standing("B1", ZWIJND).earliest_start, after.standing("B1", ZWIJND).earliest_finish) == (
        day(2, 10),
        day(2, 23),
    )


def test_an_organisation_that_began_before_its_wave_is_forecast_from_its_own_start() -> None:
    eager = (*PAST_G1, started("B1", ZWIJND, on=day(1, 25)))

    assert seen(eager, day(1, 26)).standing("B1", ZWIJND).earliest_finish == day(2, 5)


def test_reckoning_one_organisation_again_moves_the_others_where_it_makes_a_gate_late() -> None:
    before = seen([done("A1", on=day(1, 8))], day(1, 20))
    late = done("A3", DORDT, on=day(1, 20))

    again = before.after(evolve(before.state, late), DORDT)

    assert (again.due("G1"), again.due("B1", DORDT)) == (day(1, 22), day(2, 5))
    assert again.due("B1", ZWIJND) == day(2, 19)
    assert dues(again) == dues(seen([done("A1", on=day(1, 8)), late], day(1, 20)))
