"""The way to a decision, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell, weekday

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.route import Journey, Stop


def table(found: Journey, today: date, language: Language) -> Table:
    """The meetings, the first one first: when the papers must lie there, when it meets, and whether that can still be."""
    where = f"{found.wish.gate} {found.wish.organisation or ''}".strip()
    return Table(
        title=tell("route.title", language, gate=where, day=found.wish.on),
        columns=tuple(tell(f"route.{column}", language) for column in ("step", "papers", "meeting", "standing")),
        rows=tuple(
            (
                each.step.name,
                weekday(each.papers, language),
                weekday(each.meeting, language),
                tell(f"route.{_standing(each, today)}", language),
            )
            for each in found.stops
        ),
    )


def verdict(found: Journey, language: Language) -> Iterator[str]:
    """Whether it fits, what then would, and what lies in the way; a sentence each."""
    yield tell("route.by_route", language, route=found.route.name)
    first = found.stops[0]
    if not found.fits:
        late = -found.slack
        yield tell("route.fits_not", language, step=first.step.name, papers=first.papers, late=late)
    elif found.slack:
        yield tell("route.fits", language, slack=found.slack, papers=first.papers)
    else:
        yield tell("route.fits_today", language)
    if not found.fits and found.earliest is not None:
        yield tell("route.earliest", language, day=day(found.earliest, language))
    if found.decided != found.wish.on:
        yield tell("route.moved", language, wish=found.wish.on, day=weekday(found.decided, language))
    for each in found.recesses:
        yield tell(f"route.recess_{each.status}", language, name=each.name, first=each.first, last=each.last)
    if found.recesses_until is not None and found.recesses_until < found.wish.on:
        yield tell("route.recess_unknown", language, day=found.recesses_until)


def record(found: Journey) -> dict[str, object]:
    """The way as plain values for a program."""
    return {
        "gate": found.wish.gate,
        "organisation": found.wish.organisation,
        "route": found.route.id,
        "wished": found.wish.on.isoformat(),
        "decided": found.decided.isoformat(),
        "fits": found.fits,
        "slack": found.slack,
        "earliest": found.earliest.isoformat() if found.earliest else None,
        "steps": [
            {
                "name": each.step.name,
                "body": each.step.body,
                "papers": each.papers.isoformat(),
                "meeting": each.meeting.isoformat(),
                "missed": each.missed,
            }
            for each in found.stops
        ],
        "recesses": [each.model_dump(mode="json") for each in found.recesses],
    }


def _standing(stop: Stop, today: date) -> str:
    if stop.missed:
        return "missed"
    return "today" if stop.papers == today else "in_time"
