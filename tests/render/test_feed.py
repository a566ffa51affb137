"""A calendar read back by two programs of which only one wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.render.feed import HOME, ZONE, Entry, feed

ZONE_HOME = ZoneInfo(HOME)
CHANGED = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION = Entry(
    "communication-kza-lunch-2027-03-23", datetime(2027, 3, 23, 12, 15, tzinfo=ZONE_HOME), "Lunch", "Kom; leer, vraag\nen eet",
    minutes=45, place="Stadskantoor, zaal 2", busy=True,
)  # fmt: skip
DEADLINE = Entry("draft-kza-news", date(2027, 12, 31), "Tekst indienen", "Vóór de jaarwisseling")

# The last Sundays of March and October, on which the clocks change: Directive 2000/84/EC.
CHANGES = [
    (date(2026, 3, 29), date(2026, 10, 25)), (date(2027, 3, 28), date(2027, 10, 31)), (date(2028, 3, 26), date(2028, 10, 29)),
    (date(2029, 3, 25), date(2029, 10, 28)), (date(2030, 3, 31), date(2030, 10, 27)),
]  # fmt: skip


def written(*entries: Entry, sequence: int = 7) -> bytes:
    return feed(entries, name="Kalender", domain="example.nl", sequence=sequence, changed_at=CHANGED)


def by_icalendar(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def by_vobject(content: bytes) -> list[Any]:
    return list(vobject.readOne(content.decode()).vevent_list)


def test_both_readers_find_the_session_at_its_hour_and_place() -> None:
    (one,), (other,) = by_icalendar(written(SESSION)), by_vobject(written(SESSION))

    assert one.decoded("dtstart") == other.dtstart.value == SESSION.begins
    assert one.decoded("dtend") == other.dtend.value == SESSION.begins + timedelta(minutes=45)
    assert str(one["location"]) == other.location.value == "Stadskantoor, zaal 2"
    assert str(one["description"]) == other.description.value == SESSION.text
    assert (str(one["transp"]), str(one["x-microsoft-cdo-busystatus"])) == ("OPAQUE", "BUSY")


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy() -> None:
    (one,), (other,) = by_icalendar(written(DEADLINE)), by_vobject(written(DEADLINE))

    assert one.decoded("dtstart") == other.dtstart.value == date(2027, 12, 31)
    assert one.decoded("dtend") == other.dtend.value == date(2028, 1, 1)
    assert (str(one["transp"]), str(one["x-microsoft-cdo-busystatus"])) == ("TRANSPARENT", "FREE")


@pytest.mark.parametrize("change", [day for pair in CHANGES for day in pair], ids=str)
def test_an_hour_stays_that_hour_on_the_day_before_and_after_the_clocks_change(change: date) -> None:
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        begins = datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZONE_HOME)
        summer = begins.utcoffset() == timedelta(hours=2)
        (other,) = by_vobject(written(replace(SESSION, begins=begins)))

        # The second reader knows the zone from the file alone.
        assert other.dtstart.value.astimezone(UTC).hour == (7 if summer else 8)
        assert other.dtstart.value.replace(tzinfo=None) == begins.replace(tzinfo=None)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_the_zone_in_the_file_is_that_of_the_time_zone_database_at_every_half_hour(year: int) -> None:
    zone = icalendar.Timezone.from_ical(ZONE)
    assert isinstance(zone, icalendar.Timezone)
    told = zone.to_tz(lookup_tzid=False)
    moment, end = (datetime(each, 1, 1, tzinfo=UTC).replace(tzinfo=None) for each in (year, year + 1))
    while moment < end:
        # At what hours the clock shows twice or never, the database alone decides.
        if moment.date() not in {day for pair in CHANGES for day in pair} or moment.hour > 3 or moment.hour < 2:
            assert told.utcoffset(moment) == ZONE_HOME.utcoffset(moment), moment
        moment += timedelta(minutes=30)


def test_what_is_published_later_takes_the_place_of_what_was_published_before() -> None:
    moved = replace(SESSION, begins=SESSION.begins + timedelta(days=2))

    (before,), (after,) = by_icalendar(written(SESSION)), by_icalendar(written(moved, sequence=8))

    assert str(before["uid"]) == str(after["uid"]) == "communication-kza-lunch-2027-03-23@example.nl"
    assert int(after["sequence"]) > int(before["sequence"])
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=2)


def test_what_does_not_go_ahead_arrives_as_cancelled() -> None:
    (one,), (other,) = (read(written(replace(SESSION, status="CANCELLED"))) for read in (by_icalendar, by_vobject))

    assert str(one["status"]) == other.status.value == "CANCELLED"


def test_of_another_zone_the_hours_are_told_in_universal_time() -> None:
    begins = datetime(2027, 3, 23, 12, 15, tzinfo=ZoneInfo("Atlantic/Reykjavik"))

    (other,) = by_vobject(written(replace(SESSION, begins=begins)))

    assert other.dtstart.value == begins


def test_the_same_calendar_is_the_same_bytes_and_says_how_often_to_look() -> None:
    assert written(SESSION, DEADLINE) == written(SESSION, DEADLINE)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in written()
    assert b"METHOD:PUBLISH\r\n" in written()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    content = written(replace(SESSION, summary=text, text=text, place=text))

    assert all(len(line) <= 75 and b"\n" not in line for line in content.split(b"\r\n"))
    assert str(by_icalendar(content)[0]["description"]) == text
