"""The outbox, as people and programs read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Line:
    """One notice: to whom, by which channel, how it stands, and why."""

    number: int
    key: str
    recipient: str
    channel: str
    subject: str
    state: str
    attempts: int
    enqueued_at: datetime
    sent_at: datetime | None
    reason: str


def table(lines: Iterable[Line], language: Language, zone: ZoneInfo) -> Table:
    """The notices as a table, in the order given, with the time on the clocks of a zone."""
    columns = ("number", "recipient", "subject", "state", "attempts", "when", "remark")
    return Table(
        title=tell("report.outbox", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(line, language, zone) for line in lines),
    )


def records(lines: Iterable[Line]) -> Iterator[dict[str, object]]:
    """The notices as plain values for a program, in the order given."""
    for line in lines:
        yield asdict(line)


def _row(line: Line, language: Language, zone: ZoneInfo) -> tuple[str, ...]:
    when = line.sent_at or line.enqueued_at
    return (
        str(line.number),
        line.recipient,
        line.subject,
        tell(f"report.state_{line.state}", language),
        str(line.attempts),
        when.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        line.reason,
    )
