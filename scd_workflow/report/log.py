"""The log, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scd_workflow.domain.events import Event

COMMON = frozenset({"kind", "at", "by", "source"})


def table(recorded: Iterable[tuple[int, datetime, Event]], language: Language) -> Table:
    """The events as a table: number, when it happened, who, what, and what was said of it."""
    columns = ("seq", "happened", "by", "event", "said")
    return Table(
        title=tell("report.log", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                str(seq),
                event.at.strftime("%Y-%m-%d %H:%M"),
                event.by,
                tell(f"report.event_{event.kind}", language),
                _said(event),
            )
            for seq, _, event in recorded
        ),
    )


def records(recorded: Iterable[tuple[int, datetime, Event]]) -> Iterator[dict[str, object]]:
    """The events as plain values for a program, with their number and when they were recorded."""
    for seq, recorded_at, event in recorded:
        yield {"seq": seq, "recorded_at": recorded_at.isoformat(), **event.model_dump(mode="json")}


def _said(event: Event) -> str:
    own = event.model_dump(mode="json", exclude=set(COMMON), exclude_defaults=True)
    return ", ".join(str(value) for value in own.values())
