"""Who is away, and which decisions have nobody to take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import absences
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.events import AbsenceRecorded
    from scd_workflow.domain.progress import Progress


def table(progress: Progress, language: Language) -> Table:
    """Who is away now or later, as a table."""
    columns = ("person", "since", "until", "deputy", "scope", "document")
    return Table(
        title=tell("report.absences", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, each, language) for each in absences.not_over(progress)),
    )


def records(progress: Progress) -> Iterator[dict[str, object]]:
    """Who is away now or later, as plain values for a program."""
    for each in absences.not_over(progress):
        away = absences.deputy_away(progress, each)
        told = each.model_dump(mode="json", exclude={"kind", "request", "cancelled"})
        yield told | {"deputy_away": away and [away.since.isoformat(), away.until.isoformat()]}


def undecided_table(progress: Progress, language: Language) -> Table | None:
    """The decisions that nobody is there to take, as a table; None when there are none."""
    found = absences.undecided(progress)
    if not found:
        return None
    columns = ("gate", "name", "organisation", "on_day", "away")
    return Table(
        title=tell("report.undecided", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                each.spot.gate.id,
                each.spot.gate.name,
                each.spot.organisation or "",
                day(each.day, language),
                ", ".join(each.away),
            )
            for each in found
        ),
    )


def _row(progress: Progress, absence: AbsenceRecorded, language: Language) -> tuple[str, ...]:
    return (
        absence.person,
        day(absence.since, language),
        day(absence.until, language),
        _deputy(progress, absence, language),
        ", ".join((*absence.gates, *absence.organisations)),
        absence.document,
    )


def _deputy(progress: Progress, absence: AbsenceRecorded, language: Language) -> str:
    """Who replaces, and when that person is away as well: then nobody does."""
    away = absences.deputy_away(progress, absence)
    if away is None:
        return absence.deputy or tell("report.no_deputy", language)
    since, until = day(away.since, language), day(away.until, language)
    return tell("report.deputy_away_too", language, deputy=away.person, since=since, until=until)
