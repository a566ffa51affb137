"""Who may do what on a day."""

from __future__ import annotations

from typing import Any

from scd_workflow.domain.authority import entitled, holders, holds, people
from scd_workflow.domain.ids import GateId, RoleId
from scd_workflow.domain.plan import Plan
from tests.examples import (
    DINA,
    DIRK,
    DORDT,
    FIRST,
    LIV,
    MANDATES,
    PAM,
    PAUL,
    PLAN,
    REGIO,
    RIK,
    ROSA,
    SARA,
    SECOND,
    STEF,
    THIRD,
    ZENO,
    ZOE,
    ZWIJND,
    day,
    plan_of,
)

MANAGER, CHAIR, LEAD = RoleId("programme_manager"), RoleId("steering_chair"), RoleId("local_lead")
G1, G2A = GateId("G1"), GateId("G2a")


def test_a_role_is_held_up_to_and_including_the_last_day_and_from_the_first_day_on() -> None:
    assert holders(PLAN, MANAGER, None, day(1, 31)) == (PAM,)
    assert holders(PLAN, MANAGER, None, day(2, 1)) == (PAUL,)


def test_a_role_can_have_two_holders_who_each_hold_it_whole() -> None:
    assert holders(PLAN, CHAIR, None, day(1, 4)) == (STEF, SARA)
    assert holds(PLAN, STEF, CHAIR, None, day(1, 4))
    assert holds(PLAN, SARA, CHAIR, None, day(1, 4))


def test_a_role_that_is_held_per_organisation_counts_there_only() -> None:
    assert holders(PLAN, LEAD, DORDT, day(1, 4)) == (DIRK,)
    assert not holds(PLAN, DIRK, LEAD, ZWIJND, day(1, 4))


def test_for_the_whole_programme_a_role_is_held_by_all_its_holders() -> None:
    assert holders(PLAN, LEAD, None, day(1, 4)) == (DIRK, ZOE, RIK)


def test_who_holds_a_role_for_the_programme_holds_it_in_every_organisation() -> None:
    assert holders(PLAN, CHAIR, REGIO, day(1, 4)) == (STEF, SARA)


def test_nobody_holds_a_role_that_the_plan_does_not_have() -> None:
    assert holders(PLAN, RoleId("king"), None, day(1, 4)) == ()


def test_a_mandate_counts_up_to_and_including_its_last_day() -> None:
    assert [each.person for each in entitled(PLAN, G1, None, day(1, 20), {})] == [STEF, SARA, PAM]
    assert [each.person for each in entitled(PLAN, G1, None, day(1, 21), {})] == [STEF, SARA]


def test_a_mandate_is_worth_nothing_before_its_first_day() -> None:
    later = [MANDATES[0] | {"since": "2027-01-06"}]

    assert entitled(_with_mandates(*later), G1, None, day(1, 5), {}) == ()
    assert len(entitled(_with_mandates(*later), G1, None, day(1, 6), {})) == 2


def test_a_sponsor_decides_for_the_own_organisation_only() -> None:
    deciders = {
        each: [who.person for who in entitled(PLAN, G2A, each, day(2, 12), {})] for each in (DORDT, ZWIJND, REGIO)
    }

    assert deciders == {DORDT: [DINA], ZWIJND: [ZENO], REGIO: [ROSA]}


def test_a_mandate_for_some_organisations_gives_no_say_in_others() -> None:
    plan = _with_mandates(MANDATES[1] | {"organisations": [DORDT]})

    assert [each.person for each in entitled(plan, G2A, DORDT, day(2, 12), {})] == [DINA]
    assert entitled(plan, G2A, ZWIJND, day(2, 12), {}) == ()


def test_who_may_decide_says_by_which_mandate() -> None:
    assert [each.mandate.id for each in entitled(PLAN, G1, None, day(1, 20), {})] == ["M-chair", "M-chair", "M-manager"]


def test_nobody_may_decide_a_gate_that_no_mandate_names() -> None:
    assert entitled(PLAN, GateId("G9"), None, day(1, 4), {}) == ()


def test_everybody_with_a_role_is_known_once_also_who_left() -> None:
    assert people(PLAN) == (PAM, PAUL, STEF, SARA, DIRK, ZOE, RIK, DINA, ZENO, ROSA, LIV)


def _with_mandates(*mandates: dict[str, Any]) -> Plan:
    return plan_of(FIRST, SECOND, THIRD, mandates=mandates)
