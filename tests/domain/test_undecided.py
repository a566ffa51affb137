"""Which decisions nobody is there to take, reported before it hurts."""

from __future__ import annotations

from scd_workflow.domain.absences import undecided
from scd_workflow.domain.ids import GateId, PersonId
from tests.boards import AWAITING, TUE, WED, away, board, vote
from tests.examples import (
    DINA,
    DORDT,
    LIV,
    PAM,
    PAST_G1,
    READY_FOR_G1,
    ROSA,
    SARA,
    STEF,
    day,
    done,
    opened,
    seen,
)

G1 = GateId("G1")
NEL = PersonId("nel")
"""Holds no role: known by her address only."""


def test_a_gate_that_falls_due_while_its_only_deciders_are_away_is_reported() -> None:
    both = (*READY_FOR_G1, away(STEF), away(SARA), away(PAM))

    found = undecided(seen(both, day(1, 18)))

    assert [(each.spot.gate.id, each.day, each.away) for each in found][:1] == [(G1, day(1, 20), (STEF, SARA, PAM))]


def test_one_decider_who_is_there_or_a_deputy_is_enough() -> None:
    for absences in ((away(STEF), away(PAM)), (away(STEF), away(SARA, NEL), away(PAM))):
        assert G1 not in [each.spot.gate.id for each in undecided(seen((*READY_FOR_G1, *absences), day(1, 18)))]


def test_a_deputy_who_is_away_too_is_nobody() -> None:
    absences = away(STEF), away(SARA, NEL), away(PAM), away(NEL)

    assert G1 in [each.spot.gate.id for each in undecided(seen((*READY_FOR_G1, *absences), day(1, 18)))]


def test_an_open_gate_is_reported_today_and_for_its_due_day() -> None:
    events = (
        *PAST_G1,
        done("B1", DORDT, on=day(1, 20)),
        done("B2", DORDT, on=day(1, 20)),
        opened("G2a", DORDT, on=day(1, 20)),
        away(DINA),
    )
    found = [each for each in undecided(seen(events, day(1, 20))) if each.spot.organisation == DORDT]

    assert [each.day for each in found] == [day(1, 20), day(2, 12)]
    assert {each.away for each in found} == {(DINA,)}


def test_a_gate_that_was_decided_needs_nobody_any_more() -> None:
    found = undecided(seen((*PAST_G1, away(STEF), away(SARA), away(PAM)), day(1, 20)))

    assert G1 not in [each.spot.gate.id for each in found]


def test_too_few_votes_that_are_there_is_reported_like_nobody() -> None:
    three = board("at_least", at_least=3)

    assert undecided(seen((*AWAITING, away(LIV)), WED, three)) == ()
    assert [each.away for each in undecided(seen((*AWAITING, away(LIV), away(ROSA)), WED, three))] == [(LIV, ROSA)]


def test_who_voted_before_leaving_is_not_missed() -> None:
    three = board("at_least", at_least=3)
    voted = vote(three, AWAITING, LIV, on=TUE)

    assert undecided(seen((*voted, away(LIV), away(ROSA)), WED, three)) == ()
    assert [each.away for each in undecided(seen((*voted, away(LIV), away(ROSA), away(SARA)), WED, three))] == [
        (SARA, ROSA)
    ]


def test_who_voted_against_before_leaving_does_not_help_it_pass() -> None:
    three = board("at_least", at_least=3)
    voted = vote(three, AWAITING, LIV, "no_go", on=TUE)

    assert [each.away for each in undecided(seen((*voted, away(LIV), away(ROSA)), WED, three))] == [(ROSA,)]


def test_a_deputy_with_a_veto_is_enough_for_the_chair() -> None:
    chair = board("chair", chair="chair", veto=["controller"])

    assert undecided(seen((*AWAITING, away(STEF, ROSA)), WED, chair)) == ()


def test_an_absent_chair_is_reported_however_many_others_are_there() -> None:
    chair = board("chair", chair="chair")

    assert [each.away for each in undecided(seen((*AWAITING, away(STEF)), WED, chair))] == [(STEF,)]
    assert undecided(seen((*AWAITING, away(STEF, NEL)), WED, chair)) == ()


def test_nobody_away_means_nothing_to_report() -> None:
    assert undecided(seen(READY_FOR_G1, day(1, 18))) == ()
