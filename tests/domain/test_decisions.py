"""Which decisions on a gate are accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.decisions import Choice, already_taken
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, RoleId
from tests.examples import (
    AWAITING_G1,
    DORDT,
    FIRST_PHASE_DONE,
    LIV,
    NETWORK,
    PAM,
    PAST_G1,
    READY_FOR_G1,
    STEF,
    ZENO,
    at,
    back,
    codes,
    day,
    opened,
    seen,
)
from tests.gate_examples import (
    CONDITION,
    CONDITIONAL_GO,
    DEFERRED,
    DORDT_AWAITING,
    DORDT_GO,
    GO,
    NO_GO,
    THE_DAY,
    Events,
    decide_on,
    refusal,
)


def test_a_go_is_recorded_with_the_mandate_and_with_what_the_decider_saw() -> None:
    assert decide_on(AWAITING_G1, replace(GO, rationale=" All is in place ")) == (
        GateDecided(
            at=THE_DAY,
            by=STEF,
            source="command",
            gate=GateId("G1"),
            attempt=1,
            outcome="go",
            role=RoleId("steering_chair"),
            mandate=NETWORK.plan.mandates[0].id,
            briefing=briefing(seen(AWAITING_G1, day(1, 20)), NETWORK.gates[GateId("G1")], None).digest,
            rationale="All is in place",
        ),
    )


@pytest.mark.parametrize("choice", [GO, CONDITIONAL_GO, DEFERRED, NO_GO, replace(GO, attempt=1)])
def test_every_outcome_is_accepted_when_it_says_what_belongs_to_it(choice: Choice) -> None:
    decision = decide_on(AWAITING_G1, choice)[0]

    assert isinstance(decision, GateDecided)
    assert (decision.outcome, decision.conditions, decision.deferred_until, decision.back_to) == (
        choice.outcome,
        choice.conditions,
        choice.deferred_until,
        choice.back_to,
    )


def test_a_go_opens_what_comes_after_the_gate_and_nothing_else_does() -> None:
    statuses = {
        choice.outcome: seen((*AWAITING_G1, *decide_on(AWAITING_G1, choice)), day(1, 20)).standing("B3").status
        for choice in (GO, CONDITIONAL_GO, DEFERRED, NO_GO)
    }

    assert statuses == {"go": "ready", "conditional_go": "ready", "deferred": "blocked", "no_go": "blocked"}


def test_a_gate_can_pass_against_its_mandatory_criteria_for_a_stated_reason() -> None:
    events = (*FIRST_PHASE_DONE, opened("G1", on=day(1, 18)))

    decision = decide_on(events, replace(GO, override_reason="The document lies with the printer"))[0]

    assert isinstance(decision, GateDecided)
    assert decision.override_reason == "The document lies with the printer"


def test_stopping_a_gate_needs_no_reason_to_pass_over_its_criteria() -> None:
    events = (*FIRST_PHASE_DONE, opened("G1", on=day(1, 18)))

    assert len(decide_on(events, DEFERRED)) == 1
    assert len(decide_on(events, NO_GO)) == 3


@pytest.mark.parametrize(
    ("events", "choice", "expected"),
    [
        (AWAITING_G1, replace(GO, gate=GateId("G9")), ["acts.unknown_part"]),
        (AWAITING_G1, replace(GO, gate=GateId("A1")), ["gates.not_a_gate"]),
        (AWAITING_G1, replace(GO, organisation=DORDT), ["acts.organisation_needless"]),
        (DORDT_AWAITING, replace(DORDT_GO, organisation=None), ["acts.organisation_missing"]),
        (DORDT_AWAITING, replace(DORDT_GO, organisation=OrganisationId("no")), ["acts.unknown_organisation"]),
        (AWAITING_G1, replace(GO, by=LIV), ["gates.no_mandate"]),
        (DORDT_AWAITING, replace(DORDT_GO, by=ZENO), ["gates.no_mandate"]),
        (AWAITING_G1, replace(GO, rationale=" "), ["gates.rationale_missing"]),
        (READY_FOR_G1, GO, ["gates.not_open"]),
        (PAST_G1, GO, ["gates.already_decided"]),
        (AWAITING_G1, replace(GO, attempt=2), ["gates.other_attempt"]),
        ((*READY_FOR_G1, opened("G1", on=day(1, 21))), GO, ["gates.before_opening"]),
        ((*FIRST_PHASE_DONE, opened("G1", on=day(1, 18))), GO, ["gates.override_missing"]),
        ((*FIRST_PHASE_DONE, opened("G1", on=day(1, 18))), CONDITIONAL_GO, ["gates.override_missing"]),
        (AWAITING_G1, replace(CONDITIONAL_GO, conditions=()), ["gates.conditions_missing"]),
        (AWAITING_G1, replace(GO, conditions=(CONDITION,)), ["gates.conditions_needless"]),
        (AWAITING_G1, replace(DEFERRED, deferred_until=None), ["gates.deferred_until_missing"]),
        (AWAITING_G1, replace(GO, deferred_until=day(2, 3)), ["gates.deferred_until_needless"]),
        (AWAITING_G1, replace(NO_GO, back_to=()), ["gates.back_to_missing"]),
        (AWAITING_G1, replace(GO, back_to=(back("A2"),)), ["gates.back_to_needless"]),
    ],
)
def test_a_decision_that_is_not_allowed_is_refused_with_the_reason(
    events: Events, choice: Choice, expected: list[str]
) -> None:
    assert codes(refusal(events, choice)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"owner": RoleId("king")}, "gates.unknown_role"),
        ({"due": day(1, 20)}, "gates.condition_in_past"),
    ],
)
def test_a_condition_is_for_a_role_of_the_plan_and_a_day_to_come(changes: dict[str, Any], expected: str) -> None:
    wrong = replace(CONDITIONAL_GO, conditions=(CONDITION.model_copy(update=changes),))

    assert codes(refusal(AWAITING_G1, wrong)) == [expected]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (day(1, 20), "gates.deferred_to_past"),
        (day(1, 23), "gates.deferred_to_day_off"),  # a Saturday
        (day(3, 29), "gates.deferred_to_day_off"),  # Easter Monday
        (day(1, 4, 2060), "gates.deferred_too_far"),
    ],
)
def test_a_decision_is_deferred_to_a_working_day_to_come(until: Any, expected: str) -> None:
    assert codes(refusal(AWAITING_G1, replace(DEFERRED, deferred_until=until))) == [expected]


def test_a_deferral_to_a_day_off_is_told_the_next_working_day() -> None:
    refused = refusal(AWAITING_G1, replace(DEFERRED, deferred_until=day(3, 27)))

    assert refused.reasons[0].values == {"day": day(3, 27), "next": day(3, 30)}


def test_a_refusal_gives_every_reason_at_once() -> None:
    events = (*FIRST_PHASE_DONE, opened("G1", on=day(1, 21)))
    choice = Choice(GateId("G1"), None, "go", LIV, "", deferred_until=day(1, 23), back_to=(back("B3"),))

    assert codes(refusal(events, choice)) == [
        "gates.before_opening",
        "gates.no_mandate",
        "gates.rationale_missing",
        "gates.deferred_until_needless",
        "gates.back_to_needless",
        "gates.deferred_to_day_off",
        "gates.not_before",
        "gates.override_missing",
    ]


def test_a_second_decision_is_told_who_decided_when_and_what() -> None:
    refused = refusal(PAST_G1, NO_GO)

    told = dict(refused.reasons[0].values)
    assert told.pop("outcome").code == "words.go"  # type: ignore[union-attr]
    assert told == {"gate": "G1", "person": STEF, "day": day(1, 20)}


def test_whom_the_plan_does_not_know_is_told_so_beside_who_may_decide() -> None:
    refused = refusal(AWAITING_G1, replace(GO, by=PersonId("stefn")))

    assert codes(refused) == ["acts.unknown_person", "gates.no_mandate"]


def test_a_mandate_that_expired_decides_nothing_any_more() -> None:
    by_manager = replace(GO, by=PAM)

    assert len(decide_on(AWAITING_G1, by_manager)) == 1
    assert codes(refusal(AWAITING_G1, by_manager, at(day(1, 21)))) == ["gates.no_mandate"]


def test_a_deferral_opens_the_next_attempt_with_its_new_due_date() -> None:
    events = (*AWAITING_G1, *decide_on(AWAITING_G1, DEFERRED))
    later = at(day(2, 3))

    assert briefing(seen(events, day(2, 3)), NETWORK.gates[GateId("G1")], None).due == day(2, 3)
    assert codes(refusal(events, replace(GO, attempt=1), later)) == ["gates.other_attempt"]
    accepted = decide_on(events, replace(GO, attempt=2), later)[0]
    assert isinstance(accepted, GateDecided)
    assert accepted.attempt == 2


def test_saying_the_same_decision_twice_is_recognised_and_another_one_is_not() -> None:
    taken = decide_on(AWAITING_G1, GO)
    progress = seen((*AWAITING_G1, *taken), day(1, 20))

    assert already_taken(progress, GO) == taken[0]
    assert already_taken(progress, replace(GO, attempt=1)) == taken[0]
    assert already_taken(progress, replace(GO, attempt=2)) is None
    assert already_taken(progress, replace(GO, rationale="Otherwise")) is None
    assert already_taken(progress, DEFERRED) is None
    assert already_taken(progress, replace(GO, gate=GateId("G9"))) is None
    assert already_taken(seen(AWAITING_G1, day(1, 20)), GO) is None


def test_the_same_deferral_said_twice_is_recognised_although_the_next_attempt_is_open() -> None:
    taken = decide_on(AWAITING_G1, DEFERRED)
    progress = seen((*AWAITING_G1, *taken), day(1, 20))

    assert already_taken(progress, replace(DEFERRED, attempt=1)) == taken[0]
    assert already_taken(progress, replace(DEFERRED, attempt=2)) is None


def test_a_choice_that_names_no_attempt_is_about_the_open_one() -> None:
    taken = decide_on(AWAITING_G1, DEFERRED)
    progress = seen((*AWAITING_G1, *taken), day(1, 20))

    assert already_taken(progress, replace(DEFERRED, attempt=0)) is None
