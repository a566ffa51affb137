"""Working days, against the holidays that the CAO Gemeenten pays and against counting by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scd_workflow.domain.calendar import WorkingDays, easter, good_friday, kings_day, paid_holidays

# CAO Gemeenten, article 6.6: New Year's Day, Easter Monday, King's Day, Liberation Day, Ascension Day, Whit Monday and
# both days of Christmas. The dates are those of the church and state calendars of these years.
PAID_HOLIDAYS = {
    2026: ["01-01", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25", "12-26"],
    2027: ["01-01", "03-29", "04-27", "05-05", "05-06", "05-17", "12-25", "12-26"],
    2028: ["01-01", "04-17", "04-27", "05-05", "05-25", "06-05", "12-25", "12-26"],
    2029: ["01-01", "04-02", "04-27", "05-05", "05-10", "05-21", "12-25", "12-26"],
    2030: ["01-01", "04-22", "04-27", "05-05", "05-30", "06-10", "12-25", "12-26"],
}

GOOD_FRIDAYS = ["2026-04-03", "2027-03-26", "2028-04-14", "2029-03-30", "2030-04-19"]

ORDINARY = WorkingDays(2027)

# Good Friday 2027 is a working day here; then come Saturday, Easter, Easter Monday, and work again on Tuesday.
FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2027, 3, 26) + timedelta(days=days) for days in (0, 1, 3, 4))

DAYS = some.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("year", PAID_HOLIDAYS)
def test_the_paid_holidays_of_a_year_are_the_eight_of_the_cao(year: int) -> None:
    assert sorted(paid_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in PAID_HOLIDAYS[year]]


@pytest.mark.parametrize("year", PAID_HOLIDAYS)
def test_the_working_days_of_a_year_are_monday_to_friday_without_the_paid_holidays(year: int) -> None:
    holidays = {date.fromisoformat(f"{year}-{day}") for day in PAID_HOLIDAYS[year]}
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    days = [day for day in days if day.year == year]

    expected = [day for day in days if day.isoweekday() <= 5 and day not in holidays]

    assert [day for day in days if ORDINARY.is_working_day(day)] == expected


# The first of these is the earliest Easter that there can be, the last the latest.
@pytest.mark.parametrize("day", ["1818-03-22", "2000-04-23", "2024-03-31", "2026-04-05", "2038-04-25"])
def test_easter_is_when_the_church_has_it(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize("day", GOOD_FRIDAYS)
def test_good_friday_is_worked_unless_the_plan_says_otherwise(day: str) -> None:
    friday = date.fromisoformat(day)

    assert good_friday(friday.year) == friday
    assert ORDINARY.is_working_day(friday)
    assert not WorkingDays(2027, good_fridays_off=True).is_working_day(friday)


@pytest.mark.parametrize(("year", "day"), [(2024, 27), (2025, 26), (2026, 27), (2030, 27), (2031, 26)])
def test_kings_day_moves_from_a_sunday_to_the_saturday_before(year: int, day: int) -> None:
    assert kings_day(year) == date(year, 4, day)


@pytest.mark.parametrize(("year", "off"), [(2015, True), (2019, False), (2020, True), (2023, False), (2024, True)])
def test_liberation_day_was_paid_in_lustrum_years_only_until_2024(year: int, *, off: bool) -> None:
    assert (date(year, 5, 5) in paid_holidays(year)) == off


def test_a_holiday_in_the_weekend_gives_no_day_off_instead() -> None:
    # In 2027 Christmas is a Saturday and Boxing Day a Sunday.
    assert ORDINARY.is_working_day(date(2027, 12, 24))
    assert ORDINARY.is_working_day(date(2027, 12, 27))


def test_an_organisation_does_not_work_on_its_own_closing_days() -> None:
    closed = WorkingDays(2027, closed=frozenset({date(2027, 5, 7)}))

    assert not closed.is_working_day(date(2027, 5, 7))
    assert ORDINARY.is_working_day(date(2027, 5, 7))
    # Liberation Day and Ascension Day come just before, a weekend just after.
    assert closed.add(date(2027, 5, 4), 1) == date(2027, 5, 10)


@pytest.mark.parametrize(
    ("day", "working_days", "expected"),
    [
        (FRIDAY, 1, TUESDAY),
        (FRIDAY, 2, TUESDAY + timedelta(days=1)),
        (TUESDAY, -1, FRIDAY),
        (SATURDAY, 1, TUESDAY),
        (MONDAY, 1, TUESDAY),
        (SATURDAY, -1, FRIDAY),
        (MONDAY, -1, FRIDAY),
        (SATURDAY, 0, TUESDAY),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_adding_working_days_goes_round_the_days_off(day: date, working_days: int, expected: date) -> None:
    assert ORDINARY.add(day, working_days) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(FRIDAY, FRIDAY, 0), (FRIDAY, TUESDAY, 1), (TUESDAY, FRIDAY, -1), (SATURDAY, MONDAY, 0), (MONDAY, SATURDAY, 0)],
)
def test_the_working_days_between_two_days_do_not_count_the_days_off(first: date, last: date, expected: int) -> None:
    assert ORDINARY.between(first, last) == expected


@pytest.mark.parametrize(
    ("day", "before", "after"), [(FRIDAY, FRIDAY, FRIDAY), (SATURDAY, FRIDAY, TUESDAY), (MONDAY, FRIDAY, TUESDAY)]
)
def test_a_day_off_lies_between_the_working_days_around_it(day: date, before: date, after: date) -> None:
    assert ORDINARY.on_or_before(day) == before
    assert ORDINARY.on_or_after(day) == after


def test_the_days_are_laid_out_fifteen_years_around_with_one_to_spare() -> None:
    assert ORDINARY.covers(date(2027, 1, 1))
    assert ORDINARY.covers(date(2041, 12, 1))
    assert not ORDINARY.covers(date(2042, 12, 31))
    assert not ORDINARY.covers(date(2012, 6, 1))


@given(DAYS, some.integers(1, 400))
def test_adding_is_counting_the_days_one_by_one(day: date, working_days: int) -> None:
    counted, reached = 0, day
    while counted < working_days:
        reached += timedelta(days=1)
        counted += ORDINARY.is_working_day(reached)

    assert ORDINARY.add(day, working_days) == reached


@given(DAYS, some.integers(-400, 400))
def test_what_was_added_to_a_working_day_lies_between_and_is_taken_off_again(day: date, working_days: int) -> None:
    first = ORDINARY.on_or_after(day)
    last = ORDINARY.add(first, working_days)

    assert ORDINARY.between(first, last) == working_days
    assert ORDINARY.add(last, -working_days) == first
