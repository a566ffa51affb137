from __future__ import annotations

from typing import Any

import pytest

from scd_workflow.domain.plan_check import PlanProblem, problems
from scd_workflow.domain.plan_diff import differences
from tests.calendars import anchored, by_rule, calendar, item, local, on_day
from tests.examples import DORDT, HOLDERS, ROLES, THIRD, day, plan_of

MEETING = {"place": "Hall", "capacity": 20}
SPARE = {"roles": [*ROLES, {"id": "writer", "name": "Writer", "mandatory": False}], "holders": HOLDERS}
WRITER_OF_DORDT = {"role": "writer", "person": "liv", "organisation": DORDT}


def found(*items: dict[str, Any], **fields: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(each.reason.code, each.path[1:]) for each in told(*items, **fields)]


def told(*items: dict[str, Any], **fields: Any) -> list[PlanProblem]:
    plan = calendar(*items, **{name: value for name, value in fields.items() if name not in SPARE}).plan
    whole = plan.model_dump() | {name: value for name, value in fields.items() if name in SPARE}
    return [each for each in problems(type(plan).model_validate(whole)) if each.path[0] == "communications"]


def test_a_sound_calendar_has_no_problems() -> None:
    sound = (
        item("news", by_rule("FREQ=MONTHLY;BYDAY=1TU", after="G1")),
        item("day", on_day(day(2, 16)), channel="training", session=MEETING),
        local("live", anchored("B4", -5)),
        item("letter", anchored("G1", 4)),
    )

    assert found(*sound) == []


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        (item("x", on_day(day(2, 16)), audiences=["staf"]), "check.unknown_communication_audience", ("audiences", 0)),
        (item("x", on_day(day(2, 16)), owner="liv"), "check.unknown_role", ("owner",)),
        (item("x", on_day(day(2, 16)), organisations=["nowhere"]), "check.unknown_organisation", ("organisations", 0)),
        (item("x", anchored("B9", 1)), "check.unknown_step", ("when", "part")),
        (item("x", by_rule("FREQ=MONTHLY", after="G9")), "check.unknown_step", ("when", "after")),
        (item("x", by_rule("every month")), "check.rule_unknown", ("when", "rule")),
        (item("x", by_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), "check.rule_without_days", ("when", "rule")),
        (item("x", by_rule("FREQ=MONTHLY", first="2028-01-01", last="2027-01-01")), "check.end_before_start", ("when", "last")),
        (item("x", on_day(day(2, 16, 2207))), "check.year", ("when", "day")),
        (item("x", anchored("B4", -5)), "check.anchor_per_organisation", ("when", "part")),
        (item("x", by_rule("FREQ=MONTHLY", after="G2a")), "check.anchor_per_organisation", ("when", "after")),
        (item("x", on_day(day(2, 16)), at="08:00"), "check.outside_window", ("at",)),
        (item("x", on_day(day(2, 16)), channel="training"), "check.session_missing", ()),
        (item("x", on_day(day(2, 16)), session=MEETING), "check.session_needless", ("session",)),
        (item("x", on_day(day(2, 16)), per_organisation=True), "check.nowhere", ("per_organisation",)),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_item_is_said_at_its_place(
    wrong: dict[str, Any], code: str, path: tuple[Any, ...]
) -> None:
    assert found(item("first", on_day(day(2, 2))), wrong) == [(code, ("items", 1, *path))]


def test_two_items_with_one_id_are_refused() -> None:
    assert found(item("x", on_day(day(2, 2))), item("x", on_day(day(2, 3)))) == [
        ("check.duplicate", ("items", 1, "id"))
    ]


def test_hours_between_which_nothing_can_go_out_are_refused_once() -> None:
    customs = {"opens": "17:00", "closes": "08:30"}

    assert found(item("x", on_day(day(2, 2))), customs=customs) == [("check.window_empty", ("customs", "closes"))]


def test_a_blackout_ends_after_it_begins() -> None:
    backwards = {"kind": "period", "first": "2027-08-29", "last": "2027-07-10"}
    blackout = {"id": "summer", "name": "Summer", "severity": "soft", "when": backwards}

    assert found(blackouts=[blackout]) == [("check.end_before_start", ("blackouts", 0, "when", "last"))]


def test_nobody_to_write_or_approve_is_said_at_the_role() -> None:
    wanted = item("x", on_day(day(2, 2)), owner="writer")

    assert found(wanted, roles=SPARE["roles"]) == [("check.item_role_vacant", ("items", 0, "owner"))]


def test_nobody_to_write_in_some_organisations_is_said_with_their_names() -> None:
    wanted = local("x", on_day(day(2, 2)), owner="writer")

    (problem,) = told(wanted, roles=SPARE["roles"], holders=[*HOLDERS, WRITER_OF_DORDT])

    assert problem.reason.code == "check.item_role_vacant_for"
    assert problem.reason.values["organisations"] == "zwijnd, regio"


def test_what_changes_on_the_calendar_is_told_when_a_plan_is_compared() -> None:
    before = calendar(item("news", on_day(day(2, 2)))).plan
    after = calendar(item("news", on_day(day(2, 9))), item("more", on_day(day(2, 2)))).plan

    changes = [(each.noun, each.id, each.change, each.field) for each in differences(before, after)]

    assert changes == [("item", "news", "changed", "when"), ("item", "more", "added", "")]


def test_a_plan_without_a_calendar_is_a_plan() -> None:
    assert plan_of(THIRD).communications.items == ()
