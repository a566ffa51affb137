"""How many have to agree, and when the result can no longer change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.domain.decisions import Choice, already_taken
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import ActivityReopened, Event, VoteCast
from scd_workflow.domain.gates import obligations
from scd_workflow.domain.happened import Condition, Outcome
from scd_workflow.domain.ids import PersonId, RoleId
from scd_workflow.domain.network import Network
from scd_workflow.domain.quorum import standing
from tests.boards import AWAITING, HOLDERS, MANDATES, THU, WED, H, away, board, decision, spot, vote, votes
from tests.examples import DIRK, LIV, PAM, ROSA, SARA, STEF, back, codes, day, reopened, seen

Events = tuple[Event, ...]

TWO = board("at_least", at_least=2)
ALL = board("all")
CHAIR = board("chair", chair="chair")
VETO = board("at_least", at_least=2, veto=["controller"])


def refusal(network: Network, events: Events, by: PersonId, **more: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        vote(network, events, by, **more)  # type: ignore[arg-type]
    return codes(refused.value)


def test_where_one_decides_the_first_choice_is_the_decision() -> None:
    events = vote(board("one"), AWAITING, SARA)

    assert votes(events) == []
    decided = decision(events)
    assert decided is not None
    assert (decided.by, decided.in_favour, decided.seats) == (SARA, 0, 0)


def test_a_vote_settles_nothing_until_enough_are_in_favour() -> None:
    first = vote(TWO, AWAITING, SARA)
    second = vote(TWO, first, LIV)

    assert decision(first) is None
    decided = decision(second)
    assert decided is not None
    assert (decided.outcome, decided.by, decided.in_favour, decided.seats) == ("go", LIV, 2, 4)
    assert votes(second) == [(SARA, "go"), (LIV, "go")]


def test_votes_in_favour_count_and_not_votes_cast() -> None:
    events = vote(TWO, vote(TWO, AWAITING, SARA, "no_go"), LIV, "no_go")

    assert decision(events) is None


def test_conditions_of_all_in_favour_are_joined_once_each() -> None:
    one, other = (Condition(text=text, owner=RoleId("chair"), due=day(2, 1)) for text in ("Train", "Hire"))
    first = vote(TWO, AWAITING, SARA, "conditional_go", conditions=(one, other))
    decided = decision(vote(TWO, first, LIV, "conditional_go", conditions=(other,)))

    assert decided is not None
    assert (decided.outcome, decided.conditions) == ("conditional_go", (one, other))


def test_one_vote_with_conditions_makes_the_whole_conditional() -> None:
    condition = Condition(text="Train", owner=RoleId("chair"), due=day(2, 1))
    events = vote(TWO, vote(TWO, AWAITING, SARA, "conditional_go", conditions=(condition,)), LIV)

    decided = decision(events)
    assert decided is not None
    assert decided.outcome == "conditional_go"


def test_once_too_few_can_be_in_favour_it_is_refused_and_the_work_goes_back() -> None:
    events = vote(ALL, AWAITING, SARA, "no_go", back_to=(back("A1"),))

    decided = decision(events)
    assert decided is not None
    assert (decided.outcome, decided.in_favour, decided.seats) == ("no_go", 0, 4)
    assert isinstance(events[-1], ActivityReopened)


def test_work_that_was_opened_again_between_the_votes_is_not_sent_back_twice() -> None:
    three = board("at_least", at_least=4)
    first = vote(board("at_least", at_least=3), AWAITING, SARA, "no_go", back_to=(back("A1"),))
    events = vote(three, (*first, reopened("A1", on=WED)), LIV, "deferred", deferred_until=day(2, 1))

    decided = decision(events)
    assert decided is not None
    assert (decided.outcome, decided.back_to) == ("no_go", ())


def test_where_all_against_only_want_to_wait_it_is_deferred_to_the_latest_day_that_they_name() -> None:
    three = board("at_least", at_least=3)
    first = vote(three, AWAITING, SARA, "deferred", deferred_until=day(2, 3))
    decided = decision(vote(three, first, LIV, "deferred", deferred_until=day(2, 1)))

    assert decided is not None
    assert (decided.outcome, decided.deferred_until) == ("deferred", day(2, 3))


def test_a_deferral_is_never_to_a_day_that_has_passed() -> None:
    three = board("at_least", at_least=3)
    first = vote(three, AWAITING, SARA, "deferred", deferred_until=THU)
    decided = decision(vote(three, first, LIV, "deferred", on=day(1, 15), deferred_until=day(1, 18)))

    assert decided is not None
    assert decided.deferred_until == day(1, 18)


def test_a_person_may_change_the_vote_while_the_gate_is_open() -> None:
    events = vote(TWO, vote(TWO, AWAITING, SARA, "no_go"), SARA, "go")

    assert [each.outcome for each in standing(seen(events, WED, TWO), spot(TWO)).votes] == ["go"]


def test_a_veto_settles_it_at_once() -> None:
    decided = decision(vote(VETO, vote(VETO, AWAITING, SARA), ROSA, "no_go"))

    assert decided is not None
    assert (decided.outcome, decided.in_favour) == ("no_go", 1)


def test_a_gate_does_not_pass_before_everybody_with_a_veto_has_voted() -> None:
    enough = vote(VETO, vote(VETO, AWAITING, SARA), LIV)
    passed = decision(vote(VETO, enough, ROSA, "deferred", deferred_until=day(2, 1)))

    assert decision(enough) is None
    assert passed is not None
    assert passed.outcome == "go"


def test_the_vote_of_the_chair_decides_whatever_the_others_advise() -> None:
    events = AWAITING
    for member in (SARA, LIV, ROSA):
        events = vote(CHAIR, events, member, "no_go")
    decided = decision(vote(CHAIR, events, STEF))

    assert decided is not None
    assert (decided.outcome, decided.by, decided.in_favour) == ("go", STEF, 1)


def test_the_chair_waits_for_advice_or_says_why_not() -> None:
    advised = vote(CHAIR, AWAITING, SARA)

    assert refusal(CHAIR, advised, STEF) == ["quorum.advice_missing"]
    decided = decision(vote(CHAIR, advised, STEF, override_reason="It cannot wait"))
    assert decided is not None
    assert decided.override_reason == "It cannot wait"


def test_advice_alone_decides_nothing() -> None:
    events = AWAITING
    for member in (SARA, LIV, ROSA):
        events = vote(CHAIR, events, member)

    assert decision(events) is None


def test_a_deputy_speaks_for_the_seat_and_both_names_are_kept() -> None:
    events = vote(TWO, vote(TWO, (*AWAITING, away(SARA, DIRK)), DIRK), LIV)

    assert [(each.by, each.on_behalf_of) for each in fold_votes(TWO, events)] == [(DIRK, SARA), (LIV, None)]


def fold_votes(network: Network, events: Events) -> tuple[VoteCast, ...]:
    return standing(seen(events, WED, network), spot(network)).votes


def test_a_deputy_and_the_person_replaced_have_one_vote_between_them() -> None:
    events = vote(TWO, vote(TWO, (*AWAITING, away(SARA, DIRK)), DIRK), SARA, "no_go")

    assert [(each.by, each.outcome) for each in fold_votes(TWO, events)] == [(SARA, "no_go")]


def test_a_deputy_with_a_seat_of_his_own_still_has_one_vote() -> None:
    events = vote(TWO, vote(TWO, (*AWAITING, away(SARA, LIV)), LIV), LIV)

    assert decision(events) is None


def test_who_replaces_the_chair_decides_as_the_chair_although_he_has_a_seat() -> None:
    events = (*AWAITING, away(STEF, SARA))
    for member in (LIV, ROSA):
        events = vote(CHAIR, events, member)
    decided = decision(vote(CHAIR, events, SARA))

    assert decided is not None
    assert (decided.by, decided.on_behalf_of, decided.role) == (SARA, STEF, "chair")


def test_who_has_a_veto_and_replaces_the_chair_does_not_wait_for_himself() -> None:
    network = board("chair", chair="chair", veto=["controller"])
    events = (*AWAITING, away(STEF, ROSA))
    for member in (SARA, LIV):
        events = vote(network, events, member)
    decided = decision(vote(network, events, ROSA))

    assert decided is not None
    assert (decided.outcome, decided.by, decided.on_behalf_of) == ("go", ROSA, STEF)


@pytest.mark.parametrize(("outcome", "result"), [("go", "go"), ("no_go", "no_go")])
def test_a_member_who_replaces_somebody_with_a_veto_uses_that_seat(outcome: Outcome, result: Outcome) -> None:
    events = vote(VETO, vote(VETO, (*AWAITING, away(ROSA, SARA)), LIV), SARA, outcome)

    decided = decision(events)
    assert decided is not None
    assert (decided.outcome, decided.by, decided.on_behalf_of, decided.role) == (result, SARA, ROSA, "controller")


def test_who_voted_in_the_place_of_another_is_not_asked_for_the_own_vote() -> None:
    three = board("at_least", at_least=3, veto=["controller"])
    events = vote(three, (*AWAITING, away(ROSA, SARA)), SARA)

    assert [each.people for each in obligations(seen(events, WED, three))] == [(STEF, LIV)]


def test_a_vote_by_a_person_whose_mandate_has_ended_does_not_count() -> None:
    holders = [each | ({"until": "2027-01-06"} if each["person"] == SARA else {}) for each in HOLDERS]
    two = board("at_least", at_least=2, holders=holders)
    first = vote(two, AWAITING, SARA, on=WED)
    second = vote(two, first, LIV, on=THU)

    assert decision(second) is None
    assert decision(vote(two, second, ROSA, on=THU)) is not None


def test_nobody_votes_while_the_plan_has_too_few_seats_left() -> None:
    three = board("at_least", at_least=3, mandates=MANDATES[:1])

    assert refusal(three, AWAITING, STEF) == ["quorum.too_few_seats"]


def test_nobody_votes_without_a_mandate() -> None:
    assert refusal(TWO, AWAITING, PAM) == ["gates.no_mandate"]


def test_the_same_vote_said_twice_is_on_record_once() -> None:
    events = vote(TWO, AWAITING, SARA)
    again = Choice(H, None, "go", SARA, f"{SARA} thinks so")

    assert already_taken(seen(events, WED, TWO), again) == events[-1]
    assert already_taken(seen(events, WED, TWO), replace(again, outcome="no_go")) is None


def test_only_who_did_not_vote_yet_is_reminded() -> None:
    events = vote(TWO, (*AWAITING, away(LIV, DIRK)), SARA)

    assert [each.people for each in obligations(seen(events, WED, TWO))] == [(STEF, DIRK, ROSA)]
