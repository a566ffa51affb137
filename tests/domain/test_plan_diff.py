"""What an edited plan changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_diff import NOUNS, Difference, Shift, differences, shifts
from tests.calendars import item, on_day
from tests.examples import (
    C1,
    DORDT,
    FIRST,
    HOLDERS,
    MANDATES,
    ORGANISATIONS,
    PLAN,
    REGIO,
    SECOND,
    THIRD,
    ZWIJND,
    day,
    gate,
    phase,
    plan_of,
    work,
)


def with_phases(*phases: dict[str, Any], **fields: Any) -> Plan:
    return plan_of(*(phases or (FIRST, SECOND, THIRD)), **fields)


def first_phase_with(activity: str, **changes: Any) -> dict[str, Any]:
    activities = [each | changes if each["id"] == activity else each for each in FIRST["activities"]]
    return FIRST | {"activities": activities}


LONGER = with_phases(first_phase_with("A1", term=7), SECOND, THIRD)
"""Two working days more for the first activity."""


def test_a_plan_that_is_the_same_changes_nothing() -> None:
    assert differences(PLAN, with_phases()) == ()
    assert shifts(PLAN, with_phases()) == ()


def test_a_changed_field_is_told_with_what_it_was_and_what_it_becomes() -> None:
    assert differences(PLAN, LONGER) == (Difference("activity", "A1", "changed", "term", "5", "7"),)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            with_phases(programme={"id": "kza", "name": "Working by case", "start": "2027-01-11"}),
            Difference("programme", "kza", "changed", "start", "2027-01-04", "2027-01-11"),
        ),
        (
            with_phases(organisations=[ORGANISATIONS[0] | {"impact": 1}, *ORGANISATIONS[1:]]),
            Difference("organisation", "dordt", "changed", "impact", "3", "1"),
        ),
        (
            with_phases(holders=[*HOLDERS[:-1], HOLDERS[-1] | {"until": "2027-06-30"}]),
            Difference("holder", "line_manager/liv/-", "changed", "until", "", "2027-06-30"),
        ),
        (
            with_phases(mandates=[*MANDATES[:2], MANDATES[2] | {"until": "2027-02-20"}]),
            Difference("mandate", "M-manager", "changed", "until", "2027-01-20", "2027-02-20"),
        ),
        (
            with_phases(raci=PLAN.raci | {"D-A1": {"programme_manager": "A"}}),
            Difference("raci", "D-A1", "changed", "programme_manager", "AR", "A"),
        ),
        (
            with_phases(calendar={"closings": [{"organisation": REGIO, "days": ["2027-01-12"]}]}),
            Difference("closing", "regio", "changed", "days", "2027-01-12, 2027-01-13", "2027-01-12"),
        ),
        (
            with_phases(calendar=PLAN.calendar.model_dump() | {"good_friday": True}),
            Difference("calendar", "calendar", "changed", "good_friday", "false", "true"),
        ),
        (
            with_phases(FIRST, SECOND, THIRD | {"owner": "programme_manager"}),
            Difference("phase", "P3", "changed", "owner", "line_manager", "programme_manager"),
        ),
        (
            with_phases(FIRST, SECOND, phase("P3", "G3", C1, gate("G3", term=5), owner="line_manager")),
            Difference("gate", "G3", "changed", "term", "2", "5"),
        ),
    ],
)
def test_each_kind_of_part_is_compared_field_by_field(new: Plan, expected: Difference) -> None:
    assert differences(PLAN, new) == (expected,)


def test_added_and_removed_parts_are_told_by_name() -> None:
    more = with_phases(
        FIRST | {"activities": [*FIRST["activities"], work("A5")]}, SECOND, THIRD, raci=PLAN.raci, goals=[]
    )
    less = with_phases(raci=PLAN.raci, goals=[])

    assert differences(less, more) == (
        Difference("activity", "A5", "added", "", "", "Work A5"),
        Difference("deliverable", "D-A5", "added", "", "", "Paper A5"),
    )
    assert differences(more, less) == (
        Difference("activity", "A5", "removed", "", "Work A5", ""),
        Difference("deliverable", "D-A5", "removed", "", "Paper A5", ""),
    )


def test_a_criterion_is_compared_as_a_part_of_its_gate() -> None:
    (asks, *others) = FIRST["gates"][0]["criteria"]
    softer = FIRST | {"gates": [FIRST["gates"][0] | {"criteria": [asks | {"mandatory": False}, *others[:1]]}]}

    assert differences(PLAN, with_phases(softer, SECOND, THIRD)) == (
        Difference("criterion", "G1/work_done", "changed", "mandatory", "true", "false"),
        Difference("criterion", "G1/support_felt", "removed", "", "", ""),
    )


def test_an_activity_that_moves_to_another_phase_is_changed_and_not_lost() -> None:
    without = FIRST | {"activities": [each for each in FIRST["activities"] if each["id"] != "A4"]}
    a4 = next(each for each in FIRST["activities"] if each["id"] == "A4")
    moved = with_phases(without, SECOND | {"activities": [*SECOND["activities"], a4]}, THIRD, goals=[])

    assert differences(with_phases(goals=[]), moved) == (Difference("activity", "A4", "changed", "phase", "P1", "P2"),)


def test_phases_in_another_order_are_told_as_standing_after_another() -> None:
    assert [
        (each.id, each.field, each.old, each.new)
        for each in differences(with_phases(goals=[]), with_phases(FIRST, THIRD, SECOND, goals=[]))
        if each.noun == "phase"
    ] == [("P2", "after", "P1", "P3"), ("P3", "after", "P2", "P1")]


def test_a_person_who_holds_a_role_twice_is_told_apart_by_number() -> None:
    again = {"role": "line_manager", "person": "liv", "since": "2028-01-01"}

    assert differences(PLAN, with_phases(holders=[*HOLDERS, again])) == (
        Difference("holder", "line_manager/liv/- (2)", "added", "", "", ""),
    )


def test_differences_stand_in_the_order_of_the_nouns() -> None:
    other = with_phases(
        first_phase_with("A1", term=7), SECOND, THIRD, mandates=MANDATES[:2], organisations=ORGANISATIONS[:2], waves=[]
    )

    nouns = [each.noun for each in differences(PLAN, other)]

    assert nouns == sorted(nouns, key=NOUNS.index)
    assert set(nouns) == {"organisation", "wave", "mandate", "activity"}


def test_every_noun_of_a_plan_has_its_place() -> None:
    whole = with_phases(
        service_domains=[{"id": "records", "name": "Records"}],
        features=[{"id": "search", "name": "Search", "releases": {DORDT: "1.0"}}],
        bodies=[{"id": "board", "name": "Board", "chair": "steering_chair"}],
        routes=[{"id": "way", "name": "The way", "steps": [{"name": "Board", "body": "board"}]}],
        communications={
            "blackouts": [{"id": "may", "name": "May", "severity": "soft", "when": {"kind": "recess"}}],
            "audiences": [{"id": "staff", "name": "Staff"}],
            "items": [item("news", on_day(date(2027, 2, 2)))],
        },
        calendar={
            "closings": [{"days": ["2027-12-24"]}],
            "recesses": [{"name": "Summer", "first": "2027-07-10", "last": "2027-08-29"}],
        },
    )
    bare = plan_of(phase("Q", "H", work("Z"), gate("H")), goals=[], waves=[], holders=[], mandates=[], calendar={})

    assert {each.noun for each in differences(bare, whole)} == set(NOUNS) - {
        "programme",
        "calendar",
        "customs",
        "organisation",
        "role",
    }


def test_a_longer_term_moves_everything_that_comes_after_it_by_as_many_working_days() -> None:
    moved = {(each.part, each.organisation): each for each in shifts(PLAN, LONGER)}

    assert moved["A1", None] == Shift("A1", None, day(1, 8), day(1, 12), 2)
    assert moved["A3", DORDT] == Shift("A3", DORDT, day(1, 14), day(1, 18), 2)
    assert ("A4", None) not in moved
    # Regio is closed on the two days that the others now wait.
    assert moved["A3", REGIO] == Shift("A3", REGIO, day(1, 18), day(1, 19), 1)
    assert moved["G1", None] == Shift("G1", None, day(1, 20), day(1, 21), 1)
    assert moved["G3", None].working_days == 1


def test_a_date_that_moves_alike_for_every_organisation_is_told_once() -> None:
    moved = [each for each in shifts(PLAN, LONGER) if each.part in {"C1", "B1"}]

    assert moved == [
        Shift("B1", DORDT, day(2, 3), day(2, 4), 1),
        Shift("B1", ZWIJND, day(2, 17), day(2, 18), 1),
        Shift("B1", REGIO, day(2, 17), day(2, 18), 1),
        Shift("C1", None, day(3, 16), day(3, 17), 1),
    ]


def test_a_date_that_comes_nearer_moves_by_a_negative_number_of_days() -> None:
    assert {each.working_days for each in shifts(LONGER, PLAN) if each.part == "A1"} == {-2}


def test_a_later_start_moves_everything() -> None:
    later = with_phases(programme={"id": "kza", "name": "Working by case", "start": "2027-01-05"})

    assert {each.part for each in shifts(PLAN, later)} == {part.id for each in PLAN.phases for part in each.parts}


def test_what_only_one_of_the_plans_has_does_not_move() -> None:
    less = with_phases(first_phase_with("A1"), SECOND, organisations=ORGANISATIONS[:2], waves=[])

    assert not any(each.part == "C1" or each.organisation == REGIO for each in shifts(PLAN, less))
    assert not any(each.organisation == REGIO for each in shifts(less, PLAN))


def test_work_that_becomes_each_organisations_own_moves_from_the_date_of_the_programme() -> None:
    own = with_phases(first_phase_with("A2", per_organisation=True, term=4), SECOND, THIRD)

    moved = [each for each in shifts(PLAN, own) if each.part == "A2"]
    back = [each for each in shifts(own, PLAN) if each.part == "A2"]

    assert moved == [
        Shift("A2", DORDT, day(1, 13), day(1, 14), 1),
        Shift("A2", ZWIJND, day(1, 13), day(1, 14), 1),
        Shift("A2", REGIO, day(1, 13), day(1, 18), 2),
    ]
    assert back == [Shift("A2", None, day(1, 18), day(1, 13), -3)]
