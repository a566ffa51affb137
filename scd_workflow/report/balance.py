"""Who was reached, and who stays away."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from scd_workflow.report.communications import audience_names
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from scd_workflow.domain.balance import Absent, Reached
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, found: Iterable[Reached], language: Language) -> Table:
    """What each audience heard and will hear, a row each."""
    names = audience_names(progress)
    columns = (
        "audience", "organisation", "sent", "missed", "coming", "reach", "attendance", "silence", "load", "last", "next"
    )  # fmt: skip
    return Table(
        title=tell("report.communications_balance", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                names[each.audience],
                each.organisation or "",
                *map(str, (each.sent, each.missed, each.coming)),
                _count(each.reach),
                _count(each.attendance),
                *map(str, (each.silence, each.load)),
                _day(each.last, language),
                _day(each.next, language),
            )
            for each in found
        ),
    )


def away_table(found: Iterable[Absent], language: Language) -> Table:
    """Which organisations stay away, a row each."""
    return Table(
        title=tell("report.stays_away", language),
        columns=tuple(tell(f"report.{column}", language) for column in ("organisation", "item", "times", "last")),
        rows=tuple((each.organisation, each.item, str(each.times), day(each.day, language)) for each in found),
    )


def record(reached: Iterable[Reached], away: Iterable[Absent]) -> dict[str, object]:
    """Both as plain values for a program."""
    return {"audiences": [asdict(each) for each in reached], "stays_away": [asdict(each) for each in away]}


def _count(value: int | None) -> str:
    return "" if value is None else str(value)


def _day(value: date | None, language: Language) -> str:
    return day(value, language) if value else ""
