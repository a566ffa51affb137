"""The decision list: what was decided in a period, by what right, and what became of it since."""

from __future__ import annotations

from scd_workflow.domain.decision_list import Period, decision_list
from tests.examples import FIRST, MANDATES, PLAN, SECOND, STEF, THIRD, adopted, day, decided, plan_of
from tests.render.decisions import EVENTS, heard, listed


def test_every_decision_stands_in_it_in_the_order_of_the_log() -> None:
    found = [(each.decided.gate, each.decided.attempt, each.decided.outcome) for each in listed().entries]

    assert found == [("G1", 1, "conditional_go"), ("G2a", 1, "deferred"), ("G2a", 2, "no_go"), ("G2", 2, "go")]


def test_a_period_holds_its_first_and_its_last_day() -> None:
    def within(first: int, last: int) -> list[str]:
        return [each.decided.outcome for each in listed(first=day(2, first), last=day(2, last)).entries]

    assert within(8, 22) == ["deferred", "no_go"]
    assert within(9, 22) == ["no_go"]
    assert within(8, 21) == ["deferred"]


def test_a_condition_stands_as_it_does_today_also_when_it_was_settled_after_the_period() -> None:
    (entry,) = listed(last=day(1, 20)).entries

    assert [each.standing for each in entry.conditions] == ["met", "lifted", "overdue", "open"]
    assert [each.settled and each.settled.at.date() for each in entry.conditions] == [day(1, 28), day(2, 3), None, None]


def test_conditions_of_a_decision_that_was_opened_again_have_lapsed_unless_they_were_settled() -> None:
    reopened = EVENTS[-1].model_copy(update={"gate": "G1", "attempt": 1})

    entry = listed(*EVENTS, reopened).entries[0]

    assert [each.standing for each in entry.conditions] == ["met", "lifted", "lapsed", "lapsed"]
    assert entry.set_aside == reopened


def test_the_votes_of_its_attempt_stand_with_a_decision_and_with_no_other() -> None:
    entries = listed().entries

    assert [(each.by, each.on_behalf_of) for each in entries[0].votes] == [("sara", None), ("dina", STEF)]
    assert all(each.votes == () for each in entries[1:])


def test_what_was_taken_back_and_what_was_refused_stand_in_it_when_they_were_in_the_period() -> None:
    whole, march = listed(), listed(first=day(3, 1), last=day(3, 2))

    assert [each.event.kind for each in whole.setbacks] == ["gate_withdrawn", "gate_reopened"]
    assert [each.event.reasons for each in whole.refused] == [("gates.no_mandate", "codes.wrong")]
    assert ([each.event.kind for each in march.setbacks], march.refused) == (["gate_withdrawn"], ())


def test_a_mandate_rests_on_the_document_of_the_plan_that_was_in_force_when_it_was_used() -> None:
    moved = [MANDATES[0] | {"source": "Second meeting"}, *MANDATES[1:]]
    later = plan_of(FIRST, SECOND, THIRD, mandates=moved)
    events = (
        adopted(PLAN.digest, on=day(1, 4)),
        decided("G1", on=day(1, 20)),
        adopted(later.digest, on=day(2, 1)),
        decided("G2", on=day(3, 1)),
    )
    plans = {each.digest: each for each in (PLAN, later)}

    found = decision_list(heard(*events), plans, Period(), today=day(3, 2), head="")

    assert [each.mandate and each.mandate.source for each in found.entries] == ["Founding meeting", "Second meeting"]
