"""Who answered, by kind of work."""

from __future__ import annotations

from scd_workflow.domain.statistics.composition import shares, shifted, told_once


def test_a_kind_of_work_of_few_people_is_told_of_nowhere() -> None:
    assert shares({"execution": 30, "management": 9, "": 11}) == {"execution": 60}
    assert shares({}) == {}


def test_more_than_ten_percentage_points_are_a_shift_and_what_one_round_does_not_tell_is_none() -> None:
    before = {"execution": 60, "management": 20, "other": 20}

    assert shifted(before, {"execution": 49, "management": 30, "customer_contact": 21}) == ("execution",)


def test_what_only_one_round_tells_is_named() -> None:
    before = {"execution": 60, "management": 20, "other": 20}

    assert told_once(before, {"execution": 66, "management": 27}) == ("other",)
    assert told_once({}, before) == tuple(sorted(before))
    assert told_once(before, before) == ()
