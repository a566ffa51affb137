"""The outbox, as people and programs read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

WITHDRAWN = {
    "obligation_ended", "obligation_moved", "step_passed", "person_replaced", "links_moved", "reader_refused",
}  # fmt: skip
"""Why a notice was withdrawn; the other reasons are what a server said, in its own words."""

TROUBLES = {
    "connection_lost", "no_reply", "unreachable", "folder", "auth", "starttls", "tls", "certificate", "ca_file",
    "transport", "url", "token", "settings", "address", "refused", "lease_expired",
    "attempts_exhausted",
}  # fmt: skip
"""What came of a try where no server said anything, or only the system did: we say it ourselves."""


@dataclass(frozen=True, slots=True)
class Back:
    """That a notice came back after it had been withdrawn: when and why that was, and since when it waits again."""

    withdrawn_at: datetime
    reason: str
    returned_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One notice: to whom, by which channel, how it stands, and why; `attempts` is absent where nobody kept it.

    `code` is a word for what came of its last try. `back` tells each time that it was withdrawn and came back, and
    `goes_at` from when it may go out, where it waits for that.
    """

    number: int
    key: str
    recipient: str
    channel: str
    subject: str
    state: str
    attempts: int | None
    enqueued_at: datetime
    sent_at: datetime | None
    reason: str
    code: str = ""
    back: tuple[Back, ...] = ()
    goes_at: datetime | None = None


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


def ledger(lines: Iterable[Line], language: Language, zone: ZoneInfo) -> Table:
    """The notices for a page that many can open: without what a mail server said, which may name an address."""
    kept = (replace(each, reason=each.reason if each.reason in WITHDRAWN else "") for each in lines)
    return table(kept, language, zone)


def _row(line: Line, language: Language, zone: ZoneInfo) -> tuple[str, ...]:
    when = line.sent_at or line.enqueued_at
    return (
        str(line.number),
        line.recipient,
        line.subject,
        tell(f"report.state_{line.state}", language),
        "" if line.attempts is None else str(line.attempts),
        _moment(when, zone),
        "; ".join(filter(None, (_said(line, language), *_times(line, language, zone)))),
    )


def _said(line: Line, language: Language) -> str:
    """Why a notice stands as it does."""
    if line.state in {"sent", "withdrawn"}:
        return _why(line.reason, language)
    if line.code in TROUBLES:
        return tell(f"report.trouble_{line.code}", language)
    if line.reason or not line.code:
        return _why(line.reason, language)
    # A number is the server's own; any other word is the name of what went wrong in us.
    kind = "answer" if line.code.isdigit() else "broken"
    return tell(f"report.trouble_{kind}", language, said=line.code)


def _times(line: Line, language: Language, zone: ZoneInfo) -> Iterator[str]:
    if line.goes_at is not None:
        yield tell("report.goes_at", language, moment=_moment(line.goes_at, zone))
    for each in line.back:
        moments = {"withdrawn": _moment(each.withdrawn_at, zone), "back": _moment(each.returned_at, zone)}
        yield tell("report.came_back", language, why=_why(each.reason, language), **moments)


def _why(reason: str, language: Language) -> str:
    return tell(f"report.withdrawn_{reason}", language) if reason in WITHDRAWN else reason


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
