"""Who asks for a decision does not take it: not alone, not for another, and not through another."""

from __future__ import annotations

import pytest

from scd_workflow.domain import quorum
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event, GateDecided, GateOpened
from scd_workflow.domain.gates import Request, ask
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.network import Network
from tests.boards import AWAITING, HOLDERS, MANDATES, TUE, WED, H, away, board, decision, spot, vote
from tests.examples import DIRK, LIV, ROSA, SARA, STEF, at, codes, seen

Events = tuple[Event, ...]

ALL = board("all")


def refusal(network: Network, events: Events, by: PersonId) -> list[str]:
    with pytest.raises(Refused) as refused:
        vote(network, events, by)
    return codes(refused.value)


def asked(by: PersonId, on_behalf_of: PersonId | None = None) -> GateOpened:
    return GateOpened(
        at=at(TUE),
        by=by,
        on_behalf_of=on_behalf_of,
        source="command",
        gate=H,
        attempt=1,
        briefing="b",
        reason="It must",
    )


def test_who_asked_for_the_decision_does_not_take_it() -> None:
    events = (AWAITING[0], asked(SARA))

    assert refusal(board("one"), events, SARA) == ["quorum.four_eyes"]
    assert isinstance(vote(board("one"), events, LIV)[-1], GateDecided)


def test_who_asked_takes_it_neither_as_a_deputy_nor_through_one() -> None:
    asked_by_dirk = (AWAITING[0], asked(DIRK), away(SARA, DIRK))
    asked_by_sara = (AWAITING[0], asked(SARA), away(SARA, DIRK))

    assert refusal(board("one"), asked_by_dirk, DIRK) == ["quorum.four_eyes"]
    assert refusal(board("one"), asked_by_sara, DIRK) == ["quorum.four_eyes"]


def test_who_had_a_deputy_ask_does_not_take_the_decision() -> None:
    events = (AWAITING[0], asked(DIRK, SARA))

    assert refusal(board("one"), events, SARA) == ["quorum.four_eyes"]
    assert isinstance(vote(board("one"), events, LIV)[-1], GateDecided)


def test_who_asked_has_no_seat_where_all_must_agree() -> None:
    events: Events = (AWAITING[0], asked(SARA))
    for member in (STEF, LIV, ROSA):
        events = vote(ALL, events, member)

    decided = decision(events)
    assert decided is not None
    assert (decided.outcome, decided.seats) == ("go", 3)


def test_the_only_one_who_can_decide_does_not_ask() -> None:
    alone = board("one", holders=[HOLDERS[0] | {"person": STEF}, HOLDERS[1]], mandates=MANDATES[:1])

    with pytest.raises(Refused) as refused:
        ask(seen((AWAITING[0],), WED, alone), Request(H, None, STEF, "Now"), at(WED))
    assert codes(refused.value) == ["quorum.nobody_else"]


def test_the_engine_is_nobody_who_asked() -> None:
    assert quorum.asked_by(seen(AWAITING, WED, ALL), spot(ALL)) == frozenset()
