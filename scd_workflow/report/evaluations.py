"""What a round of an evaluation found, as tables and warnings for people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import TYPE_CHECKING, Final

from scd_workflow.domain.campaigns import all_rounds, two_decimals
from scd_workflow.domain.evaluations import due, invited
from scd_workflow.domain.statistics.comparing import changes, sample_in
from scd_workflow.domain.statistics.comparison import FEWEST_PAIRS, detectable, magnitude
from scd_workflow.domain.statistics.levels import level, overall_level
from scd_workflow.domain.statistics.means import Interval, answers_needed, mean_interval, proportion_interval
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, number, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.instruments import Dimension, Instrument
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.results import Results, Score, Turnout
    from scd_workflow.domain.statistics.comparing import DimensionChange

LOW_RESPONSE: Final = 0.30
INDICATIVE: Final = 10
UNRELIABLE: Final = 0.60
NOTABLE: Final = 0.30
"""The change of a score, in points, from which people would notice it."""

BARRIER: Final = 3.0
"""The first element of ADKAR that scores no higher than this is what holds people back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The results of one round, and of the one before it that they are compared with, with the words for them."""

    plan: Plan
    instrument: Instrument
    results: Results
    before: Results | None
    language: Language

    def name(self, organisation: OrganisationId | None) -> str:
        """What people call an organisation; the programme as a whole where there is none."""
        if organisation is None:
            return tell("report.all_together", self.language)
        return next((each.name for each in self.plan.organisations if each.id == organisation), organisation)

    @property
    def comparable(self) -> bool:
        """Whether the round before asked the same."""
        return self.before is not None and self.before.instrument_hash == self.results.instrument_hash


def rounds(progress: Progress, language: Language) -> Table:
    """Every round of every campaign: how far it is, and by when what has to be done."""
    columns = ("evaluation", "name", "stage", "due", "invited")
    return Table(
        tell("report.evaluations", language),
        tuple(tell(f"report.{each}", language) for each in columns),
        tuple(
            (
                each.label, each.campaign.name, tell(f"words.round_{each.state.stage}", language),
                day(until, language) if (until := due(progress, each)) else "",
                str(sum(invited(progress, each.campaign).values())),
            )
            for each in all_rounds(progress)
        ),
    )  # fmt: skip


def tables(shown: Shown) -> tuple[Table, ...]:
    """Turnout, scores per organisation, scores of the whole, and what changed where that can be said."""
    found = (turnout(shown), matrix(shown), dimensions(shown))
    return (*found, changed(shown)) if shown.comparable else found


def turnout(shown: Shown) -> Table:
    """How many answered, and whether that is enough."""
    columns = ("organisation", "invited", "responses", "response_rate", "needed", "remark")
    return Table(
        tell("report.turnout", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_turnout(shown, each) for each in shown.results.turnout),
    )


def matrix(shown: Shown) -> Table:
    """The score of each organisation on each dimension, with its level."""
    columns = (tell("report.organisation", shown.language), *(each.id for each in shown.instrument.dimensions))
    organisations = tuple(dict.fromkeys(each.organisation for each in shown.results.scores if each.organisation))
    rows = [(shown.name(None), *(_programme_cell(shown, each) for each in shown.instrument.dimensions))]
    for organisation in organisations:
        cells = (_cell(shown, each.id, organisation) for each in shown.instrument.dimensions)
        rows.append((shown.name(organisation), *cells))
    if len(shown.instrument.dimensions) > 1:
        columns = (*columns, tell("report.overall", shown.language))
        rows = [
            (*row, _overall(shown, organisation))
            for row, organisation in zip(rows, (None, *organisations), strict=True)
        ]
    return Table(tell("report.scores", shown.language), columns, tuple(rows))


def dimensions(shown: Shown) -> Table:
    """Each dimension over all people together: mean, interval, level, how many score high, reliability."""
    columns = ("dimension", "people", "mean", "interval", "share_high", "reliability")
    return Table(
        tell("report.dimensions", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_dimension(shown, each) for each in shown.instrument.dimensions),
    )


def changed(shown: Shown) -> Table:
    """What changed since the round before, over the organisations that were shown both times."""
    assert shown.before is not None
    columns = ("dimension", "organisations", "difference", "interval", "effect", "chance", "chance_adjusted")
    return Table(
        tell("report.changes_since", shown.language),
        tuple(tell(f"report.{each}", shown.language) for each in columns),
        tuple(_changed(shown, each) for each in changes(shown.before, shown.results)),
    )


def remarks(shown: Shown) -> Iterator[str]:
    """What a reader has to know to read the figures rightly, in sentences."""
    yield tell("report.own_instrument", shown.language)
    yield tell("report.smallest", shown.language, count=shown.results.smallest_group)
    weak = [each for each, alpha in shown.results.reliability.items() if alpha < UNRELIABLE]
    if weak:
        yield tell("report.unreliable", shown.language, dimensions=", ".join(weak))
    barrier = _barrier(shown)
    if barrier is not None:
        values = {"dimension": barrier.name.said(shown.language), "score": _two(shown, _whole(shown, barrier) or 0)}
        yield tell("report.barrier", shown.language, **values)
        yield tell(f"report.intervention_{barrier.measures}", shown.language)
    if shown.before is not None and not shown.comparable:
        yield tell("report.not_comparable", shown.language)
    if shown.comparable:
        yield from _about_changes(shown)


def _about_changes(shown: Shown) -> Iterator[str]:
    assert shown.before is not None
    yield tell("report.no_control_group", shown.language)
    pairs = max((each.overall.pairs for each in changes(shown.before, shown.results) if each.overall), default=0)
    if pairs < FEWEST_PAIRS:
        yield tell("report.too_few_organisations", shown.language, count=pairs, needed=FEWEST_PAIRS)
    else:
        smallest = number(two_decimals(detectable(pairs)), shown.language)
        yield tell("report.detectable", shown.language, count=pairs, effect=smallest)


def _barrier(shown: Shown) -> Dimension | None:
    """The first element of ADKAR, in its order, that holds people back."""
    order = ("awareness", "desire", "knowledge", "ability", "reinforcement")
    asked = sorted(
        (each for each in shown.instrument.dimensions if each.measures),
        key=lambda each: order.index(each.measures or ""),
    )
    return next((each for each in asked if (score := _whole(shown, each)) is not None and score <= BARRIER), None)


def _whole(shown: Shown, dimension: Dimension) -> float | None:
    return shown.results.of_programme(dimension.id)


def _turnout(shown: Shown, found: Turnout) -> tuple[str, ...]:
    needed = str(answers_needed(found.invited)) if found.invited else ""
    if found.responses is None:
        return (
            shown.name(found.organisation),
            str(found.invited),
            "",
            "",
            needed,
            tell("report.too_few", shown.language),
        )
    rate = found.responses / found.invited if found.invited else 0
    remark = [tell("report.low_response", shown.language)] if rate < LOW_RESPONSE else []
    if (found.valid or 0) < INDICATIVE:
        remark.append(tell("report.indicative", shown.language))
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
        return tell("report.level_only", shown.language, level=found.level or 0)
    mark = "" if (found.n or 0) >= INDICATIVE else "*"
    return f"{_scored(shown, found.mean)}{mark}"


def _programme_cell(shown: Shown, dimension: Dimension) -> str:
    score = _whole(shown, dimension)
    return tell("report.too_few", shown.language) if score is None else _scored(shown, score)


def _scored(shown: Shown, score: float) -> str:
    return tell("report.scored", shown.language, score=_two(shown, score), level=level(score))


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
    return tell("report.scored", shown.language, score=_two(shown, whole), level=overall_level(whole, known))


def _dimension(shown: Shown, dimension: Dimension) -> tuple[str, ...]:
    found, name = shown.results.score(dimension.id, None), f"{dimension.id} {dimension.name.said(shown.language)}"
    if found is None:
        return name, "", tell("report.too_few", shown.language), "", "", ""
    population = next((each.invited for each in shown.results.turnout if each.organisation is None), None)
    sample = sample_in(found)
    interval = _interval(shown, mean_interval(sample, population)) if sample.n > 1 else ""
    alpha = shown.results.reliability.get(dimension.id)
    reliability = "" if alpha is None else _two(shown, alpha)
    return name, str(found.n), _two(shown, sample.mean), interval, _share(shown, found), reliability


def _share(shown: Shown, found: Score) -> str:
    if found.high is None or not found.high_of:
        return ""
    low, high = proportion_interval(found.high, found.high_of)
    share = found.high / found.high_of
    return tell("report.share", shown.language, share=round(share * 100), low=round(low * 100), high=round(high * 100))


def _changed(shown: Shown, found: DimensionChange) -> tuple[str, ...]:
    name = next(
        (each.name.said(shown.language) for each in shown.instrument.dimensions if each.id == found.dimension), ""
    )
    head = f"{found.dimension} {name}"
    whole = found.overall
    if whole is None:
        return head, str(len(found.organisations)), tell("report.too_few", shown.language), "", "", "", ""
    difference = _signed(shown, whole.difference)
    if abs(whole.difference) >= NOTABLE:
        difference = tell("report.notable", shown.language, difference=difference)
    effect = (
        ""
        if whole.g_z is None
        else f"{_signed(shown, whole.g_z)} ({tell(f'words.effect_{magnitude(whole.g_z)}', shown.language)})"
    )
    interval = _interval(shown, whole.interval) if whole.interval else ""
    return head, str(whole.pairs), difference, interval, effect, _chance(shown, whole.p), _chance(shown, found.adjusted)


def _chance(shown: Shown, chance: float | None) -> str:
    if chance is None:
        return ""
    return number(Decimal(repr(chance)).quantize(Decimal("0.001")), shown.language)


def _interval(shown: Shown, interval: Interval) -> str:
    return tell("report.from_to", shown.language, low=_two(shown, interval.low), high=_two(shown, interval.high))


def _two(shown: Shown, score: float) -> str:
    return number(two_decimals(score), shown.language)


def _signed(shown: Shown, score: float) -> str:
    return f"+{_two(shown, score)}" if score > 0 else _two(shown, score)
