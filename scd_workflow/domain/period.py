"""A month, a quarter or a year, as people write it: `2027-03`, `2027-Q2`, `2027`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because

WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII | re.IGNORECASE
)
YEARS: Final = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Period:
    """So many whole months from the first day of one."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """Its last day."""
        return _later(self.first, self.months) - timedelta(days=1)

    @property
    def name(self) -> str:
        """How it is written."""
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{(self.first.month + 2) // 3}" if self.months == 3 else str(self.first.year)

    def beside(self, count: int) -> Period:
        """The period so many after it, or before it when negative."""
        return Period(_later(self.first, self.months * count), self.months)

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def period_named(text: str) -> Period:
    """The period that somebody wrote; raises `Refused` when it is none."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None or int(found["year"]) not in YEARS:
        raise Refused(because("communications.no_period", given=text))
    year = int(found["year"])
    if found["quarter"]:
        return Period(date(year, int(found["quarter"]) * 3 - 2, 1), 3)
    return Period(date(year, int(found["month"]), 1), 1) if found["month"] else Period(date(year, 1, 1), 12)


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
