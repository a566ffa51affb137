"""What a round of an evaluation found, as tables for people."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, Final

from scd_workflow.domain.statistics.comparing import sample_in
from scd_workflow.domain.statistics.levels import overall_level
from scd_workflow.domain.statistics.means import (
    Interval,
    answers_needed,
    mean_interval,
    middle_interval,
    proportion_interval,
)
from scd_workflow.report.drawing import HIGHEST, LOWEST
from scd_workflow.report.shown import Shown, interval, known, scored, two
from scd_workflow.report.table import Table
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.instruments import Dimension
    from scd_workflow.domain.results import Results, Score, Turnout

LOW_RESPONSE: Final = 0.30
INDICATIVE: Final = 10


def turnout(shown: Shown) -> Table:
    """How many answered, and whether that is enough."""
    columns = ("organisation", "invited", "responses", "response_rate", "needed", "remark")
    return Table(
        tell("report.turnout", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_turnout(shown, each) for each in shown.results.turnout),
    )


def matrix(shown: Shown) -> Table:
    """The score of each organisation on each dimension, and where these are levels of maturity also on all of them."""
    columns = (tell("report.organisation", shown.language), *(each.id for each in shown.instrument.dimensions))
    organisations = _organisations(shown)
    rows = [(shown.name(None), *(_programme_cell(shown, shown.results, each) for each in shown.instrument.dimensions))]
    for organisation in organisations:
        cells = (_cell(shown, each.id, organisation) for each in shown.instrument.dimensions)
        rows.append((shown.name(organisation), *cells))
    if shown.instrument.has_levels and len(shown.instrument.dimensions) > 1:
        columns = (*columns, tell("report.overall", shown.language))
        rows = [
            (*row, _overall(shown, organisation))
            for row, organisation in zip(rows, (None, *organisations), strict=True)
        ]
    return Table(tell("report.scores", shown.language), columns, (*rows, *_earlier(shown, len(columns))))


def margins(shown: Shown) -> Table:
    """Between which scores the true one of each organisation lies on each dimension, and that of the programme.

    Below ten answers with a star, as the scores themselves.
    """
    names = [each.id for each in shown.instrument.dimensions]
    rows = [(shown.name(None), *(_programme_margin(shown, each) for each in names))]
    rows += [
        (shown.name(organisation), *(_margin(shown, each, organisation) for each in names))
        for organisation in _organisations(shown)
    ]
    columns = (tell("report.organisation", shown.language), *names)
    return Table(tell("report.margins", shown.language), columns, tuple(rows))


def dimensions(shown: Shown) -> Table:
    """Each dimension over all people together: mean, interval, level, how many score high, reliability."""
    columns = ("dimension", "people", "mean", "interval", "share_high", "reliability")
    return Table(
        tell("report.dimensions", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_dimension(shown, each) for each in shown.instrument.dimensions),
    )


def course(shown: Shown, rounds: Sequence[Results]) -> Table:
    """The score of each dimension in every round, over the organisations that were shown in it."""
    columns = (tell("report.round_number", shown.language, number=number) for number in range(1, len(rounds) + 1))
    scores = [programme_scores(shown, each) for each in rounds]
    rows = (
        (dimension.name.said(shown.language), *(known(shown, each[place]) for each in scores))
        for place, dimension in enumerate(shown.instrument.dimensions)
    )
    return Table(
        tell("report.course", shown.language), (tell("report.dimension", shown.language), *columns), tuple(rows)
    )


def programme_scores(shown: Shown, results: Results) -> tuple[float | None, ...]:
    """The programme's score on each dimension, in their order; None where it is not shown."""
    return tuple(results.of_programme(each.id) for each in shown.instrument.dimensions)


def _turnout(shown: Shown, found: Turnout) -> tuple[str, ...]:
    needed = str(answers_needed(found.invited)) if found.invited else ""
    missed = [tell("report.undelivered", shown.language, count=found.undelivered)] if found.undelivered else []
    if found.responses is None:
        remark = [tell("report.too_few", shown.language), *missed]
        return shown.name(found.organisation), str(found.invited), "", "", needed, ", ".join(remark)
    valid = found.valid or 0
    rate = valid / found.invited if found.invited else 0
    remark = [tell("report.low_response", shown.language)] if rate < LOW_RESPONSE else []
    if valid < INDICATIVE:
        remark.append(tell("report.indicative", shown.language))
    remark += missed
    share = f"{rate:.0%}".replace("%", " %")
    return shown.name(found.organisation), str(found.invited), str(found.responses), share, needed, ", ".join(remark)


