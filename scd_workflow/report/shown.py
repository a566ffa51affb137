"""Results with the words for them, and how their figures are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain.campaigns import two_decimals
from scd_workflow.domain.statistics.comparison import magnitude
from scd_workflow.domain.statistics.levels import level
from scd_workflow.texts import Language, number, tell

if TYPE_CHECKING:
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.instruments import Instrument
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.results import Results
    from scd_workflow.domain.statistics.means import Interval


@dataclass(frozen=True, slots=True)
class Shown:
    """The results of one round, and of the one before it that they are compared with, with the words for them.

    Each round asks one of so many `panels` of the people.
    """

    plan: Plan
    instrument: Instrument
    results: Results
    before: Results | None
    language: Language
    panels: int = 1

    def name(self, organisation: OrganisationId | None) -> str:
        """What people call an organisation; the programme as a whole where there is none."""
        if organisation is None:
            return tell("report.all_together", self.language)
        return next((each.name for each in self.plan.organisations if each.id == organisation), organisation)

    @property
    def comparable(self) -> bool:
        """Whether the round before asked the same."""
        return self.before is not None and self.before.instrument_hash == self.results.instrument_hash


def scored(shown: Shown, score: float) -> str:
    """A score, with its level where it is one of maturity."""
    if not shown.instrument.has_levels:
        return two(shown, score)
    return tell("report.scored", shown.language, score=two(shown, score), level=level(score))


def interval(shown: Shown, found: Interval | None) -> str:
    """From where to where; empty where that is not known."""
    if found is None:
        return ""
    return tell("report.from_to", shown.language, low=two(shown, found.low), high=two(shown, found.high))


def two(shown: Shown, score: float) -> str:
    """A score in two decimals."""
    return number(two_decimals(score), shown.language)


def signed(shown: Shown, score: float) -> str:
    """A difference with its sign."""
    return f"+{two(shown, score)}" if score > 0 else two(shown, score)


def effect(shown: Shown, g: float | None) -> str:
    """An effect size with the word for it; empty where there is none."""
    return "" if g is None else f"{signed(shown, g)} ({tell(f'words.effect_{magnitude(g)}', shown.language)})"


def known(shown: Shown, score: float | None) -> str:
    """A score, or that there is too little to tell."""
    return tell("report.too_few", shown.language) if score is None else two(shown, score)
