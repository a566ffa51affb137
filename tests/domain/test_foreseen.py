"""What the planned dates of a plan run into is told where it stands, while there is time to mend it."""

from __future__ import annotations

import pytest

from scd_workflow.domain.foreseen import foreseen
from tests.domain.test_plan_check import Damage, damaged, set_at, without
from tests.examples import PLAN

RUNS_INTO: list[tuple[str, tuple[str | int, ...], Damage]] = [
    ("check.undecided_then", ("mandates", 0, "until"), set_at("mandates", 0, "until", to="2027-03-10")),
    ("check.undecided_then", ("mandates", 0, "since"), lambda data: (data["mandates"][2].update(gates=[]), data["mandates"][0].update(since="2027-02-01"))),
    ("check.undecided_then_for", ("holders", 9, "until"), set_at("holders", 9, "until", to="2027-01-31")),
    ("check.ends_too_early", ("programme", "end"), set_at("programme", "end", to="2027-03-01")),
]  # fmt: skip


def test_the_plan_of_the_standing_cast_runs_into_nothing() -> None:
    assert list(foreseen(PLAN)) == []


@pytest.mark.parametrize(("code", "path", "damage"), RUNS_INTO)
def test_what_ends_too_early_is_one_warning_where_it_stands(
    code: str, path: tuple[str | int, ...], damage: Damage
) -> None:
    found = [(each.reason.code, each.path, each.severity) for each in foreseen(damaged(damage))]

    assert found == [(code, path, "warning")]


def test_a_plan_without_a_start_has_no_planned_days() -> None:
    without_start = damaged(set_at("mandates", 0, "until", to="2027-03-10"), without("programme", "start"))

    assert list(foreseen(without_start)) == []


def test_the_organisations_that_have_nobody_then_are_named() -> None:
    (found,) = foreseen(damaged(set_at("holders", 9, "until", to="2027-01-31")))

    assert found.reason.values["organisations"] == "regio"
