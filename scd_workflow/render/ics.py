"""A deadline as a calendar item, which the reader may take over and nobody has to answer."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WIDEST = 75
"""How many bytes a line may hold before it goes on below itself."""

ESCAPED = re.compile(r"([\\;,])")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due on a day; `key` names the matter, whenever it is due."""

    key: str
    day: date
    summary: str
    text: str


def published(deadline: Deadline, domain: str, written_at: datetime) -> bytes:
    """The deadline as an iCalendar file with `METHOD:PUBLISH`, as it was known when it was written.

    A whole day, which is the same day in every time zone and keeps nobody from meeting. A later one with the same key takes
    the place of an earlier one.
    """
    stamp = written_at.astimezone(UTC)
    uid = hashlib.sha256(deadline.key.encode()).hexdigest()[:32]
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//scd-workflow//NL",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}@{domain.encode('idna').decode()}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        # What is written later counts, and needs no memory of what was written before.
        f"SEQUENCE:{int(stamp.timestamp()) // 60}",
        f"DTSTART;VALUE=DATE:{deadline.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{deadline.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(deadline.summary)}",
        f"DESCRIPTION:{_escaped(deadline.text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    lines = text.replace("\r\n", "\n").strip("\n")
    return CONTROL.sub(" ", ESCAPED.sub(r"\\\1", lines)).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line over as many as it needs, no sign of it cut in two."""
    parts, room = [b""], WIDEST
    for sign in line:
        encoded = sign.encode()
        if len(parts[-1]) + len(encoded) > room:
            parts.append(b"")
            # The blank that begins the next line counts.
            room = WIDEST - 1
        parts[-1] += encoded
    return b"\r\n ".join(parts) + b"\r\n"
