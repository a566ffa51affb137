"""Requests that are taken back and decisions that are reopened: what follows, and that the record stays whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from scd_workflow.domain.conditions import all_conditions
from scd_workflow.domain.decisions import Choice, already_taken
from scd_workflow.domain.due import obligations
from scd_workflow.domain.endings import Ending, reopen, withdraw
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event, GateDecided
from scd_workflow.domain.gate_state import GateState
from scd_workflow.domain.gates import Request, ask, to_open
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.progress import Progress
from tests.examples import (
    AWAITING_G1,
    CAST,
    DINA,
    DIRK,
    DORDT,
    PAM,
    PAST_G1,
    REGIO,
    STEF,
    ZWIJND,
    at,
    attested,
    codes,
    day,
    decided,
    done,
    done_once_per,
    opened,
    seen,
)
from tests.gate_examples import CONDITION, DEFERRED, DORDT_AWAITING, GO, decide_on, refusal

Events = tuple[Event, ...]

BACK = Ending(GateId("G1"), None, STEF, "The budget has to be seen first")
THEN = day(1, 21)
TWICE: Events = (
    *AWAITING_G1,
    decided("G1", "no_go", on=day(1, 20)),
    opened("G1", on=day(1, 20), attempt=2),
    decided("G1", on=day(1, 20), attempt=2),
)
"""Refused in its first attempt and passed in its second."""


def withdrawn(events: Events = AWAITING_G1, said: Ending = BACK) -> Events:
    return (*events, withdraw(seen(events, THEN), said, at(THEN)))


def reopened(events: Events = PAST_G1, said: Ending = BACK) -> Events:
    return (*events, reopen(seen(events, THEN), said, at(THEN)))


def g1(events: Events) -> GateState:
    return seen(events, THEN).state.programme.gate(GateId("G1"))


def why_not(act: Callable[[Progress, Ending, datetime], Event], said: Ending, events: Events) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(seen(events, THEN), said, at(THEN))
    return codes(refused.value)


def test_a_withdrawn_gate_awaits_no_decision_and_nobody_has_to_decide_it() -> None:
    progress = seen(withdrawn(), THEN)

    assert progress.standing("G1").status == "planned"
    assert [each for each in obligations(progress) if each.kind == "decision"] == []
    assert codes(refusal(withdrawn(), GO, at(THEN))) == ["gates.not_open"]


def test_a_withdrawn_gate_opens_again_only_when_its_owner_asks_as_the_next_attempt() -> None:
    progress = seen(withdrawn(), day(1, 22))

    assert to_open(progress, at(day(1, 22))) == ()
    assert ask(progress, Request(GateId("G1"), None, PAM), at(day(1, 22))).attempt == 2


@pytest.mark.parametrize("outcome", ["no_go", "deferred"])
def test_a_gate_that_was_asked_again_and_withdrawn_stands_on_no_earlier_decision(outcome: str) -> None:
    more = {"deferred_until": day(2, 3)} if outcome == "deferred" else {}
    refused = decided("G1", outcome, on=day(1, 20), **more)  # type: ignore[arg-type]
    again = () if outcome == "deferred" else (opened("G1", on=day(1, 21), attempt=2),)
    state = g1(withdrawn((*AWAITING_G1, refused, *again)))

    assert (state.attempt, state.decision, state.withdrawn) == (2, None, True)
    assert [each.outcome for each in state.decisions] == [outcome]


def test_a_reopened_gate_awaits_a_new_decision_as_the_next_attempt() -> None:
    progress = seen(reopened(), THEN)
    (decision,) = (each for each in obligations(progress) if each.kind == "decision")

    assert progress.standing("G1").status == "awaiting"
    assert decision.key == "decision/G1/-/2/2027-01-25"
    assert g1(reopened()).decisions == (PAST_G1[-1],)


def test_what_comes_after_a_reopened_gate_is_blocked_again_until_it_is_passed_again() -> None:
    again = Choice(GateId("G1"), None, "go", STEF, "Now with the budget")

    assert seen(PAST_G1, THEN).standing("B3").status == "ready"
    assert seen(reopened(), THEN).standing("B3").status == "blocked"
    assert [each.subject for each in obligations(seen(reopened(), THEN))] == ["G1"]
    passed = (*reopened(), *decide_on(reopened(), again, at(day(1, 22))))
    assert seen(passed, day(1, 22)).standing("B3").status == "ready"
    assert [each.attempt for each in g1(passed).decisions] == [1, 2]


def test_an_open_gate_of_the_next_phase_cannot_be_passed_while_the_one_before_it_is_reopened() -> None:
    events = reopened((*DORDT_AWAITING, attested("G2a", "trained", DORDT, on=day(1, 20))))
    go = Choice(GateId("G2a"), DORDT, "go", DINA, "Everybody was trained")

    assert codes(refusal(events, go, at(day(1, 22)))) == ["gates.phase_not_open"]


def test_the_conditions_of_a_decision_that_was_set_aside_bind_no_more() -> None:
    under_condition = decided("G1", "conditional_go", on=day(1, 20), conditions=(CONDITION,))

    assert all_conditions(seen(reopened((*AWAITING_G1, under_condition)), THEN)) == ()


def test_the_same_choice_made_again_after_the_decision_was_set_aside_is_no_repetition() -> None:
    (first,) = decide_on(AWAITING_G1, replace(GO, attempt=1))
    assert isinstance(first, GateDecided)
    events = reopened((*AWAITING_G1, first))

    assert already_taken(seen(events, THEN), replace(GO, attempt=1)) is None
    assert codes(refusal(events, replace(GO, attempt=1), at(THEN))) == ["gates.other_attempt"]


def test_whoever_reopened_a_decision_may_take_the_new_one_or_a_gate_with_one_decider_would_never_be_decided() -> None:
    assert decide_on(reopened(), GO, at(THEN))


def test_a_decision_on_which_a_later_one_stands_is_not_reopened_before_that_one() -> None:
    organisation_passed = (*DORDT_AWAITING, decided("G2a", "go", DORDT, on=day(1, 20)))

    assert why_not(reopen, BACK, organisation_passed) == ["endings.passed_on_it"]
    only_dordt = replace(BACK, gate=GateId("G2a"), organisation=DORDT, by=DINA)
    assert reopened(reopened(organisation_passed, only_dordt))


def test_an_organisation_that_passed_stays_so_when_another_is_reopened() -> None:
    awaiting = (
        *PAST_G1,
        *done_once_per("B1", CAST, on=day(1, 20)),
        *done_once_per("B2", CAST, on=day(1, 20)),
        *(decided("G2a", "go", each, on=day(1, 20)) for each in CAST),
        *done_once_per("B4", CAST, on=day(1, 20)),
        done("B3", on=day(1, 20)),
    )
    events = reopened(awaiting, replace(BACK, gate=GateId("G2a"), organisation=DORDT, by=DINA))
    progress = seen(events, THEN)

    assert [progress.standing("G2a", each).status for each in (DORDT, ZWIJND, REGIO)] == [
        "awaiting",
        "passed",
        "passed",
    ]


@pytest.mark.parametrize(
    ("act", "said", "events", "expected"),
    [
        (withdraw, replace(BACK, gate=GateId("G9")), AWAITING_G1, ["acts.unknown_part"]),
        (withdraw, BACK, PAST_G1, ["endings.already_decided"]),
        (withdraw, BACK, (), ["endings.not_open"]),
        (withdraw, replace(BACK, by=DIRK, reason=" "), AWAITING_G1, ["gates.no_mandate", "endings.reason_missing"]),
        (withdraw, replace(BACK, reason="x" * 10_001), AWAITING_G1, ["acts.text_too_long"]),
        (withdraw, replace(BACK, attempt=2), AWAITING_G1, ["gates.other_attempt"]),
        (reopen, replace(BACK, attempt=1), TWICE, ["endings.decided_since"]),
        (reopen, BACK, AWAITING_G1, ["gates.already_open"]),
        (reopen, BACK, (), ["endings.not_decided"]),
        (reopen, replace(BACK, by=PAM, reason=""), PAST_G1, ["gates.no_mandate", "endings.reason_missing"]),
    ],
)
def test_what_is_wrong_with_ending_a_request_or_decision_is_said_all_at_once(
    act: Callable[[Progress, Ending, datetime], Event], said: Ending, events: Events, expected: list[str]
) -> None:
    assert why_not(act, said, events) == expected


def test_the_round_that_a_person_was_looking_at_is_taken_back_while_it_is_the_last() -> None:
    assert withdrawn(said=replace(BACK, attempt=1)) == withdrawn()
    assert reopened(TWICE, replace(BACK, attempt=2)) == reopened(TWICE)


@pytest.mark.parametrize(
    ("act", "events", "first", "expected"),
    [
        (withdraw, AWAITING_G1, day(1, 18), "gates.before_opening"),
        (reopen, PAST_G1, day(1, 20), "endings.before_decision"),
    ],
)
def test_nothing_is_taken_back_on_a_day_before_it_was_there(
    act: Callable[[Progress, Ending, datetime], Event], events: Events, first: date, expected: str
) -> None:
    progress, eve = seen(events, THEN), first - timedelta(days=1)

    assert act(progress, BACK, at(first)).at == at(first)
    with pytest.raises(Refused) as refused:
        act(progress, BACK, at(eve))
    assert codes(refused.value) == [expected]


def test_a_deferred_gate_is_due_on_its_new_date_as_the_next_attempt() -> None:
    events = (*AWAITING_G1, *decide_on(AWAITING_G1, DEFERRED))
    (decision,) = (each for each in obligations(seen(events, THEN)) if each.kind == "decision")

    assert decision.key == "decision/G1/-/2/2027-02-03"