def _cell(shown: Shown, dimension: str, organisation: OrganisationId) -> str:
    found = next(
        (each for each in shown.results.scores if (each.dimension, each.organisation) == (dimension, organisation)),
        None,
    )
    if found is None or found.hidden == "too_few":
        return tell("report.too_few", shown.language)
    if found.mean is None:
        code = "report.level_only" if shown.instrument.has_levels else "report.about"
        return tell(code, shown.language, level=found.level or 0)
    return scored(shown, found.mean) + _star(found)


def _earlier(shown: Shown, columns: int) -> Iterator[tuple[str, ...]]:
    """The programme's row of the round before, over the organisations that were shown then."""
    if shown.before is not None and shown.comparable:
        cells = [_programme_cell(shown, shown.before, each) for each in shown.instrument.dimensions]
        row = (tell("report.round_before", shown.language), *cells)
        yield (*row, *[""] * (columns - len(row)))


def _programme_cell(shown: Shown, results: Results, dimension: Dimension) -> str:
    score = results.of_programme(dimension.id)
    return tell("report.too_few", shown.language) if score is None else scored(shown, score)


def _margin(shown: Shown, dimension: str, organisation: OrganisationId) -> str:
    found = shown.results.score(dimension, organisation)
    if found is None:
        return tell("report.too_few", shown.language)
    within = mean_interval(sample_in(found), _population(shown, organisation))
    return interval(shown, _on_the_scale(within)) + _star(found)


def _programme_margin(shown: Shown, dimension: str) -> str:
    """That of the mean over the organisations that are shown, each counted once."""
    found = shown.results.shown(dimension)
    if not found:
        return tell("report.too_few", shown.language)
    groups = [(sample_in(score), _population(shown, each)) for each, score in found.items()]
    return interval(shown, _on_the_scale(middle_interval(groups)))


def _population(shown: Shown, organisation: OrganisationId | None) -> int | None:
    """Of how many people those who answered are a sample, whether an invitation reached them or not; None if not known.

    Where a round asks a part of the people, the others are as many for each part.
    """
    turnout = next((each for each in shown.results.turnout if each.organisation == organisation), None)
    if turnout is None or (turnout.responses or 0) > turnout.invited + turnout.undelivered:
        # More answers than people: by an open link somebody may answer twice.
        return None
    return (turnout.invited + turnout.undelivered) * shown.panels or None


def _on_the_scale(found: Interval) -> Interval:
    """What of an interval can be a score."""
    return Interval(max(found.low, LOWEST), min(found.high, HIGHEST))


def _star(found: Score) -> str:
    """The mark of few answers."""
    return "" if (found.n or 0) >= INDICATIVE else "*"


def _organisations(shown: Shown) -> tuple[OrganisationId, ...]:
    return tuple(dict.fromkeys(each.organisation for each in shown.results.scores if each.organisation))


def _overall(shown: Shown, organisation: OrganisationId | None) -> str:
    """The mean over all dimensions, where every one is shown: with one hidden it could be told from the others."""
    names = [each.id for each in shown.instrument.dimensions]
    if organisation is None:
        found = [shown.results.of_programme(each) for each in names]
    else:
        scores = (shown.results.score(each, organisation) for each in names)
        found = [each.mean if each else None for each in scores]
    known = [each for each in found if each is not None]
    if len(known) < len(names):
        return tell("report.too_few", shown.language)
    whole = fmean(known)
    return tell("report.scored", shown.language, score=two(shown, whole), level=overall_level(whole, known))


def _dimension(shown: Shown, dimension: Dimension) -> tuple[str, ...]:
    found, name = shown.results.score(dimension.id, None), f"{dimension.id} {dimension.name.said(shown.language)}"
    if found is None:
        return name, "", tell("report.too_few", shown.language), "", "", ""
    sample = sample_in(found)
    within = interval(shown, _on_the_scale(mean_interval(sample, _population(shown, None))))
    alpha = shown.results.reliability.get(dimension.id)
    reliability = "" if alpha is None else two(shown, alpha)
    return name, str(found.n), two(shown, sample.mean), within, _share(shown, found), reliability


def _share(shown: Shown, found: Score) -> str:
    if found.high is None or not found.high_of:
        return ""
    low, high = proportion_interval(found.high, found.high_of)
    share = found.high / found.high_of
    return tell("report.share", shown.language, share=round(share * 100), low=round(low * 100), high=round(high * 100))
