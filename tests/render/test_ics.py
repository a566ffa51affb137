"""A deadline in the reader's calendar, read back without the help of what wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.render.ics import WIDEST, Deadline, published

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=1)))
DEADLINE = Deadline("kza/G1/-/1/stef", date(2026, 12, 31), "Besluit nodig; vóór 1 januari", "Regel één,\nregel twee\\")


def read(item: bytes) -> dict[str, str]:
    """The parts of an item by their names; values as they were before they were written."""
    lines = item.decode().replace("\r\n ", "").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return {name: _plain(value) for name, _, value in pairs}


def _plain(value: str) -> str:
    signs, said = iter(value), ""
    for sign in signs:
        said += {"n": "\n"}.get(following := next(signs), following) if sign == "\\" else sign
    return said


def test_a_deadline_is_a_whole_day_that_keeps_nobody_busy() -> None:
    parts = read(published(DEADLINE, "example.nl", NOON))

    assert parts["METHOD"] == "PUBLISH"
    assert (parts["DTSTART;VALUE=DATE"], parts["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    assert (parts["DTSTAMP"], parts["TRANSP"]) == ("20261123T110000Z", "TRANSPARENT")
    assert (parts["SUMMARY"], parts["DESCRIPTION"]) == (DEADLINE.summary, DEADLINE.text)
    assert "ATTENDEE" not in parts
    assert "ORGANIZER" not in parts


def test_a_deadline_that_moved_takes_the_place_of_what_it_was() -> None:
    before = read(published(DEADLINE, "example.nl", NOON))
    after = read(published(replace(DEADLINE, day=date(2026, 12, 1)), "example.nl", NOON + timedelta(days=1)))

    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert read(published(replace(DEADLINE, key="other"), "example.nl", NOON))["UID"] != before["UID"]


def test_the_same_deadline_is_written_in_the_same_bytes_wherever_the_clock_stands() -> None:
    assert published(DEADLINE, "example.nl", NOON) == published(DEADLINE, "example.nl", NOON.astimezone(UTC))


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_out_of_its_line(summary: str, text: str) -> None:
    item = published(replace(DEADLINE, summary=summary, text=text), "example.nl", NOON)

    lines = item.split(b"\r\n")
    assert all(len(line) <= WIDEST and b"\n" not in line and b"\r" not in line for line in lines)
    assert len(item.decode().replace("\r\n ", "").split("\r\n")) == 16
