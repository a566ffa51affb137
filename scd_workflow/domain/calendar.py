"""Working days of Dutch municipal staff, and of each organisation.

The CAO Gemeenten (art. 6.6) gives eight paid holidays: New Year's Day, Easter Monday, King's Day, Liberation Day (every
year since 2024), Ascension Day, Whit Monday, Christmas Day and Boxing Day. Good Friday is a working day unless the plan
says otherwise. There are no substitute days.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, compress

WEEK = bytes((1, 1, 1, 1, 1, 0, 0))
"""From Monday on, which days people work."""
LIBERATION_DAY_EVERY_YEAR_SINCE = 2024
YEARS_AROUND = 15


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm as published by Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """27 April, or the day before when that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


def good_friday(year: int) -> date:
    """The Friday before Easter."""
    return easter(year) - timedelta(days=2)


@lru_cache(maxsize=64)
def paid_holidays(year: int) -> frozenset[date]:
    """The paid holidays of a year; Liberation Day only in lustrum years before 2024."""
    sunday = easter(year)
    days = {
        date(year, 1, 1),
        sunday + timedelta(days=1),
        kings_day(year),
        sunday + timedelta(days=39),
        sunday + timedelta(days=50),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if year >= LIBERATION_DAY_EVERY_YEAR_SINCE or year % 5 == 0:
        days.add(date(year, 5, 5))
    return frozenset(days)


class WorkingDays:
    """The working days of one organisation, from `YEARS_AROUND` years before to after the year it is made for.

    `ordinals` holds them in order as day ordinals; `index` gives for any day ordinal, counted from `base`, the position
    of the first working day on or after it.
    """

    __slots__ = ("base", "index", "ordinals")

    def __init__(self, around: int, *, closed: frozenset[date] = frozenset(), good_fridays_off: bool = False) -> None:
        """Lay out the days; `closed` are days off beside weekends and paid holidays."""
        first, last = date(around - YEARS_AROUND, 1, 1), date(around + YEARS_AROUND, 12, 31)
        off = set(closed)
        for year in range(first.year, last.year + 1):
            off |= paid_holidays(year)
            if good_fridays_off:
                off.add(good_friday(year))
        self.base = first.toordinal()
        days = last.toordinal() - self.base + 1
        # Laid out for every command, so by whole weeks and then the days off, and not day by day.
        works = bytearray(WEEK * (days // len(WEEK) + 2))[first.weekday() :][:days]
        for day in off:
            if first <= day <= last:
                works[day.toordinal() - self.base] = 0
        self.ordinals = list(compress(range(self.base, self.base + days), works))
        # As many working days as lie before a day, so many places has the first one on or after it before it.
        self.index = list(accumulate(works, initial=0))[: self.ordinals[-1] - self.base + 1]

    def covers(self, day: date) -> bool:
        """Whether the day lies in the years that are laid out, with a working year to spare on both sides."""
        return day.toordinal() - 366 - self.base >= 0 and day.toordinal() + 366 < self.ordinals[-1]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.ordinals[self.position(day)] == day.toordinal()

    def position(self, day: date) -> int:
        """The position in `ordinals` of the first working day on or after `day`."""
        return self.index[day.toordinal() - self.base]

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        return date.fromordinal(self.ordinals[self.position(day)])

    def on_or_before(self, day: date) -> date:
        """The last working day that is not after `day`."""
        position = bisect_left(self.ordinals, day.toordinal() + 1) - 1
        return date.fromordinal(self.ordinals[position])

    def add(self, day: date, working_days: int) -> date:
        """The day so many working days on (back when negative); a day off counts as the working day it leans on.

        Forward it leans on the last working day before it, so that one on from a Saturday is Monday; backward on the
        first one after it, so that one back from a Saturday is Friday. Adding nothing gives the first working day on or
        after `day`.
        """
        if working_days == 0:
            return self.on_or_after(day)
        lean = self.on_or_before(day) if working_days > 0 else self.on_or_after(day)
        return date.fromordinal(self.ordinals[self.position(lean) + working_days])

    def nth_after(self, ordinal: int, count: int) -> int:
        """The ordinal of the `count`th working day after a day, by day ordinals: work of `count` days ends on it."""
        return self.ordinals[self.index[ordinal + 1 - self.base] + count - 1]

    def between(self, first: date, last: date) -> int:
        """How many working days `last` lies after `first`, negative when before; 0 within one stretch of days off."""
        return self.position(last) - self.position(first)


@lru_cache(maxsize=1024)
def working_days(around: int, closed: frozenset[date], good_fridays_off: bool) -> WorkingDays:  # noqa: FBT001 - cached by position
    """The working days around a year; organisations that close on the same days share one."""
    return WorkingDays(around, closed=closed, good_fridays_off=good_fridays_off)
