"""The communication calendar of a month, a quarter or a year as a picture."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.calendar_part import calendar_title, in_calendar
from scd_workflow.app.labels import organisation_name
from scd_workflow.domain.audiences import findings, goes_out
from scd_workflow.domain.blackouts import free_days
from scd_workflow.report.planner import Row, Sheet, marks_for, month_picture, weeks_picture
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scd_workflow.app.calendar_part import Whose
    from scd_workflow.app.view import View
    from scd_workflow.domain.calendar_items import Channel
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.period import Period
    from scd_workflow.texts import Language


def period_picture(seen: View, language: Language, whose: Whose, period: Period) -> str:
    """What goes out in a period, for a part of the calendar, as a picture (SVG) that fits a sheet of A4 on its side.

    A month shows each item, a quarter and a year show of every audience in which weeks it hears too much or nothing.
    """
    told = [each for each in in_calendar(seen, whose) if period.has(each.day) and goes_out(each, seen.today)]
    foot = f"{tell('report.as_of', language, day=seen.today)} {tell('report.shaded', language)}"
    days = (period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1))
    sheet = Sheet(
        calendar_title(seen, language, whose, period), foot, language,
        frozenset(free_days(seen.network, whose.organisation, days)),
    )  # fmt: skip
    if period.months == 1:
        return month_picture(sheet, period.first, _by_day(seen, told, language))
    channels = sorted({each.item.channel for each in told})
    marks = marks_for(tell(f"words.{each}", language) for each in channels)
    letters = {channel: marks[tell(f"words.{channel}", language)] for channel in channels}
    rows = tuple(_rows(seen, period, told, letters, whose))
    legend = [f"{letter} = {word}" for word, letter in marks.items()]
    legend += [tell("report.too_full", language), tell("report.too_quiet", language)]
    return weeks_picture(sheet, period.first, period.last, rows, legend)


def _by_day(seen: View, told: Sequence[Occurrence], language: Language) -> dict[date, list[str]]:
    """The title of each item by its day; what goes out in several organisations that day is named once with their number."""
    days: defaultdict[date, defaultdict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for each in told:
        days[each.day][each.item.id].append(each)
    return {day: [_name(seen, alike, language) for alike in items.values()] for day, items in days.items()}


def _name(seen: View, alike: list[Occurrence], language: Language) -> str:
    first = alike[0]
    if first.organisation is None:
        return first.item.title
    name = organisation_name(seen.plan, first.organisation)
    where = name if len(alike) == 1 else tell("report.organisation_count", language, count=len(alike))
    return f"{first.item.title} ({where})"


def _rows(
    seen: View,
    period: Period,
    told: Sequence[Occurrence],
    letters: dict[Channel, str],
    whose: Whose,
) -> Iterator[Row]:
    full, quiet = _loads(seen, period, whose.organisation)
    for each in seen.plan.communications.audiences:
        if whose.audience in {None, each.id}:
            weeks: defaultdict[date, dict[str, None]] = defaultdict(dict)
            for said in told:
                if each.id in said.item.audiences:
                    weeks[_monday(said.day)][letters[said.item.channel]] = None
            yield Row(
                each.name, {week: tuple(marks) for week, marks in weeks.items()},
                frozenset(full[each.id]), frozenset(quiet[each.id]),
            )  # fmt: skip


def _loads(
    seen: View, period: Period, organisation: OrganisationId | None
) -> tuple[defaultdict[str, set[date]], defaultdict[str, set[date]]]:
    """The weeks in which an audience hears too much, and those in which it has heard nothing for too long."""
    full, quiet = defaultdict[str, set[date]](set), defaultdict[str, set[date]](set)
    customs = {
        each.id: each.silence or seen.plan.communications.customs.silence for each in seen.plan.communications.audiences
    }
    for each in findings(seen.progress, period.first, period.last):
        if organisation is not None and organisation not in each.organisations:
            continue
        if each.kind == "overfed":
            full[each.audience].add(each.day)
        elif each.kind == "silent" and isinstance(until := each.reason.values["until"], date):
            begins = each.day + timedelta(weeks=customs[each.audience])
            weeks = range((_monday(until) - _monday(begins)).days // 7)
            quiet[each.audience].update(_monday(begins) + timedelta(weeks=n) for n in weeks)
    return full, quiet


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
