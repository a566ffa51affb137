"""The log, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, gist, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scd_workflow.domain.attempt_events import AttemptRefused
    from scd_workflow.domain.events import Event

UNTOLD = frozenset(
    {
        "kind",
        "at",
        "by",
        "source",
        "role",
        "mandate",
        "briefing",
        "proof",
        "request",
        "results",
        "invited",
        "undelivered",
    }
)
"""What a table leaves out: it has a column of its own, or is there for programs."""

DIGEST_SHOWN = 12
"""As many signs of a digest as people compare."""


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
                _said(event, language),
            )
            for seq, _, event in recorded
        ),
    )


def records(recorded: Iterable[tuple[int, datetime, Event]]) -> Iterator[dict[str, object]]:
    """The events as plain values for a program, with their number and when they were recorded."""
    for seq, recorded_at, event in recorded:
        yield {"seq": seq, "recorded_at": recorded_at.isoformat(), **event.model_dump(mode="json")}


def refusal(event: AttemptRefused, language: Language) -> str:
    """Why somebody was refused, in words: nothing is kept of it but the codes of the reasons.

    A person or day in a reason may be another than those of the attempt, and is left open.
    """
    return " ".join(gist(code, language, gate=event.gate) for code in event.reasons)


def act(event: AttemptRefused, language: Language) -> str:
    """What somebody tried to do."""
    return gist(f"audit.tried_{event.act}", language)


def _said(event: Event, language: Language) -> str:
    if event.kind == "attempt_refused":
        where = filter(None, (event.gate, event.organisation, tell("words.attempt", language, attempt=event.attempt)))
        return " · ".join((*where, act(event, language), event.claimed, refusal(event, language)))
    own = event.model_dump(mode="json", exclude=set(UNTOLD), exclude_defaults=True)
    return " · ".join(told for name, value in own.items() if (told := _told(name, value, language)))


def _told(name: str, value: Any, language: Language) -> str:
    match name:
        case "digest" | "instrument_hash":
            return str(value)[:DIGEST_SHOWN]
        case "attempt" | "probability" | "impact":
            return tell(f"words.{name}", language, **{name: value})
        case "outcome" | "position" | "side":
            return tell(f"words.side_{value}" if name == "side" else f"words.{value}", language)
        case "conditions":
            return "; ".join(f"{each['text']} ({each['owner']}, {each['due']})" for each in value)
        case "back_to":
            return ", ".join(f"{each['activity']}@{each['organisation']}".removesuffix("@None") for each in value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
