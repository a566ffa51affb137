"""Months, quarters and years: how they are written, and that they follow each other without a gap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.period import Period, period_named, quarter_of
from tests.examples import codes

PERIODS = st.builds(
    lambda year, month, months: Period(date(year, (month - 1) // months * months + 1, 1), months),
    st.integers(2000, 2090), st.integers(1, 12), st.sampled_from([1, 3, 12]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        (" 2027-q4 ", date(2027, 10, 1), date(2027, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_its_last_day(text: str, first: date, last: date) -> None:
    found = period_named(text)

    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["", "2027-13", "2027-Q5", "27", "2027-1", "0000", "2027-03-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        period_named(text)
    assert codes(refused.value) == ["communications.no_period"]


@given(PERIODS)
def test_a_period_is_written_as_it_is_read_and_ends_where_the_next_begins(period: Period) -> None:
    assert period_named(period.name) == period
    assert period.beside(1).first == period.last + timedelta(days=1)
    assert period.beside(1).beside(-1) == period
    assert quarter_of(period.last).has(period.last)
