from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.events import Event
from scd_workflow.domain.occurrences import Occurrence
from tests.calendars import anchored, by_rule, calendar, item, local, on_day, said, told, where
from tests.examples import (
    AWAITING_G1,
    CAST,
    DORDT,
    PAST_G1,
    REGIO,
    ZWIJND,
    attested,
    day,
    decided,
    done,
    done_once_per,
    opened,
)

LIVE = (
    local("min-10", anchored("B4", -10)),
    local("min-5", anchored("B4", -5)),
    local("zero", anchored("B4", 0)),
    local("plus-5", anchored("B4", 5)),
)
SET_UP: tuple[Event, ...] = (
    *PAST_G1,
    done("B1", DORDT, on=day(2, 3)),
    done("B2", DORDT, on=day(2, 10)),
    attested("G2a", "trained", DORDT, on=day(2, 10)),
)
"""Everything before the gate of Dordt, on its due days."""


def one(*events: Event, on: date, name: str, organisation: Any = DORDT) -> Occurrence:
    (found,) = (each for each in where(told(calendar(*LIVE), on, *events), organisation) if each.item.id == name)
    return found


def reason(each: Occurrence) -> str | None:
    why = each.lapsed or each.waits
    return why.code if why else None


def test_what_hangs_on_an_activity_is_counted_in_working_days_of_its_organisation() -> None:
    network = calendar(local("early", anchored("A3", -3)))

    days = {each: where(told(network, day(1, 4)), each)[0].day for each in CAST}

    # A3 is due on 14 January, in Regio, which is closed on the 12th and 13th, on the 18th.
    assert days == {DORDT: day(1, 11), ZWIJND: day(1, 11), REGIO: day(1, 11)}
    assert told(network, day(1, 4)).due("A3", REGIO) == day(1, 18)


def test_what_hangs_on_an_activity_moves_with_it() -> None:
    late = (*PAST_G1, done("B1", DORDT, on=day(2, 3) + timedelta(days=28)))

    before = one(*PAST_G1, on=day(2, 1), name="min-10").day
    after = one(*late, on=day(3, 3), name="min-10").day

    assert (before, after) == (day(2, 5), day(3, 5))


def test_what_falls_before_the_day_of_the_decision_does_not_wait_for_it() -> None:
    assert reason(one(*PAST_G1, on=day(2, 1), name="min-10")) is None


@pytest.mark.parametrize("name", ["min-5", "zero", "plus-5"])
def test_what_falls_on_or_after_the_day_of_the_decision_waits_for_it(name: str) -> None:
    assert reason(one(*PAST_G1, on=day(2, 1), name=name)) == "communications.gate_open"


def test_everything_waits_while_the_gate_awaits_its_decision() -> None:
    open_ = (*SET_UP, opened("G2a", DORDT, on=day(2, 10)))

    assert {reason(one(*open_, on=day(2, 10), name=each)) for each in ("min-10", "min-5", "zero", "plus-5")} == {
        "communications.gate_open"
    }


def test_everything_lapses_on_a_no_go_and_only_in_its_organisation() -> None:
    refused = (*SET_UP, opened("G2a", DORDT, on=day(2, 10)), decided("G2a", "no_go", DORDT, on=day(2, 12)))

    assert {reason(one(*refused, on=day(2, 12), name=each["id"])) for each in LIVE} == {"communications.no_go"}
    assert reason(one(*refused, on=day(2, 12), name="min-10", organisation=ZWIJND)) is None


def test_what_had_to_wait_for_a_go_goes_out_on_the_next_working_day() -> None:
    passed = (*SET_UP, opened("G2a", DORDT, on=day(2, 10)), decided("G2a", "go", DORDT, on=day(2, 12)))

    found = one(*passed, on=day(2, 12), name="min-5")

    assert (found.day, reason(found)) == (day(2, 15), None)


def test_what_would_be_there_already_when_the_decision_comes_lapses() -> None:
    network = calendar(local("tomorrow", anchored("G2a", -1)))
    passed = (*SET_UP, opened("G2a", DORDT, on=day(2, 10)), decided("G2a", "go", DORDT, on=day(2, 12)))

    (found,) = where(told(network, day(2, 12), *passed), DORDT)

    assert reason(found) == "communications.overtaken"


def test_what_follows_a_gate_is_counted_from_the_day_of_its_decision() -> None:
    network = calendar(item("letter", anchored("G1", 4)))

    waiting = where(told(network, day(1, 18), *AWAITING_G1))[0]
    later = where(told(network, day(1, 27), *AWAITING_G1, decided("G1", on=day(1, 27))))[0]

    assert (waiting.day, reason(waiting)) == (day(1, 26), "communications.gate_open")
    assert (later.day, reason(later)) == (day(2, 2), None)


