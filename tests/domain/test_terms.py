"""Terms that stand still or are made longer, in the working days of who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scd_workflow.domain.due import obligations
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.gates import GateSpot
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.terms import Extension, Suspension, extend, stands_still_until, suspend
from tests.examples import (
    AWAITING_G1,
    DIRK,
    LIV,
    NETWORK,
    PAM,
    PAST_G1,
    REGIO,
    RIK,
    STEF,
    at,
    codes,
    day,
    done,
    opened,
    seen,
)
from tests.gate_examples import GO, decide_on

Events = tuple[Event, ...]

THE_EVE = day(1, 19)
"""The day before G1 is due."""

G1 = GateSpot(NETWORK.gates[GateId("G1")], None)
STILL = Suspension(GateId("G1"), None, PAM, "The accountant is ill", until=day(1, 27))
LONGER = Extension(GateId("G1"), None, PAM, "One more meeting is needed", days=3)

REGIO_AWAITS: Events = (
    *PAST_G1,
    done("B1", REGIO, on=day(1, 8)),
    done("B2", REGIO, on=day(1, 8)),
    opened("G2a", REGIO, on=day(1, 11)),
)


def after(events: Events, said: Suspension | Extension, on: date) -> Events:
    """The events and the change of term that somebody made on a day."""
    progress = seen(events, on)
    changed = suspend(progress, said, at(on)) if isinstance(said, Suspension) else extend(progress, said, at(on))
    return (*events, changed)


def due(events: Events, on: date, gate: str = "G1") -> date:
    awaited = (each for each in obligations(seen(events, on)) if each.kind == "decision")
    return next(each.due for each in awaited if each.subject == gate)


def why_not(said: Suspension | Extension, events: Events = AWAITING_G1, on: date = THE_EVE) -> list[str]:
    with pytest.raises(Refused) as refused:
        after(events, said, on)
    return codes(refused.value)


def test_a_suspension_moves_the_due_date_by_the_working_days_that_it_lasts() -> None:
    # From Tuesday 19 until Wednesday 27 January six working days pass; due was Wednesday the 20th.
    assert due(AWAITING_G1, day(1, 19)) == day(1, 20)
    assert due(after(AWAITING_G1, STILL, day(1, 19)), day(1, 19)) == day(1, 28)


def test_an_extension_moves_the_due_date_by_its_working_days() -> None:
    assert due(after(AWAITING_G1, LONGER, day(1, 19)), day(1, 19)) == day(1, 25)


def test_a_term_counts_the_working_days_of_its_own_organisation() -> None:
    # Regio is closed on 12 and 13 January 2027, and its wave starts later, so that the gate is due in March.
    was = due(REGIO_AWAITS, day(1, 11), "G2a")
    still = Suspension(GateId("G2a"), REGIO, RIK, "Closed", until=day(1, 15))
    calendar = NETWORK.calendar_of(REGIO)

    assert calendar.between(was, due(after(REGIO_AWAITS, still, day(1, 11)), day(1, 11), "G2a")) == 2
    assert NETWORK.calendar.between(day(1, 11), day(1, 15)) == 4


def test_another_due_date_makes_another_obligation_so_that_the_ladder_starts_anew() -> None:
    before, moved = (
        next(each.key for each in obligations(seen(events, day(1, 19))))
        for events in (AWAITING_G1, after(AWAITING_G1, LONGER, day(1, 19)))
    )

    assert (before, moved) == ("decision/G1/-/1/2027-01-20", "decision/G1/-/1/2027-01-25")


def test_a_suspension_made_longer_counts_only_what_it_adds() -> None:
    once = after(AWAITING_G1, replace(STILL, until=day(1, 29)), day(1, 19))
    twice = after(after(AWAITING_G1, STILL, day(1, 19)), replace(STILL, until=day(1, 29)), day(1, 21))

    assert due(twice, day(1, 21)) == due(once, day(1, 21))


def test_a_term_stands_still_until_its_day_and_runs_on_it() -> None:
    events = after(AWAITING_G1, STILL, day(1, 19))

    assert stands_still_until(seen(events, day(1, 26)), G1) == day(1, 27)
    assert stands_still_until(seen(events, day(1, 27)), G1) is None


def test_a_gate_whose_term_stands_still_may_be_decided() -> None:
    events = after(AWAITING_G1, STILL, day(1, 19))

    assert decide_on(events, GO, at(day(1, 20)))


def test_the_owner_of_a_gate_and_its_deciders_change_its_term() -> None:
    progress, then = seen(AWAITING_G1, day(1, 25)), at(day(1, 25))
    roles = [extend(progress, replace(LONGER, by=person, days=9), then).role for person in (PAM, STEF)]

    assert roles == ["programme_manager", "steering_chair"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(STILL, gate=GateId("G7")), ["acts.unknown_part"]),
        (replace(STILL, by=LIV, reason=""), ["terms.not_yours", "terms.reason_missing"]),
        (replace(STILL, until=day(1, 19)), ["terms.until_past"]),
        (replace(STILL, until=day(1, 23)), ["gates.deferred_to_day_off"]),
        (replace(STILL, until=day(6, 3, 2031)), ["terms.too_far"]),
        (replace(LONGER, days=0), ["terms.days_unfit"]),
        (replace(LONGER, days=261), ["terms.days_unfit"]),
        (replace(LONGER, attempt=2), ["gates.other_attempt"]),
        (
            replace(LONGER, by=DIRK, days=-1, reason=" "),
            ["terms.not_yours", "terms.days_unfit", "terms.reason_missing"],
        ),
    ],
)
def test_what_is_wrong_with_a_change_of_term_is_said_all_at_once(
    said: Suspension | Extension, expected: list[str]
) -> None:
    assert why_not(said) == expected


def test_a_gate_that_awaits_no_decision_has_no_term_to_change() -> None:
    assert why_not(LONGER, PAST_G1, day(1, 21)) == ["endings.not_open"]


def test_a_term_that_is_over_cannot_stand_still_but_can_be_made_longer() -> None:
    assert why_not(STILL, on=day(1, 25)) == ["terms.over"]
    assert due(after(AWAITING_G1, replace(LONGER, days=10), day(1, 25)), day(1, 25)) == day(2, 3)
    assert why_not(LONGER, on=day(1, 26)) == ["terms.still_over"]


def test_a_term_does_not_stand_still_for_less_than_it_does() -> None:
    events = after(AWAITING_G1, STILL, day(1, 19))

    assert why_not(replace(STILL, until=day(1, 26)), events) == ["terms.stands_still"]


def test_from_a_saturday_until_monday_no_working_day_stands_still() -> None:
    events = after(AWAITING_G1, LONGER, day(1, 19))

    assert why_not(replace(STILL, until=day(1, 25)), events, day(1, 23)) == ["terms.lasts_no_day"]
