"""The days of a rule of iCalendar (RFC 5545, 3.3.10), as far as a calendar of whole days needs such rules."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.reasons import Reason

FREQUENCIES = ("WEEKLY", "MONTHLY", "YEARLY")
KNOWN = {
    "FREQ": "|".join(FREQUENCIES),
    "INTERVAL": "[1-9][0-9]?",
    "COUNT": "[1-9][0-9]{0,2}",
    "BYDAY": "(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)",
    "BYMONTHDAY": "-?([1-9]|[12][0-9]|3[01])",
    "BYMONTH": "[1-9]|1[0-2]",
    "BYSETPOS": "-?[1-9][0-9]?",
}
"""What a rule may say, and how each part is written; its end stands beside it as `last`, its hour is that of the item.

Stricter than dateutil, which falls over parts that it cannot make sense of, and looks for a 30th of February to the year 9999.
"""

LISTS = frozenset({"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"})
LEAP_YEAR = 2028
SAMPLE = (date(2024, 1, 1), date(2051, 12, 31))
"""In which every rule that has days at all has one: the calendar repeats itself after 28 years."""


@lru_cache(maxsize=1024)
def days_of(rule: str, first: date, last: date) -> tuple[date, ...]:
    """The days of a rule that begins on `first`, to and including `last`; the rule must not be `wrong`."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - most commands ask for no days

    begin, end = datetime.combine(first, time()), datetime.combine(last, time())
    return tuple(each.date() for each in rrulestr(rule, dtstart=begin).between(begin, end, inc=True))


def wrong(rule: str) -> Iterator[Reason]:
    """Why a rule cannot be used, nothing when it can."""
    parts = [part.partition("=")[::2] for part in rule.upper().split(";")]
    told = dict(parts)
    sound = len(told) == len(parts) and "FREQ" in told and all(_is_sound(*part) for part in parts)
    # Of a week there is no first Tuesday.
    if not sound or (told["FREQ"] == "WEEKLY" and re.search("[0-9]", told.get("BYDAY", ""))):
        yield because("check.rule_unknown", rule=rule, known=", ".join(KNOWN), frequencies=", ".join(FREQUENCIES))
    elif not (_some_month_has(told) and days_of(rule.upper(), *SAMPLE)):
        yield because("check.rule_without_days", rule=rule)


def _is_sound(name: str, value: str) -> bool:
    values = value.split(",") if name in LISTS else [value]
    return name in KNOWN and all(re.fullmatch(KNOWN[name], each, re.ASCII) for each in values)


def _some_month_has(parts: dict[str, str]) -> bool:
    months = parts.get("BYMONTH", "1").split(",")
    days = [abs(int(number)) for number in parts.get("BYMONTHDAY", "1").split(",")]
    return min(days) <= max(monthrange(LEAP_YEAR, int(month))[1] for month in months)
