"""Organisations against gates: how each decision stands, and what waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from scd_workflow.domain.events import Event, GateWithdrawn
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.matrix import Cell, matrix
from tests.examples import (
    AWAITING_G1,
    CAST,
    DINA,
    DORDT,
    PAST_G1,
    READY_FOR_G1,
    REGIO,
    SARA,
    STEF,
    ZENO,
    ZWIJND,
    at,
    attested,
    back,
    day,
    decided,
    done,
    opened,
    seen,
)

DORDT_READY: tuple[Event, ...] = (
    *PAST_G1,
    done("B1", DORDT, on=day(2, 1)),
    done("B2", DORDT, on=day(2, 5)),
    attested("G2a", "trained", DORDT, on=day(2, 5)),
)
DORDT_OPEN = (*DORDT_READY, opened("G2a", DORDT, on=day(2, 5)))


def cell(events: Iterable[Event], on: date, gate: str, organisation: OrganisationId | None = None) -> Cell:
    cells = matrix(seen(events, on))
    return next(each for each in cells if (each.gate.id, each.organisation) == (gate, organisation))


def test_there_is_a_cell_for_every_gate_of_every_organisation_that_it_is_for() -> None:
    assert [(each.gate.id, each.organisation) for each in matrix(seen([], day(1, 4)))] == [
        ("G1", None),
        *(("G2a", each) for each in CAST),
        ("G2", None),
        ("G3", None),
    ]


def test_a_gate_is_planned_while_the_work_before_it_is_in_time_and_blocked_when_it_is_late() -> None:
    assert cell([], day(1, 6), "G1").state == "planned"
    assert cell([], day(1, 11), "G1").state == "blocked"


def test_optional_work_that_is_late_blocks_nothing() -> None:
    optional_is_late = day(1, 6)

    assert cell([], optional_is_late, "G1").state == "planned"


def test_a_gate_with_all_that_is_mandatory_is_ready_until_it_opens() -> None:
    assert cell(READY_FOR_G1, day(1, 18), "G1").state == "ready"
    assert cell(AWAITING_G1, day(1, 18), "G1").state == "open"


def test_a_gate_of_a_phase_that_is_not_open_is_not_ready_whatever_its_criteria_say() -> None:
    early = (
        *AWAITING_G1, done("B1", DORDT, on=day(1, 18)), done("B2", DORDT, on=day(1, 19)),
        attested("G2a", "trained", DORDT, on=day(1, 19)),
    )  # fmt: skip

    assert cell(early, day(1, 19), "G2a", DORDT).state == "planned"


def test_an_open_gate_is_overdue_from_the_day_after_it_was_due() -> None:
    assert cell(AWAITING_G1, day(1, 20), "G1").state == "open"
    assert cell(AWAITING_G1, day(1, 21), "G1").state == "overdue"


def test_a_decision_shows_by_whom_it_was_taken_when_and_that_nothing_waits_any_more() -> None:
    passed = cell(PAST_G1, day(1, 25), "G1")

    assert (passed.state, passed.decided, passed.deciders, passed.holds_up) == ("passed", day(1, 20), (STEF,), ())


def test_conditions_refusals_and_deferrals_show_as_what_they_are() -> None:
    condition = Condition(text="Test it", owner="sponsor", due=day(2, 15))
    conditional = decided("G1", "conditional_go", on=day(1, 19), conditions=(condition,))
    refused = decided("G1", "no_go", on=day(1, 19), back_to=(back("A2"),))
    deferred = decided("G1", "deferred", on=day(1, 19), deferred_until=day(1, 27))

    assert cell((*AWAITING_G1, conditional), day(1, 19), "G1").state == "conditional"
    assert cell((*AWAITING_G1, refused), day(1, 19), "G1").state == "refused"
    put_off = cell((*AWAITING_G1, deferred), day(1, 20), "G1")
    assert (put_off.state, put_off.due) == ("deferred", day(1, 27))
    assert cell((*AWAITING_G1, deferred), day(1, 28), "G1").state == "overdue"


def test_a_withdrawn_gate_waits_again_to_be_asked_for() -> None:
    withdrawn = GateWithdrawn(
        at=at(day(1, 19)), by=STEF, source="form", gate="G1", attempt=1, role="steering_chair", mandate="M-chair",
        reason="Too early",
    )  # fmt: skip

    assert cell((*AWAITING_G1, withdrawn), day(1, 19), "G1").state == "ready"


def test_the_deciders_are_those_with_a_mandate_for_that_organisation() -> None:
    assert cell(DORDT_OPEN, day(2, 8), "G2a", DORDT).deciders == (DINA,)
    assert cell(DORDT_OPEN, day(2, 8), "G2a", ZWIJND).deciders == (ZENO,)
    assert cell(DORDT_OPEN, day(2, 8), "G2").deciders == (STEF, SARA)


def test_the_lag_is_counted_in_working_days_of_the_organisation_against_the_baseline() -> None:
    in_time, late = (cell(PAST_G1, on, "G2a", REGIO) for on in (day(1, 21), day(2, 26)))

    # On 26 February, its day, nothing has begun: ten, five and two working days of work lie before it from that day on.
    assert (in_time.lag, late.lag) == (0, 16)
    assert (late.due, late.forecast) == (day(2, 26), day(3, 22))


def test_a_gate_holds_up_what_waits_for_it_directly_and_is_not_finished() -> None:
    assert cell(DORDT_OPEN, day(2, 8), "G2a", DORDT).holds_up == ("B4", "G2")
    assert cell((*DORDT_OPEN, done("B4", DORDT, on=day(2, 8))), day(2, 8), "G2a", DORDT).holds_up == ("G2",)
    assert cell(AWAITING_G1, day(1, 18), "G1").holds_up == ("B1", "B3", "B2", "G2a", "B4", "G2")


@pytest.mark.parametrize("on", [day(1, 4), day(2, 8), day(6, 1)])
def test_only_what_has_been_decided_for_good_holds_nothing_up(on: date) -> None:
    for each in matrix(seen(DORDT_OPEN, on)):
        ended = each.state in {"passed", "conditional"}
        assert (not each.holds_up) == (ended or each.gate.id == "G3")
