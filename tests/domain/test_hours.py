"""When people are written to."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scd_workflow.domain.calendar import WorkingDays
from scd_workflow.domain.hours import Hours

HOME = ZoneInfo("Europe/Amsterdam")
OFFICE = Hours(opens=time(8), closes=time(18), digest=time(9, 30))
DAYS = WorkingDays(2027)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=HOME)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at(1, 6, 3), at(1, 6, 8)),  # a Wednesday
        (at(1, 6, 11, 5), at(1, 6, 11, 5)),
        (at(1, 6, 18), at(1, 7, 8)),
        (at(1, 8, 18), at(1, 11, 8)),
        (at(1, 9, 12), at(1, 11, 8)),
        (at(5, 5, 12), at(5, 7, 8)),  # Liberation Day, and Ascension Day after it
        (at(3, 28, 1), at(3, 30, 8)),  # the night in which the clock is put forward, and Easter
    ],
)
def test_a_message_goes_within_the_hours_of_a_working_day(now: datetime, goes: datetime) -> None:
    assert OFFICE.next(DAYS, now) == goes


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at(1, 6, 3), at(1, 6, 9, 30)),
        (at(1, 6, 8, 15), at(1, 6, 9, 30)),
        (at(1, 6, 14), at(1, 6, 14)),
        (at(1, 6, 20), at(1, 7, 9, 30)),
        (at(1, 9, 12), at(1, 11, 9, 30)),
    ],
)
def test_the_message_of_the_day_goes_at_its_hour_or_as_soon_as_it_can_after_it(now: datetime, goes: datetime) -> None:
    assert OFFICE.next_digest(DAYS, now) == goes


def test_without_an_hour_of_its_own_the_message_of_the_day_goes_on_opening() -> None:
    assert Hours(opens=time(7), closes=time(17)).next_digest(DAYS, at(1, 6, 3)) == at(1, 6, 7)


@pytest.mark.parametrize(
    ("hours", "sound"),
    [
        (OFFICE, True),
        (Hours(opens=time(8), closes=time(8)), False),
        (Hours(opens=time(18), closes=time(8)), False),
        (Hours(opens=time(8), closes=time(18), digest=time(7)), False),
        (Hours(opens=time(8), closes=time(18), digest=time(18)), False),
    ],
)
def test_hours_leave_time_for_messages(hours: Hours, *, sound: bool) -> None:
    assert hours.sound is sound


@given(some.datetimes(datetime(2027, 1, 1), datetime(2028, 12, 1), timezones=some.just(HOME)))  # noqa: DTZ001 - in that zone
def test_a_message_never_goes_before_it_is_there_nor_outside_the_hours(now: datetime) -> None:
    goes = OFFICE.next(DAYS, now)

    assert goes.timestamp() >= now.timestamp()
    assert OFFICE.opens <= goes.time() < OFFICE.closes
    assert DAYS.is_working_day(goes.date())
    assert OFFICE.next(DAYS, goes) == goes
