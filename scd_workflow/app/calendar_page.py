"""The communication calendar as a page to read and to print: a table for each month, and a picture of a period."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from scd_workflow.app.calendar_part import calendar_title
from scd_workflow.app.labels import organisation_name
from scd_workflow.domain.occurrences import hearing
from scd_workflow.render.table_page import Beside, page
from scd_workflow.report.communications import table
from scd_workflow.texts import month, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scd_workflow.app.calendar_part import Whose
    from scd_workflow.app.view import View
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.period import Period
    from scd_workflow.render.table_page import Link
    from scd_workflow.texts import Language


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """A page of one period: where its picture is, and links to pages of other periods."""

    period: Period
    image: str
    links: Sequence[Link] = ()


def calendar_page(
    seen: View, found: Sequence[Occurrence], language: Language, whose: Whose, of: OfPeriod | None = None
) -> str:
    """The page of what goes out, in the order given; of a period with its picture."""
    notes = [tell("report.as_of", language, day=seen.today), *([] if found else [tell("report.nothing", language)])]
    return page(
        calendar_title(seen, language, whose, of.period if of else None),
        notes,
        _months(seen, found, language),
        contents=tell("report.months", language),
        language=language,
        beside=_beside(of, language) if of else None,
    )


def _beside(of: OfPeriod, language: Language) -> Beside:
    alt, opens = tell("report.picture_alt", language), tell("report.picture_link", language)
    return Beside(of.image, alt, opens, of.links, tell("report.periods", language))


def _months(
    seen: View, found: Sequence[Occurrence], language: Language
) -> Iterator[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    for first, group in groupby(found, key=lambda each: each.day.replace(day=1)):
        said = tuple(group)
        shown = table(seen.progress, said, language)
        # Ids are for who types commands.
        rows = tuple(
            (on, title, audience, _where(seen, each), *others)
            for each, (on, _, title, audience, _, *others) in zip(said, shown.rows, strict=True)
        )
        yield month(first, language), (shown.columns[0], *shown.columns[2:]), rows


def _where(seen: View, each: Occurrence) -> str:
    """In which organisations something is heard, nothing where that is everywhere."""
    there = hearing(seen.progress, each.item, each.organisation)
    everywhere = len(there) == len(seen.network.organisations)
    return "" if everywhere else ", ".join(organisation_name(seen.plan, where) for where in there)
