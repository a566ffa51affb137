from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.recurrence import days_of, wrong

# RFC 5545, section 3.8.5.3, "Examples", on the days that the standard gives for them.
RFC = (
    ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", date(1997, 9, 5), [(1997, 9, 5), (1997, 10, 3), (1997, 11, 7), (1997, 12, 5)]),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", date(1997, 9, 7), [(1997, 9, 7), (1997, 9, 28), (1997, 11, 2), (1997, 11, 30)]),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", date(1997, 9, 1), [(1997, 9, 30), (1997, 10, 31), (1997, 11, 28), (1997, 12, 31)]),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU,TH", date(1997, 9, 2), [(1997, 9, 2), (1997, 9, 4), (1997, 9, 16), (1997, 9, 18)]),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", date(1997, 9, 1), [(1997, 9, 28), (1997, 10, 29), (1997, 11, 28), (1997, 12, 29)]),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "first", "expected"), RFC, ids=lambda value: str(value)[:40])
def test_a_rule_has_the_days_that_the_standard_gives_it(
    rule: str, first: date, expected: list[tuple[int, int, int]]
) -> None:
    assert days_of(rule, first, date(1998, 12, 31))[:4] == tuple(date(*each) for each in expected)


def test_a_rule_includes_its_last_day() -> None:
    assert days_of("FREQ=WEEKLY;BYDAY=MO", date(2027, 1, 4), date(2027, 1, 18))[-1] == date(2027, 1, 18)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "freq=weekly;byday=mo",
        "FREQ=WEEKLY;INTERVAL=52",
    ],
)
def test_a_rule_that_has_days_can_be_used(rule: str) -> None:
    assert list(wrong(rule)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "", "monthly", "FREQ=DAILY", "FREQ=SECONDLY", "FREQ=MONTHLY;BYHOUR=9", "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=MONTHLY;BYDAY=;", "FREQ=MONTHLY\nRRULE:FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=9TU", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;COUNT=0", "FREQ=MONTHLY;BYMONTH=13",
        "FREQ=MONTHLY;INTERVAL=two", "FREQ=WEEKLY;BYDAY=1TU", "FREQ=WEEKLY;FREQ=MONTHLY", "BYDAY=TU", "FREQ=MONTHLY;BYMONTHDAY=\u0661",
    ],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_said_to_be_none(rule: str) -> None:
    assert [reason.code for reason in wrong(rule)] == ["check.rule_unknown"]


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"])
def test_a_rule_that_never_has_a_day_is_said_to_have_none(rule: str) -> None:
    assert [reason.code for reason in wrong(rule)] == ["check.rule_without_days"]


WORDS = (
    "FREQ",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "INTERVAL",
    "COUNT",
    "MONTHLY",
    "YEARLY",
    "TU",
    "-1",
    "5",
    "31",
    ",",
    ";",
    "=",
)


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map("".join)))
def test_whatever_is_written_as_a_rule_is_either_refused_or_has_days(written: str) -> None:
    assert list(wrong(written)) or days_of(written.upper(), date(2024, 1, 1), date(2051, 12, 31))
