"""A consultation in which somebody has no voice is found before the plan is adopted."""

from __future__ import annotations

from typing import Any

import pytest

from scd_workflow.domain.plan_check import problems
from tests.consulted import BODIES, consulting
from tests.examples import DORDT, HOLDERS, ZWIJND

HERE = ("phases", 0, "gates", 0, "consultation")


def found(more: dict[str, Any] | None = None, **asked: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    plan = consulting(more=more, **asked)
    return [(each.reason.code, each.path) for each in problems(plan) if each.severity == "error"]


def test_a_consultation_in_which_everybody_has_a_voice_is_in_order() -> None:
    assert found(bodies=["board"], required=["board", DORDT]) == []


@pytest.mark.parametrize(
    ("asked", "code", "where"),
    [
        ({"organisations": ["dort"]}, "check.unknown_organisation", ("organisations", 0)),
        ({"bodies": ["bord"]}, "check.unknown_body", ("bodies", 0)),
        ({"speaker": "sponser"}, "check.unknown_role", ("speaker",)),
        ({"speaker": "line_manager"}, "check.speaker_for_all", ("speaker",)),
        ({"organisations": [DORDT], "required": [DORDT, ZWIJND]}, "check.required_not_consulted", ("required", 1)),
        ({"organisations": []}, "check.nobody_consulted", ()),
        ({"reserved": 0.71}, "check.thresholds", ("reserved",)),
    ],
)
def test_a_mistake_in_a_consultation_is_found_where_it_stands(
    asked: dict[str, Any], code: str, where: tuple[str | int, ...]
) -> None:
    assert found(**asked) == [(code, (*HERE, *where))]


def test_an_organisation_for_which_nobody_speaks_is_found() -> None:
    without = [each for each in HOLDERS if each["person"] != "dina"]
    vacant = ("check.speaker_vacant_for", (*HERE, "speaker"))

    assert vacant in found({"holders": without})
    assert vacant not in found({"holders": without}, organisations=[ZWIJND])


def test_a_body_without_a_chair_is_found() -> None:
    plan = {"bodies": BODIES, "holders": [each for each in HOLDERS if each["role"] != "steering_chair"]}

    assert ("check.chair_vacant", (*HERE, "bodies", 0)) in found(plan, bodies=["board"])


def test_a_body_with_the_id_of_an_organisation_is_found() -> None:
    plan = {"bodies": [{"id": DORDT, "name": "Board", "chair": "steering_chair"}]}

    assert found(plan, bodies=[DORDT]) == [("check.consulted_twice", (*HERE, "bodies", 0))]
