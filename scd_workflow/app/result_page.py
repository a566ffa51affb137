"""The published results of an evaluation, with tables and pictures: for a terminal, a page of its own, and a run."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from scd_workflow.render.results import ResultsPage, Section, page
from scd_workflow.report import evaluations as report
from scd_workflow.report.changes import changed, changed_where, changes_by_dimension
from scd_workflow.report.drawing import Bar, Series, bars, radar, trend
from scd_workflow.report.remarks import remarks
from scd_workflow.report.shown import Shown
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.app.evaluations import Found
    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.results import Results
    from scd_workflow.report.table import Table
    from scd_workflow.texts import Language

FEWEST_AXES = 3
"""Below this a ring is a line."""


def results_page(found: Found, language: Language) -> str:
    """The results as one HTML page."""
    shown = shown_of(found, language)
    whole = ResultsPage(
        title=_campaign(found).name,
        programme=found.plan.programme.name,
        published=found.published.at.date(),
        sections=tuple(Section(each.title, each.columns, each.rows, drawn) for each, drawn in _parts(found, shown)),
        remarks=tuple(remarks(shown)),
    )
    return page(whole, language)


def results_markdown(found: Found, language: Language) -> str:
    """The results as Markdown, with the pictures in it."""
    shown = shown_of(found, language)
    parts = (piece for table, drawn in _parts(found, shown) for piece in (table.markdown, *_images(table, drawn)))
    return "\n\n".join([*parts, "\n".join(f"- {each}" for each in remarks(shown))])


def shown_of(found: Found, language: Language) -> Shown:
    """The results with the words for them."""
    before = found.before.results if found.before else None
    return Shown(found.plan, found.instrument, found.published.results, before, language, _campaign(found).panels)


def _campaign(found: Found) -> Campaign:
    return next(each for each in found.plan.campaigns if each.id == found.published.campaign)


def tables(found: Found, shown: Shown) -> tuple[Table, ...]:
    """Every table of the results."""
    return tuple(table for table, _ in _parts(found, shown))


def _parts(found: Found, shown: Shown) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Each table, with the pictures that show the same."""
    yield report.turnout(shown), ()
    yield report.matrix(shown), tuple(_rings(shown))
    yield report.margins(shown), ()
    yield report.dimensions(shown), ()
    if shown.comparable:
        yield changed(shown), ()
        yield changed_where(shown), tuple(_changes(shown))
    if len(found.rounds) > 1:
        results = tuple(each.results for each in found.rounds)
        yield report.course(shown, results), (_course(shown, results),)


def _images(table: Table, drawn: tuple[str, ...]) -> Iterator[str]:
    """Pictures as they stand within Markdown; the table says what they show."""
    for picture in drawn:
        yield f"![{table.title}](data:image/svg+xml;base64,{b64encode(picture.encode()).decode()})"


def _rings(shown: Shown) -> Iterator[str]:
    dimensions = shown.instrument.dimensions
    if len(dimensions) >= FEWEST_AXES:
        series = [Series(tell("report.this_round", shown.language), report.programme_scores(shown, shown.results))]
        if shown.before is not None and shown.comparable:
            earlier = Series(tell("report.round_before", shown.language), report.programme_scores(shown, shown.before))
            series.insert(0, earlier)
        yield radar(
            tell("report.scores", shown.language), [each.name.said(shown.language) for each in dimensions], series
        )


def _changes(shown: Shown) -> Iterator[str]:
    for name, found in changes_by_dimension(shown):
        drawn = [Bar(shown.name(where), each.difference, *(each.interval or ())) for where, each in found.items()]
        if drawn:
            yield bars(name, drawn)


def _course(shown: Shown, results: tuple[Results, ...]) -> str:
    rounds = [tell("report.round_number", shown.language, number=number) for number in range(1, len(results) + 1)]
    scores = [report.programme_scores(shown, each) for each in results]
    series = [
        Series(dimension.name.said(shown.language), tuple(each[place] for each in scores))
        for place, dimension in enumerate(shown.instrument.dimensions)
    ]
    return trend(tell("report.course", shown.language), rounds, series)
