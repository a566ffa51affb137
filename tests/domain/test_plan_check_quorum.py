"""A quorum that nobody can reach is found before it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from scd_workflow.domain.plan_check import problems
from tests.boards import HOLDERS, MANDATES, board

HERE = ("phases", 0, "gates", 0, "quorum")


def found(rule: str, **more: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    """What is wrong with a quorum, and where it stands below it."""
    wrong = (each for each in problems(board(rule, **more).plan) if each.path[:5] == HERE)
    return [(each.reason.code, each.path[5:]) for each in wrong if each.severity == "error"]


@pytest.mark.parametrize(
    "quorum",
    [
        {"rule": "one"},
        {"rule": "all", "veto": ["controller"]},
        {"rule": "at_least", "at_least": 4},
        {"rule": "chair", "chair": "chair", "veto": ["controller"]},
    ],
)
def test_a_quorum_that_can_be_reached_is_right(quorum: dict[str, Any]) -> None:
    assert found(**quorum) == []


@pytest.mark.parametrize(
    ("quorum", "expected"),
    [
        ({"rule": "at_least"}, [("check.quorum_at_least_missing", ())]),
        ({"rule": "all", "at_least": 2}, [("check.quorum_at_least_needless", ("at_least",))]),
        ({"rule": "chair"}, [("check.quorum_chair_missing", ())]),
        ({"rule": "all", "chair": "chair"}, [("check.quorum_chair_needless", ("chair",))]),
        ({"rule": "one", "veto": ["controller"]}, [("check.quorum_veto_needless", ("veto",))]),
        ({"rule": "at_least", "at_least": 5}, [("check.quorum_too_few", ("at_least",))]),
        ({"rule": "chair", "chair": "programme_manager"}, [("check.quorum_role_without_mandate", ("chair",))]),
        (
            {"rule": "all", "veto": ["controller", "programme_manager"]},
            [("check.quorum_role_without_mandate", ("veto", 1))],
        ),
    ],
)
def test_a_quorum_that_is_incomplete_or_out_of_reach_is_an_error(
    quorum: dict[str, Any], expected: list[tuple[str, tuple[str | int, ...]]]
) -> None:
    assert found(**quorum) == expected


def test_a_role_that_nobody_knows_is_named_where_it_stands() -> None:
    assert ("check.unknown_role", ("veto", 0)) in found("all", veto=["king"])
    assert ("check.unknown_role", ("chair",)) in found("chair", chair="king")


def test_a_chair_whom_nobody_is_cannot_decide() -> None:
    without = [each for each in HOLDERS if each["role"] != "chair"]

    assert found("chair", chair="chair", holders=without) == [("check.quorum_role_vacant", ("chair",))]


def test_people_with_two_mandates_are_one_seat() -> None:
    both = [*HOLDERS, {"role": "member", "person": "stef"}]

    assert found("at_least", at_least=4, holders=both) == []
    assert found("at_least", at_least=5, holders=both) == [("check.quorum_too_few", ("at_least",))]
    assert found("at_least", at_least=3, mandates=MANDATES[:2]) == []
