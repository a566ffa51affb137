"""What the log adds up to."""

from __future__ import annotations

from scd_workflow.domain.gate_state import GateState
from scd_workflow.domain.ids import ActivityId, CriterionId, DeliverableId, GateId
from scd_workflow.domain.state import ActivityState, State, evolve, fold
from tests.examples import (
    DORDT,
    FIRST_PHASE_DONE,
    PAM,
    ZWIJND,
    adopted,
    approved,
    at,
    attested,
    back,
    day,
    decided,
    done,
    opened,
    reopened,
    shown,
    started,
    waived,
)

A1, A3 = ActivityId("A1"), ActivityId("A3")
G1, G2A = GateId("G1"), GateId("G2a")


def test_nothing_has_happened_in_an_empty_log() -> None:
    state = fold([])

    assert state == State()
    assert state.programme.activity(A1) == ActivityState()
    assert state.of(DORDT).gate(G2A) == GateState()


def test_a_finished_activity_says_when_it_was_begun_and_finished_and_by_whom() -> None:
    state = fold([started("A1", on=day(1, 4)), done("A1", on=day(1, 8), evidence="https://example.nl/1")])

    assert state.programme.activity(A1) == ActivityState(
        "done", at(day(1, 4)), at(day(1, 8)), PAM, ("https://example.nl/1",)
    )


def test_what_one_organisation_did_is_not_done_in_another() -> None:
    state = fold([done("A3", DORDT, on=day(1, 14))])

    assert state.of(DORDT).activity(A3).satisfied
    assert not state.of(ZWIJND).activity(A3).satisfied
    assert not state.programme.activity(A3).satisfied


def test_an_activity_that_is_open_again_keeps_its_evidence_and_when_it_was_opened() -> None:
    state = fold([started("A1", on=day(1, 4)), done("A1", on=day(1, 8), evidence="one"), reopened("A1", on=day(1, 11))])

    assert state.programme.activity(A1) == ActivityState(
        "open", by=PAM, evidence=("one",), reason="Again", reopened=at(day(1, 11)), attempt=2
    )


def test_an_activity_that_is_done_again_still_says_when_it_was_opened_again() -> None:
    state = fold([done("A1", on=day(1, 8)), reopened("A1", on=day(1, 11)), done("A1", on=day(1, 12))])

    again = state.programme.activity(A1)

    assert (again.standing, again.finished, again.reopened) == ("done", at(day(1, 12)), at(day(1, 11)))


def test_waived_work_is_finished_for_what_comes_after_it_and_says_why() -> None:
    state = fold([waived("A1", on=day(1, 8))])

    assert state.programme.activity(A1).satisfied
    assert state.programme.activity(A1).standing == "waived"
    assert state.programme.activity(A1).reason == "Not needed"


def test_evidence_adds_up_in_the_order_in_which_it_came() -> None:
    state = fold([done("A1", on=day(1, 8), evidence="one"), shown("A1", on=day(1, 9), evidence="two")])

    assert state.programme.activity(A1).evidence == ("one", "two")
    assert state.programme.activity(A1).standing == "done"


def test_a_gate_that_was_opened_awaits_its_decision() -> None:
    gate = fold([opened("G1", on=day(1, 18))]).programme.gate(G1)

    assert (gate.awaits_decision, gate.passed, gate.attempt, gate.decision) == (True, False, 1, None)


def test_go_and_conditional_go_pass_a_gate_and_no_go_does_not() -> None:
    passed = {
        outcome: fold([opened("G1", on=day(1, 18)), decided("G1", outcome, on=day(1, 20))]).programme.gate(G1).passed
        for outcome in ("go", "conditional_go", "no_go")
    }

    assert passed == {"go": True, "conditional_go": True, "no_go": False}


def test_a_deferral_ends_one_attempt_and_opens_the_next() -> None:
    deferral = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3))

    gate = fold([opened("G1", on=day(1, 18)), deferral]).programme.gate(G1)

    assert (gate.awaits_decision, gate.passed, gate.decision) == (True, False, None)
    assert (gate.attempt, gate.opened, gate.moved_to) == (2, deferral.at, day(2, 3))
    assert gate.decisions == (deferral,)


def test_the_decision_after_a_deferral_belongs_to_the_next_attempt() -> None:
    deferral = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3))
    go = decided("G1", on=day(2, 3), attempt=2)

    gate = fold([opened("G1", on=day(1, 18)), deferral, go]).programme.gate(G1)

    assert (gate.passed, gate.decision, gate.attempt, gate.moved_to) == (True, go, 2, None)
    assert gate.decisions == (deferral, go)


def test_a_gate_that_opens_again_after_a_no_go_keeps_the_old_decision_on_record() -> None:
    no_go = decided("G1", "no_go", on=day(1, 20), back_to=(back("A2"),))

    gate = fold([opened("G1", on=day(1, 18)), no_go, opened("G1", on=day(1, 25), attempt=2)]).programme.gate(G1)

    assert (gate.awaits_decision, gate.attempt, gate.decision, gate.decisions) == (True, 2, None, (no_go,))


def test_statements_and_approvals_stand_with_the_organisation_they_are_about() -> None:
    trained = attested("G2a", "trained", DORDT, on=day(2, 10))
    document = approved("D-A2", on=day(1, 18))

    state = fold([trained, document])

    assert state.of(DORDT).attestations == {(G2A, CriterionId("trained")): trained}
    assert state.of(ZWIJND).attestations == {}
    assert state.programme.documents == {DeliverableId("D-A2"): document}


def test_adopted_plans_are_kept_oldest_first() -> None:
    first, second = adopted("a" * 64, on=day(1, 4)), adopted("b" * 64, on=day(2, 1), reason="Regio joins")

    assert fold([first, second]).adoptions == (first, second)


def test_one_more_event_gives_a_new_state_and_leaves_the_old_one_as_it_was() -> None:
    before = fold(FIRST_PHASE_DONE)
    copy = fold(FIRST_PHASE_DONE)

    after = evolve(before, reopened("A3", DORDT, on=day(1, 19)))

    assert before == copy
    assert not after.of(DORDT).activity(A3).satisfied
    assert after.of(ZWIJND) is before.of(ZWIJND)
