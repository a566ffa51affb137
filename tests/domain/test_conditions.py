"""What a conditional go asks, and what it holds up until that is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.domain.conditions import Settlement, all_conditions, lift, meet, open_before
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.due import obligations
from scd_workflow.domain.endings import Ending, reopen
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AbsenceRecorded, ConditionLifted, ConditionMet, Event
from scd_workflow.domain.gates import GateSpot, Request, ask, to_open
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import GateId, OrganisationId, RoleId
from tests.examples import (
    AWAITING_G1,
    DINA,
    DIRK,
    DORDT,
    LIV,
    NETWORK,
    PAM,
    PAUL,
    STEF,
    ZOE,
    ZWIJND,
    at,
    attested,
    back,
    codes,
    day,
    decided,
    done,
    opened,
    seen,
)
from tests.gate_examples import CONDITION, decide_on, refusal

Events = tuple[Event, ...]

PASSED_UNDER_CONDITION: Events = (
    *AWAITING_G1,
    decided("G1", "conditional_go", on=day(1, 20), conditions=(CONDITION,)),
)
"""G1 was passed on 20 January; the line manager fills the vacancy by 1 March."""

G2A_AWAITS: Events = (
    *PASSED_UNDER_CONDITION,
    done("B1", DORDT, on=day(1, 21)),
    done("B2", DORDT, on=day(1, 21)),
    attested("G2a", "trained", DORDT, on=day(1, 21)),
    opened("G2a", DORDT, on=day(1, 21)),
)
G2A_GO = Choice(GateId("G2a"), DORDT, "go", DINA, "Everybody was trained")
MET = Settlement(GateId("G1"), None, 1, LIV, "https://archive.example/vacancy")
LIFTED = replace(MET, by=STEF, text="The work was shared out")


def g2a(organisation: OrganisationId = DORDT) -> GateSpot:
    return GateSpot(NETWORK.gates[GateId("G2a")], organisation)


def met(said: Settlement = MET, events: Events = PASSED_UNDER_CONDITION, month: int = 1, of_month: int = 22) -> Events:
    when = day(month, of_month)
    return (*events, meet(seen(events, when), said, at(when)))


def why_not(said: Settlement, *, lifting: bool = False, events: Events = PASSED_UNDER_CONDITION) -> list[str]:
    when = day(1, 22)
    with pytest.raises(Refused) as refused:
        (lift if lifting else meet)(seen(events, when), said, at(when))
    return codes(refused.value)


def test_a_condition_is_an_obligation_of_its_owner_until_its_day() -> None:
    (condition,) = (each for each in obligations(seen(PASSED_UNDER_CONDITION, day(1, 21))) if each.kind == "condition")

    assert condition.key == "condition/G1:1/-/1/2027-03-01"
    assert condition.people == (LIV,)
    assert condition.owner == (PAM,)


def test_two_conditions_of_one_decision_on_one_day_are_two_obligations() -> None:
    both = decided("G1", "conditional_go", on=day(1, 20), conditions=(CONDITION, CONDITION))
    found = obligations(seen((*AWAITING_G1, both), day(1, 21)))

    assert len({each.key for each in found if each.kind == "condition"}) == 2


def test_an_open_condition_keeps_the_next_gate_from_being_passed() -> None:
    refused = refusal(G2A_AWAITS, G2A_GO, at(day(1, 22)))

    (reason,) = refused.reasons
    assert reason.code == "conditions.blocks"
    assert reason.values["before"] == "G1.1"
    assert reason.values["text"] == "Fill the vacancy"


def test_no_reason_overrides_an_open_condition() -> None:
    insisting = replace(G2A_GO, override_reason="We cannot wait")

    assert codes(refusal(G2A_AWAITS, insisting, at(day(1, 22)))) == ["conditions.blocks"]


@pytest.mark.parametrize(
    "choice",
    [
        replace(G2A_GO, outcome="no_go", back_to=(back("B2", DORDT),)),
        replace(G2A_GO, outcome="deferred", deferred_until=day(2, 1)),
    ],
)
def test_an_open_condition_keeps_nobody_from_saying_no(choice: Choice) -> None:
    assert decide_on(G2A_AWAITS, choice, at(day(1, 22)))


@pytest.mark.parametrize("settle", ["met", "lifted"])
def test_once_it_is_met_or_lifted_the_next_gate_can_be_passed(settle: str) -> None:
    progress = seen(G2A_AWAITS, day(1, 22))
    settled = meet(progress, MET, at(day(1, 22))) if settle == "met" else lift(progress, LIFTED, at(day(1, 22)))

    assert decide_on((*G2A_AWAITS, settled), G2A_GO, at(day(1, 22)))


def test_a_gate_does_not_open_by_itself_while_a_condition_before_it_is_open() -> None:
    ready = G2A_AWAITS[:-1]

    assert to_open(seen(ready, day(1, 22)), at(day(1, 22))) == ()
    (opening,) = to_open(seen(met(events=ready), day(1, 22)), at(day(1, 22)))
    assert (opening.gate, opening.organisation) == ("G2a", DORDT)


def test_its_owner_may_ask_for_the_gate_all_the_same_with_a_reason() -> None:
    ready, request = G2A_AWAITS[:-1], Request(GateId("G2a"), DORDT, DIRK)

    with pytest.raises(Refused) as refused:
        ask(seen(ready, day(1, 22)), request, at(day(1, 22)))
    assert codes(refused.value) == ["conditions.reason_missing"]
    assert ask(seen(ready, day(1, 22)), replace(request, reason="The board meets now"), at(day(1, 22))).attempt == 1


def test_the_condition_of_one_organisation_stops_its_own_gates_and_the_programmes_only() -> None:
    own = Condition(text="Train the rest", owner=RoleId("local_lead"), due=day(2, 10))
    events = (*G2A_AWAITS, decided("G2a", "conditional_go", DORDT, on=day(1, 22), conditions=(own,)))
    events = met(events=events)
    progress = seen(events, day(1, 23))
    g2, g3 = (GateSpot(NETWORK.gates[GateId(each)], None) for each in ("G2", "G3"))

    assert [each.condition for each in open_before(progress, g2)] == [own]
    assert [each.condition for each in open_before(progress, g3)] == [own]
    assert open_before(progress, g2a(ZWIJND)) == ()
    assert open_before(progress, g2a(DORDT)) == ()


def test_meeting_a_condition_ends_its_obligation_and_keeps_the_evidence() -> None:
    *_, event = events = met()

    assert isinstance(event, ConditionMet)
    assert (event.by, event.role, event.evidence) == (LIV, "line_manager", "https://archive.example/vacancy")
    assert [each for each in obligations(seen(events, day(1, 22))) if each.kind == "condition"] == []
    assert [each.standing for each in all_conditions(seen(events, day(1, 22)))] == ["met"]


def test_lifting_a_condition_records_mandate_and_reason() -> None:
    event = lift(seen(PASSED_UNDER_CONDITION, day(1, 22)), LIFTED, at(day(1, 22)))

    assert isinstance(event, ConditionLifted)
    assert (event.by, event.mandate, event.reason) == (STEF, "M-chair", "The work was shared out")


def test_a_deputy_of_the_owner_may_say_that_it_is_met_and_both_names_are_kept() -> None:
    away = AbsenceRecorded(
        at=at(day(1, 21)), by=PAM, source="command", person=LIV, since=day(1, 21), until=day(1, 29), deputy=ZOE
    )
    *_, event = met(replace(MET, by=ZOE), (*PASSED_UNDER_CONDITION, away))

    assert isinstance(event, ConditionMet)
    assert (event.by, event.on_behalf_of) == (ZOE, LIV)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (replace(MET, gate=GateId("G9")), ["acts.unknown_part"]),
        (replace(MET, gate=GateId("A1")), ["gates.not_a_gate"]),
        (replace(MET, number=2), ["conditions.unknown"]),
        (replace(MET, by=PAUL), ["conditions.not_yours"]),
        (replace(MET, text=" "), ["conditions.met_needs_text"]),
        (replace(MET, text="a\x00b"), ["acts.text_unreadable"]),
        (replace(MET, by=STEF, text=""), ["conditions.not_yours", "conditions.met_needs_text"]),
    ],
)
def test_what_is_wrong_with_meeting_a_condition_is_said_all_at_once(said: Settlement, expected: list[str]) -> None:
    assert why_not(said) == expected


def test_only_somebody_with_a_mandate_lifts_a_condition_and_says_why() -> None:
    assert why_not(replace(MET, text=""), lifting=True) == ["gates.no_mandate", "conditions.lifted_needs_text"]


def test_a_condition_is_settled_once_and_not_before_it_was_made() -> None:
    assert why_not(MET, events=met()) == ["conditions.already_met"]
    with pytest.raises(Refused) as refused:
        meet(seen(PASSED_UNDER_CONDITION, day(1, 22)), MET, at(day(1, 19)))
    assert codes(refused.value) == ["conditions.before_decision"]


def test_open_conditions_stand_in_front_and_the_overdue_ones_are_late() -> None:
    sooner = CONDITION.model_copy(update={"due": day(1, 25)})
    last = CONDITION.model_copy(update={"due": day(1, 22)})
    three = decided("G1", "conditional_go", on=day(1, 20), conditions=(CONDITION, sooner, last))
    found = all_conditions(seen(met(replace(MET, number=3), (*AWAITING_G1, three)), day(1, 26)))

    assert [each.number for each in found] == [2, 1, 3]
    assert [each.late(day(1, 26)) for each in found] == [True, False, False]


def test_a_condition_met_after_an_earlier_decision_settles_none_of_the_decision_that_replaced_it() -> None:
    taken_back = reopen(
        seen(met(), day(1, 25)), Ending(GateId("G1"), None, STEF, "The vacancy is back"), at(day(1, 25))
    )
    anew = decided("G1", "conditional_go", on=day(1, 26), conditions=(CONDITION,), attempt=2)

    asked = all_conditions(seen((*met(), taken_back, anew), day(1, 27)))
    assert [(each.attempt, each.standing) for each in asked] == [(2, "open")]
