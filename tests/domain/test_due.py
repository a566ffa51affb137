"""Everything that people have to do."""

from __future__ import annotations

from scd_workflow.domain.due import obligations
from tests.examples import AWAITING_G1, PAST_G1, day, opened, seen


def test_what_falls_due_first_stands_in_front() -> None:
    found = [each.key for each in obligations(seen(PAST_G1, day(1, 21)))]

    assert found == [
        "activity/B3/-/1/2027-01-25",
        "activity/B1/dordt/1/2027-02-03",
        "readiness/G2a/dordt/0/2027-02-12",
        "activity/B1/regio/1/2027-02-17",
        "activity/B1/zwijnd/1/2027-02-17",
        "readiness/G2a/regio/0/2027-02-26",
        "readiness/G2a/zwijnd/0/2027-02-26",
        "readiness/G2/-/0/2027-03-10",
    ]


def test_decisions_and_work_are_due_side_by_side() -> None:
    asked_early = obligations(seen([opened("G1", on=day(1, 4))], day(1, 4)))

    assert [each.key for each in asked_early] == [
        "activity/A4/-/1/2027-01-05",
        "activity/A1/-/1/2027-01-08",
        "decision/G1/-/1/2027-01-20",
    ]


def test_only_the_decision_is_due_when_all_before_it_is_done() -> None:
    assert [each.kind for each in obligations(seen(AWAITING_G1, day(1, 19)))] == ["decision"]
