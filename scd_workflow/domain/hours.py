"""When people are written to: within the hours of a working day, and with one message of the day for what can wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scd_workflow.domain.programme import Part

if TYPE_CHECKING:
    from scd_workflow.domain.calendar import WorkingDays

ONE_DAY = timedelta(days=1)


class Hours(Part):
    """On a working day messages go out from `opens` until `closes`; the message of the day at `digest`, or on opening."""

    opens: time
    closes: time
    digest: time | None = None

    @property
    def sound(self) -> bool:
        """Whether there is time between opening and closing, and the message of the day goes within it."""
        return self.opens <= (self.digest or self.opens) < self.closes

    def next(self, calendar: WorkingDays, now: datetime) -> datetime:
        """The first moment from `now`, on the clock that it shows, at which a message may go out."""
        return self._from(self.opens, calendar, now)

    def next_digest(self, calendar: WorkingDays, now: datetime) -> datetime:
        """The first moment from `now` at which a message of the day may go out: at its hour, or after it the same day."""
        return self._from(self.digest or self.opens, calendar, now)

    def of_day(self, calendar: WorkingDays, day: date, now: datetime) -> datetime:
        """The moment of the message of the day on the first working day from `day`, on the clock that `now` shows."""
        return datetime.combine(calendar.on_or_after(day), self.digest or self.opens, now.tzinfo)

    def _from(self, hour: time, calendar: WorkingDays, now: datetime) -> datetime:
        day = now.date()
        if calendar.is_working_day(day) and now.time() < self.closes:
            # A message takes no time to go, and a clock that is set back would find an hour twice.
            return max(now, datetime.combine(day, hour, now.tzinfo), key=lambda each: each.timestamp())
        return datetime.combine(calendar.on_or_after(day + ONE_DAY), hour, now.tzinfo)
