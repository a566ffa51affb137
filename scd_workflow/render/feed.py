"""A calendar that a calendar program subscribes to or takes over: iCalendar (RFC 5545) as Outlook wants it.

A deadline is a whole day, which is the same day in every time zone and keeps nobody from meeting; what happens at an hour
stays at that hour of the clock in summer and in winter. Nothing in it asks for an answer, and no person is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from icalendar import Calendar, Event, Timezone, vText

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME = "Europe/Amsterdam"

# Written out: what icalendar makes of this zone has the clocks go forward at three instead of at two.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""

REFRESHED_EVERY = "PT12H"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a calendar; `key` names it for as long as it lasts, whenever it is.

    `begins` is a day, or an hour on the clock of the programme from which it lasts `minutes`; `busy` says whether people
    have to be there.
    """

    key: str
    begins: date | datetime
    summary: str
    text: str
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    minutes: int = 15
    place: str = ""
    busy: bool = False


def feed(entries: Iterable[Entry], *, name: str, domain: str, sequence: int, changed_at: datetime) -> bytes:
    """The entries as a calendar with `METHOD:PUBLISH`, as they were known after change number `sequence`, made at `changed_at`.

    Without a name it is no calendar to follow, but entries to take over. The same entries after the same change are the same bytes. What is published after a later change takes the place of
    what was published before it, entry by entry.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//scd-workflow//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-published-ttl", vText(REFRESHED_EVERY))
        calendar.add("refresh-interval", vText(REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_ical(ZONE))
    for entry in entries:
        calendar.add_component(_event(entry, domain, sequence, changed_at.astimezone(UTC)))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, domain: str, sequence: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{domain}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", sequence)
    event.add("status", entry.status)
    event.add("summary", entry.summary)
    event.add("description", entry.text)
    for field, moment in zip(("dtstart", "dtend"), _period(entry), strict=True):
        event.add(field, moment)
    if entry.place:
        event.add("location", entry.place)
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "BUSY" if entry.busy else "FREE")
    return event


def _period(entry: Entry) -> tuple[date, date] | tuple[datetime, datetime]:
    """From when to when; the end of a whole day is the day after it."""
    begins = entry.begins
    if not isinstance(begins, datetime):
        return begins, begins + timedelta(days=1)
    ends = begins + timedelta(minutes=entry.minutes)
    # Only of our own zone the clock is told in the file.
    return (begins, ends) if str(begins.tzinfo) == HOME else (begins.astimezone(UTC), ends.astimezone(UTC))
