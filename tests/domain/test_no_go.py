"""What a no-go sends back, and how the gate comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import ActivityReopened, GateDecided, GateOpened
from scd_workflow.domain.gates import to_open
from scd_workflow.domain.happened import SentBack
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.network import Network
from scd_workflow.domain.state import fold
from tests.examples import (
    AWAITING_G1,
    DORDT,
    REGIO,
    ZWIJND,
    approved,
    at,
    back,
    codes,
    day,
    decided,
    done,
    gate,
    opened,
    phase,
    plan_of,
    reopened,
    seen,
    work,
)
from tests.gate_examples import (
    DORDT_AWAITING,
    DORDT_GO,
    GO,
    NO_GO,
    THE_DAY,
    Events,
    decide_on,
    refusal,
)


@pytest.mark.parametrize(
    ("events", "choice", "work_again", "expected"),
    [
        (AWAITING_G1, NO_GO, back("A9"), "acts.unknown_part"),
        (AWAITING_G1, NO_GO, back("A3"), "acts.organisation_missing"),
        (AWAITING_G1, NO_GO, back("B1", DORDT), "gates.not_before"),
        ((*AWAITING_G1, reopened("A2", on=day(1, 19))), NO_GO, back("A2"), "gates.still_open"),
        (DORDT_AWAITING, replace(DORDT_GO, outcome="no_go"), back("B2", REGIO), "gates.other_organisation"),
    ],
)
def test_a_no_go_sends_back_to_finished_work_before_the_gate(
    events: Events, choice: Choice, work_again: SentBack, expected: str
) -> None:
    assert codes(refusal(events, replace(choice, back_to=(work_again,)))) == [expected]


def test_a_no_go_does_not_send_back_to_work_that_another_passed_gate_stands_on() -> None:
    two_gates = Network(plan_of(phase("P", "G1", work("A"), gate("G2", after=["A"]), gate("G1", after=["A"]))))
    events = (
        done("A", on=day(1, 4)),
        opened("G2", on=day(1, 4)),
        opened("G1", on=day(1, 4)),
        decided("G2", on=day(1, 5)),
    )

    with pytest.raises(Refused) as refused:
        decide(seen(events, day(1, 20), two_gates), replace(NO_GO, back_to=(back("A"),)), THE_DAY)

    assert codes(refused.value) == ["acts.gate_passed"]
    assert refused.value.reasons[0].values["gate"] == "G2"


def test_a_no_go_opens_the_work_again_and_the_gate_when_that_is_done_again() -> None:
    decision, *again = decide_on(AWAITING_G1, NO_GO)
    sent_back = (*AWAITING_G1, decision, *again)

    assert [(each.activity, each.organisation) for each in again if isinstance(each, ActivityReopened)] == [
        ("A2", None),
        ("A3", ZWIJND),
    ]
    assert {each.reason for each in again if isinstance(each, ActivityReopened)} == {"G1: All is in place"}
    progress = seen(sent_back, day(1, 20))
    assert (progress.standing("A2").status, progress.standing("A3", ZWIJND).status) == ("ready", "ready")
    assert codes(refusal(sent_back, replace(GO, override_reason="All the same"))) == ["gates.already_decided"]

    done_again = (
        *sent_back,
        done("A2", on=day(1, 25)),
        done("A3", ZWIJND, on=day(1, 26)),
        approved("D-A2", on=day(1, 26)),
    )
    opening = to_open(seen(done_again, day(1, 26)), at(day(1, 26)))

    assert [(each.gate, each.attempt) for each in opening] == [("G1", 2)]
    second = decide_on((*done_again, *opening), replace(GO, attempt=2), at(day(1, 27)))
    assert fold((*done_again, *opening, *second)).programme.gate(GateId("G1")).passed


def test_the_gate_of_an_organisation_can_send_work_of_the_programme_back() -> None:
    shared = Network(plan_of(phase("P", "G2a", work("A"), gate("G2a", per_organisation=True))))
    events = (done("A", on=day(1, 4)), opened("G2a", DORDT, on=day(1, 4)))

    sent = decide(
        seen(events, day(1, 5), shared), replace(DORDT_GO, outcome="no_go", back_to=(back("A"),)), at(day(1, 5))
    )

    assert len(sent) == 2


def test_a_no_go_while_nothing_is_finished_sends_nothing_back_and_waits_to_be_asked_for_again() -> None:
    asked_early = (opened("G1", on=day(1, 5)),)
    refusing = replace(GO, outcome="no_go", rationale="Far too early")

    taken = decide(seen(asked_early, day(1, 6)), refusing, at(day(1, 6)))

    assert len(taken) == 1
    ready_after_all = (*asked_early, *taken, *(event for event in AWAITING_G1 if not isinstance(event, GateOpened)))
    assert to_open(seen(ready_after_all, day(1, 20)), at(day(1, 20))) == ()


def test_work_that_is_named_twice_is_sent_back_once() -> None:
    decision, *again = decide_on(AWAITING_G1, replace(NO_GO, back_to=(back("A2"), back("A2"))))

    assert isinstance(decision, GateDecided)
    assert decision.back_to == (back("A2"),)
    assert len(again) == 1
