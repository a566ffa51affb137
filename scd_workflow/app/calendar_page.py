"""The communication calendar as a page to read and to print: a table for each month."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.render.table_page import page
from scd_workflow.report.communications import audience_names, table
from scd_workflow.texts import month, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.texts import Language


def calendar_page(
    seen: View,
    found: Sequence[Occurrence],
    language: Language,
    *,
    audience: str | None,
    organisation: OrganisationId | None,
) -> str:
    """The page of what goes out, in the order given, for an audience and an organisation where they are named."""
    whose = [
        audience_names(seen.progress).get(audience or "", ""),
        organisation_name(seen.plan, organisation),
    ]
    title = " · ".join(filter(None, (tell("report.communications", language), seen.plan.programme.name, *whose)))
    notes = [tell("report.as_of", language, day=seen.today), *([] if found else [tell("report.nothing", language)])]
    return page(
        title, notes, _months(seen, found, language), contents=tell("report.months", language), language=language
    )


def _months(
    seen: View, found: Sequence[Occurrence], language: Language
) -> Iterator[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    for first, said in groupby(found, key=lambda each: each.day.replace(day=1)):
        shown = table(seen.progress, said, language)
        # The id is for who types commands.
        rows = tuple((on, *others) for on, _, *others in shown.rows)
        yield month(first, language), (shown.columns[0], *shown.columns[2:]), rows
