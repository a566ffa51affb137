"""Who has to make a gate ready, by when, and who hears that it opened."""

from __future__ import annotations

import pytest

from scd_workflow.domain.due import obligations
from scd_workflow.domain.endings import Ending, withdraw
from scd_workflow.domain.events import Event, GateOpened
from scd_workflow.domain.ids import GateId, PersonId, RoleId
from scd_workflow.domain.ladder import Ladder, Opened
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.opening_notices import standing, told
from tests.examples import (
    AWAITING_G1,
    DIRK,
    DORDT,
    LIV,
    PAM,
    PAST_G1,
    PAUL,
    READY_FOR_G1,
    STEF,
    at,
    day,
    decided,
    opened,
    seen,
)

Events = tuple[Event, ...]

TOLD = Ladder(
    decision=(),
    decision_taken=(),
    gate_opened=Opened(to=("owner",), roles=(RoleId("programme_manager"), RoleId("line_manager"))),
)
REFUSED = (*AWAITING_G1, decided("G1", "no_go", on=day(1, 20)))
TAKEN_BACK = (
    *AWAITING_G1,
    withdraw(seen(AWAITING_G1, day(1, 19)), Ending(GateId("G1"), None, STEF, "Later"), at(day(1, 19))),
)


def to_make_ready(events: Events) -> dict[str, Obligation]:
    """What has to be made ready on 21 January 2027, by gate and organisation."""
    found = (each for each in obligations(seen(events, day(1, 21))) if each.kind == "readiness")
    return {f"{each.subject}/{each.organisation or '-'}": each for each in found}


def hears(events: Events, opening: GateOpened, ladder: Ladder = TOLD) -> list[tuple[PersonId, str]]:
    """Who hears of an opening as what, on 21 January 2027."""
    return [(each.person, each.why) for each in told(seen(events, day(1, 21)), opening, ladder)]


def test_its_owner_makes_a_gate_ready_by_its_planned_date_and_the_owner_of_the_phase_answers_for_it() -> None:
    asked = to_make_ready(PAST_G1)["G2a/dordt"]

    # The term of G2a ends on 12 February, ten and five and two working days after G1.
    assert (asked.due, asked.people, asked.owner) == (day(2, 12), (DIRK,), (PAM,))


def test_the_gates_of_a_later_phase_need_not_be_ready_yet() -> None:
    assert set(to_make_ready(READY_FOR_G1)) == {"G1/-"}
    assert set(to_make_ready(PAST_G1)) == {"G2a/dordt", "G2a/zwijnd", "G2a/regio", "G2/-"}


@pytest.mark.parametrize("events", [AWAITING_G1, REFUSED, TAKEN_BACK], ids=["open", "refused", "taken back"])
def test_nobody_is_asked_to_make_ready_what_has_been_open(events: Events) -> None:
    assert "G1/-" not in to_make_ready(events)


def test_the_owner_and_the_roles_named_hear_once_that_a_gate_opened() -> None:
    assert hears(AWAITING_G1, opened("G1", on=day(1, 18))) == [(PAM, "owner"), (LIV, "informed")]


def test_who_holds_the_role_on_the_day_of_the_opening_hears_of_it() -> None:
    late = opened("G2a", DORDT, on=day(2, 10))

    assert hears((*PAST_G1, late), late) == [(DIRK, "owner"), (PAUL, "informed"), (LIV, "informed")]


def test_where_the_ladder_names_nobody_nobody_hears_that_a_gate_opened() -> None:
    assert hears(AWAITING_G1, opened("G1", on=day(1, 18)), Ladder(decision=(), decision_taken=())) == []


@pytest.mark.parametrize("events", [PAST_G1, REFUSED, TAKEN_BACK], ids=["decided", "refused", "taken back"])
def test_an_opening_is_told_no_more_once_its_decision_is_not_awaited(events: Events) -> None:
    assert hears(events, opened("G1", on=day(1, 18))) == []


def test_an_opening_is_told_no_more_once_a_later_one_is_awaited() -> None:
    again = (*REFUSED, opened("G1", on=day(1, 21), attempt=2))

    assert hears(again, opened("G1", on=day(1, 18))) == []
    assert hears(again, opened("G1", on=day(1, 21), attempt=2)) == [(PAM, "owner"), (LIV, "informed")]


def test_what_is_told_of_an_opening_stands_for_as_long_as_its_decision_is_awaited() -> None:
    (first, *_) = told(seen(AWAITING_G1, day(1, 19)), opened("G1", on=day(1, 18)), TOLD)

    assert first.obligation in standing(seen(AWAITING_G1, day(1, 19)))
    assert first.obligation not in standing(seen(PAST_G1, day(1, 20)))
    assert first.obligation not in standing(seen((*REFUSED, opened("G1", on=day(1, 21), attempt=2)), day(1, 21)))
