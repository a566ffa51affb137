"""Which deputies can use the seat of who is away: who is told, what is reported, and who may ask for the decision."""

from __future__ import annotations

import pytest

from scd_workflow.domain import quorum
from scd_workflow.domain.absences import undecided
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event, GateDecided, GateOpened, VoteCast
from scd_workflow.domain.gates import Request, ask
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Holder
from tests.boards import AWAITING, HOLDERS, MANDATES, TUE, WED, H, away, board, spot, vote
from tests.examples import DIRK, LIV, PAM, ROSA, SARA, STEF, at, codes, seen

Events = tuple[Event, ...]

TWO = board("at_least", at_least=2)
ALL = board("all")
CHAIR = board("chair", chair="chair")
OTHER = board("one", holders=HOLDERS[:2], mandates=MANDATES[:1])
"""Pam owns the gate and Stef decides it."""
ASKED = GateOpened(at=at(TUE), by=PAM, source="command", gate=H, attempt=1, briefing="b", reason="Now")


def told(network: Network, events: Events) -> tuple[PersonId, ...]:
    return quorum.awaited(seen(events, WED, network), spot(network), WED)


def who_did(events: Events) -> tuple[str, PersonId, PersonId | None]:
    """What came of the last vote, by whom and in whose place."""
    last = events[-1]
    assert isinstance(last, GateDecided | VoteCast)
    return last.kind, last.by, last.on_behalf_of


@pytest.mark.parametrize("network", [TWO, ALL])
def test_who_is_away_is_told_when_the_deputy_votes_for_a_seat_of_his_own(network: Network) -> None:
    events = (*AWAITING, away(LIV, SARA))

    assert told(network, events) == (STEF, SARA, LIV, ROSA)
    assert told(network, vote(network, events, SARA)) == (STEF, LIV, ROSA)


def test_who_is_away_is_told_when_the_deputy_votes_in_the_place_of_another() -> None:
    assert told(ALL, (*AWAITING, away(LIV, DIRK), away(ROSA, DIRK))) == (STEF, SARA, DIRK, ROSA)


def test_a_deputy_with_a_seat_is_told_in_the_place_of_the_chair_and_of_who_decides_alone() -> None:
    assert told(CHAIR, (*AWAITING, away(STEF, SARA))) == (SARA, LIV, ROSA)
    assert told(board("one"), (*AWAITING, away(LIV, SARA))) == (STEF, SARA, ROSA)


def test_who_advised_and_then_replaces_the_chair_is_told_and_decides() -> None:
    advised = vote(CHAIR, vote(CHAIR, vote(CHAIR, AWAITING, SARA), LIV), ROSA)
    events = (*advised, away(STEF, SARA))

    assert told(CHAIR, events) == (SARA,)
    assert undecided(seen(events, WED, CHAIR)) == ()
    assert who_did(vote(CHAIR, events, SARA)) == ("gate_decided", SARA, STEF)


def test_who_replaces_somebody_that_voted_before_leaving_votes_in_the_own_seat() -> None:
    network = board("at_least", at_least=4, veto=["controller"])
    events = (*vote(network, AWAITING, ROSA), away(ROSA, STEF))

    assert told(network, events) == (STEF, SARA, LIV)
    assert who_did(vote(network, events, STEF)) == ("vote_cast", STEF, None)


def test_a_vote_cast_before_leaving_is_not_taken_for_that_of_the_deputy_when_somebody_else_is_missed() -> None:
    three = board("at_least", at_least=3)
    events = (*vote(three, AWAITING, STEF, "no_go"), away(STEF, PAM), away(SARA))

    assert {each.away for each in undecided(seen(events, WED, three))} == {(SARA,)}


# Asking


def asking(network: Network, by: PersonId, *gone: Event) -> list[str]:
    """Why a person may not ask for the decision."""
    try:
        ask(seen((AWAITING[0], *gone), WED, network), Request(H, None, by, "Now"), at(WED))
    except Refused as refused:
        return codes(refused)
    return []


def test_the_deputy_of_the_only_one_who_decides_does_not_ask_unless_another_deputy_is_there() -> None:
    assert asking(OTHER, PAM, away(STEF, PAM)) == ["quorum.nobody_else"]
    assert asking(OTHER, PAM, away(STEF, PAM), away(STEF, DIRK, since=TUE)) == []
    gone = away(STEF, DIRK, since=TUE), away(DIRK)
    assert asking(OTHER, PAM, away(STEF, PAM), *gone) == ["quorum.nobody_else"]


def test_who_cannot_decide_anyway_may_ask_while_the_decider_is_away() -> None:
    assert asking(OTHER, PAM, away(STEF)) == []


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (board("chair", chair="chair"), ["quorum.nobody_else"]),
        (board("at_least", at_least=4), ["quorum.too_few_seats"]),
        (board("at_least", at_least=3), []),
        (board("all"), []),
    ],
)
def test_who_is_needed_to_decide_does_not_ask(network: Network, why: list[str]) -> None:
    owners = [*HOLDERS, {"role": "programme_manager", "person": STEF}]
    own = Network(network.plan.model_copy(update={"holders": tuple(map(Holder.model_validate, owners))}))

    assert asking(own, STEF) == why


def test_a_deputy_does_not_ask_in_the_place_of_who_is_needed_to_decide() -> None:
    own = board("chair", chair="chair", holders=[*HOLDERS, {"role": "programme_manager", "person": STEF}])

    assert asking(own, DIRK, away(STEF, DIRK)) == ["quorum.nobody_else"]
    assert asking(own, DIRK, away(PAM, DIRK)) == []


def test_who_is_away_is_told_when_the_deputy_asked_for_the_decision() -> None:
    assert told(OTHER, (AWAITING[0], ASKED, away(STEF, PAM))) == (STEF,)


# Before it hurts


def test_a_deputy_who_asked_for_the_decision_is_nobody() -> None:
    assert undecided(seen((*AWAITING, away(STEF, PAM)), WED, OTHER)) == ()
    found = undecided(seen((AWAITING[0], ASKED, away(STEF, PAM)), WED, OTHER))
    assert {each.away for each in found} == {(STEF,)}


def test_a_deputy_who_votes_for_another_seat_is_nobody() -> None:
    assert undecided(seen((*AWAITING, away(LIV, DIRK)), WED, ALL)) == ()
    for absences, expected in (
        ((away(LIV, SARA),), (LIV,)),
        ((away(LIV, DIRK), away(ROSA, DIRK)), (ROSA,)),
    ):
        found = undecided(seen((*AWAITING, *absences), WED, ALL))
        assert {each.away for each in found} == {expected}


def test_a_deputy_with_a_seat_is_enough_for_the_chair() -> None:
    assert undecided(seen((*AWAITING, away(STEF, SARA)), WED, CHAIR)) == ()