def test_a_deferred_gate_takes_what_hangs_on_it_along_to_the_new_day() -> None:
    network = calendar(item("letter", anchored("G1", 4)))
    deferred = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 17))

    (found,) = where(told(network, day(1, 20), *AWAITING_G1, deferred))

    assert (found.day, reason(found)) == (day(2, 23), "communications.gate_open")


def test_a_rule_begins_a_draft_after_the_part_that_it_waits_for() -> None:
    network = calendar(item("news", by_rule("FREQ=WEEKLY;BYDAY=TU", after="G1")))

    before, after = (where(told(network, day(1, 20), *events)) for events in (AWAITING_G1, PAST_G1))

    # Ten working days after 20 January is 3 February.
    assert (before[0].nominal, reason(before[0])) == (day(2, 9), "communications.part_to_come")
    assert (after[0].nominal, reason(after[0])) == (day(2, 9), None)


def test_a_rule_counts_from_the_start_of_the_programme_for_three_years() -> None:
    found = where(told(calendar(item("news", by_rule("FREQ=MONTHLY;BYDAY=1TU"))), day(1, 4)))

    assert (found[0].nominal, found[-1].nominal, len(found)) == (day(1, 5), date(2030, 1, 1), 37)
    assert found[-1].day == date(2030, 1, 2)


def test_a_day_off_shifts_to_the_next_working_day_or_to_the_one_before() -> None:
    network = calendar(*(item(each, on_day(date(2027, 5, 17)), shift=each) for each in ("next", "previous")))

    # Whit Monday 2027.
    assert {each.item.id: each.day for each in where(told(network, day(1, 4)))} == {
        "next": date(2027, 5, 18),
        "previous": date(2027, 5, 14),
    }


def test_what_asks_a_person_for_another_day_waits_until_it_has_one() -> None:
    network = calendar(item("ask", on_day(date(2027, 5, 17)), shift="ask"))
    before = told(network, day(1, 4))

    (waiting,) = where(before)
    moved = said(before, "move", "ask", "pam", to=date(2027, 5, 19), text="After Whitsun.")
    (placed,) = where(told(network, day(1, 5), moved))

    assert reason(waiting) == "communications.day_to_choose"
    assert (placed.day, reason(placed)) == (date(2027, 5, 19), None)


def test_nothing_is_said_on_a_hard_blackout_of_its_audience() -> None:
    recess = {"id": "recess", "name": "Recess", "severity": "hard", "when": {"kind": "recess"}, "audiences": ["board"]}
    summer = {"recesses": [{"name": "Summer", "first": "2027-07-10", "last": "2027-08-29"}]}
    items = [item(each, on_day(date(2027, 8, 3)), audiences=[each]) for each in ("staff", "board")]
    network = calendar(*items, blackouts=[recess])
    plan = network.plan.model_copy(update={"calendar": network.plan.calendar.model_validate(summer)})

    found = {each.item.id: each.day for each in where(told(type(network)(plan), day(1, 4)))}

    assert found == {"staff": date(2027, 8, 3), "board": date(2027, 8, 30)}


@given(st.dates(date(2027, 1, 4), date(2029, 12, 28)), st.sampled_from(["next", "previous"]), st.sampled_from(CAST))
def test_whatever_the_day_it_goes_out_on_a_working_day_of_its_organisation_nearby(
    on: date, shift: str, of: Any
) -> None:
    network = calendar(local("one", on_day(on), shift=shift))

    (found,) = where(told(network, day(1, 4)), of)

    assert network.calendar_of(of).is_working_day(found.day)
    assert abs((found.day - on).days) <= 5
    assert found.day == on or not network.calendar_of(of).is_working_day(on)


@given(st.integers(-40, 40), st.dates(date(2027, 2, 1), date(2027, 6, 1)))
def test_the_day_of_asking_changes_nothing(offset: int, asked: date) -> None:
    network = calendar(local("one", anchored("B4", offset)))

    assert where(told(network, asked, *SET_UP), DORDT) == where(told(network, day(1, 31), *SET_UP), DORDT)


def test_in_waves_each_organisation_has_its_own_day() -> None:
    events = (*PAST_G1, *done_once_per("B1", (DORDT,), on=day(2, 3)))

    days = [one(*events, on=day(2, 3), name="min-10", organisation=each).day for each in (DORDT, ZWIJND)]

    assert (days[1] - days[0]).days == 14
