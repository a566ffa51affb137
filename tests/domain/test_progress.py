"""How far the work is: what is ready, blocked, finished or late, and the critical path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.state import State
from tests.examples import (
    AWAITING_G1,
    CAST,
    DORDT,
    FIRST_PHASE_DONE,
    NETWORK,
    PAST_G1,
    READY_FOR_G1,
    REGIO,
    ZWIJND,
    at,
    back,
    day,
    decided,
    done,
    gate,
    opened,
    phase,
    plan_of,
    reopened,
    seen,
    started,
    waived,
    work,
)

if TYPE_CHECKING:
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import OrganisationId

A1_LATE = done("A1", on=day(1, 13))
"""Three working days after its due date."""


def path(progress: Progress) -> list[tuple[str, OrganisationId | None]]:
    return [(spot.part.id, spot.organisation) for spot in progress.critical_path]


def test_work_is_ready_when_nothing_comes_before_it_and_blocked_until_then() -> None:
    progress = seen([], day(1, 4))

    assert progress.standing("A1").status == "ready"
    assert progress.standing("A2").status == "blocked"
    assert progress.standing("B1", DORDT).status == "blocked"


def test_work_that_was_begun_finished_or_waived_says_so() -> None:
    progress = seen([started("A1", on=day(1, 4)), done("A4", on=day(1, 5)), waived("A2", on=day(1, 5))], day(1, 5))

    assert [progress.standing(each).status for each in ("A1", "A4", "A2")] == ["started", "done", "waived"]


def test_waived_work_lets_what_comes_after_it_begin() -> None:
    assert seen([waived("A1", on=day(1, 6))], day(1, 7)).standing("A2").status == "ready"


def test_work_that_is_open_again_is_ready_and_what_comes_after_it_is_blocked_again() -> None:
    progress = seen([done("A1", on=day(1, 8)), reopened("A1", on=day(1, 11))], day(1, 11))

    assert progress.standing("A1").status == "ready"
    assert progress.standing("A2").status == "blocked"


def test_a_gate_is_planned_awaits_its_decision_and_is_passed() -> None:
    statuses = [seen(events, day(1, 20)).standing("G1").status for events in (READY_FOR_G1, AWAITING_G1, PAST_G1)]

    assert statuses == ["planned", "awaiting", "passed"]


def test_a_gate_is_refused_after_a_no_go_and_lets_nothing_through() -> None:
    no_go = decided("G1", "no_go", on=day(1, 20), back_to=(back("A2"),))

    progress = seen((*AWAITING_G1, no_go), day(1, 21))

    assert progress.standing("G1").status == "refused"
    assert progress.standing("B3").status == "blocked"


def test_a_deferred_gate_awaits_its_next_decision() -> None:
    deferral = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3))

    assert seen((*AWAITING_G1, deferral), day(1, 21)).standing("G1").status == "awaiting"


def test_a_passed_gate_lets_the_next_phase_begin_everywhere() -> None:
    progress = seen(PAST_G1, day(1, 21))

    assert [progress.standing("B1", each).status for each in CAST] == ["ready", "ready", "ready"]


def test_one_organisation_goes_on_while_another_is_still_busy() -> None:
    progress = seen((*PAST_G1, done("B1", DORDT, on=day(2, 1))), day(2, 2))

    assert [progress.standing("B2", each).status for each in CAST] == ["ready", "blocked", "blocked"]


def test_what_the_programme_does_waits_for_every_organisation() -> None:
    without_zwijnd = [each for each in FIRST_PHASE_DONE if getattr(each, "organisation", None) != ZWIJND]

    waiting = seen(without_zwijnd, day(1, 19))
    complete = seen(FIRST_PHASE_DONE, day(1, 19))

    assert [(spot.part.id, spot.organisation) for spot in waiting.blocked_by("G1")] == [("A3", ZWIJND)]
    assert (waiting.is_free("G1"), waiting.free_since("G1")) == (False, None)
    assert (complete.is_free("G1"), complete.free_since("G1")) == (True, day(1, 18))


def test_what_needs_nothing_before_it_was_never_blocked() -> None:
    progress = seen([], day(1, 4))

    assert (progress.is_free("A1"), progress.blocked_by("A1"), progress.free_since("A1")) == (True, (), None)


def test_work_is_late_from_the_day_after_its_due_date_until_it_is_finished() -> None:
    assert not seen([], day(1, 8)).standing("A1").late
    assert seen([], day(1, 11)).standing("A1").late
    assert seen([started("A1", on=day(1, 4))], day(1, 11)).standing("A1").late
    assert not seen([A1_LATE], day(1, 20)).standing("A1").late
    assert not seen([waived("A1", on=day(1, 13))], day(1, 20)).standing("A1").late


def test_a_gate_that_nobody_decides_is_late_after_its_due_date() -> None:
    assert not seen(AWAITING_G1, day(1, 20)).standing("G1").late
    assert seen(AWAITING_G1, day(1, 21)).standing("G1").late


def test_the_critical_path_of_the_cast_goes_through_the_closing_days_and_the_second_wave() -> None:
    assert path(seen([], day(1, 4))) == [
        ("A1", None),
        ("A3", REGIO),
        ("G1", None),
        ("B1", ZWIJND),
        ("B2", ZWIJND),
        ("G2a", ZWIJND),
        ("B4", ZWIJND),
        ("G2", None),
        ("C1", DORDT),
        ("G3", None),
    ]


DIAMOND = Network(
    plan_of(
        phase(
            "P",
            "G",
            work("A", term=2),
            work("B", term=5, after=["A"]),
            work("C", term=3, after=["A"]),
            work("D", after=["B", "C"]),
            gate("G"),
        )
    )
)


def test_the_critical_path_is_the_longest_way_through_what_is_not_finished() -> None:
    nothing = seen([], day(1, 4), DIAMOND)
    b_early = seen([done("A", on=day(1, 5)), done("B", on=day(1, 6))], day(1, 7), DIAMOND)

    assert path(nothing) == [("A", None), ("B", None), ("D", None), ("G", None)]
    assert path(b_early) == [("C", None), ("D", None), ("G", None)]
    assert b_early.standing("G").earliest_finish == day(1, 13)


def test_work_that_ends_today_is_on_the_critical_path_rather_than_work_that_was_finished_today() -> None:
    abreast = Network(plan_of(phase("P", "G", work("A"), work("B"), gate("G"))))

    assert path(seen([done("A", on=day(1, 4))], day(1, 4), abreast)) == [("B", None), ("G", None)]
    assert path(seen([done("B", on=day(1, 4))], day(1, 4), abreast)) == [("A", None), ("G", None)]


def test_there_is_no_critical_path_when_everything_is_finished() -> None:
    line = Network(plan_of(phase("P", "G", work("A"), gate("G"))))
    whole: list[Event] = [done("A", on=day(1, 4)), opened("G", on=day(1, 4)), decided("G", on=day(1, 5))]

    assert path(seen(whole, day(1, 5), line)) == []


def test_a_part_that_the_plan_does_not_have_has_no_standing() -> None:
    with pytest.raises(KeyError):
        progress_of(NETWORK, State(), day(1, 4)).standing("A9")


def test_the_day_of_an_act_is_the_day_at_the_place_where_it_was_done() -> None:
    after_midnight = done("A1", on=day(1, 8)).model_copy(update={"at": at(day(1, 8), 0)})

    assert seen([after_midnight], day(1, 8)).standing("A1").finished == day(1, 8)
