"""What can be chosen in the forms of the risk register as things stand: which risks, whose, and who may say anything of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, get_args

from scd_workflow.app.labels import BETWEEN, risk_label
from scd_workflow.domain import authority, risks
from scd_workflow.domain.risk_events import SIDES
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.risk_events import Side
    from scd_workflow.domain.risk_state import Risk

STEPS: Final = (1, 2, 3, 4, 5)
"""The steps of both scales."""


def step_word(scale: Literal["kans", "impact"], step: int, language: Language) -> str:
    """How the form calls a step of a scale."""
    return tell(f"forms.{scale}_{step}", language)


def side_word(side: Side, language: Language) -> str:
    """How the form calls a side of the triangle."""
    return tell(f"words.side_{side}", language)


def change_word(change: risks.Change, language: Language) -> str:
    """How the form calls what becomes of a risk."""
    return tell(f"forms.risk_to_{change}", language)


class RiskChoices:
    """The lists of both forms."""

    def __init__(
        self, progress: Progress, named: Callable[[Iterable[PersonId]], Iterator[str]], language: Language
    ) -> None:
        """`named` gives the labels of people."""
        self._progress, self._named, self._language = progress, named, language

    @property
    def lists(self) -> dict[str, Callable[[], Iterable[str]]]:
        """What gives the choices of each field."""
        return {
            "risk_voor": self._places,
            "risk_eigenaar": self._roles,
            "risk_kans": lambda: self._steps("kans"),
            "risk_impact": lambda: self._steps("impact"),
            "risk_raakt": lambda: (side_word(side, self._language) for side in SIDES),
            "risk_wie": lambda: self._named(authority.people(self._progress.network.plan)),
            "review_risico": lambda: map(risk_label, self._open),
            "review_wat": lambda: (change_word(each, self._language) for each in get_args(risks.Change)),
            "review_wie": self._carers,
            "review_kans": lambda: self._or_unchanged(self._steps("kans")),
            "review_impact": lambda: self._or_unchanged(self._steps("impact")),
            "review_eigenaar": lambda: self._or_unchanged(self._roles()),
        }

    @cached_property
    def _open(self) -> tuple[Risk, ...]:
        return tuple(each for each in risks.register(self._progress) if each.closed is None)

    def _steps(self, scale: Literal["kans", "impact"]) -> Iterator[str]:
        return (step_word(scale, step, self._language) for step in STEPS)

    def _or_unchanged(self, choices: Iterator[str]) -> Iterator[str]:
        """The choices after the one that all stays as it was: a list that may stay empty is marked as wrong by Prefect's page."""
        yield tell("forms.unchanged", self._language)
        yield from choices

    def _places(self) -> Iterator[str]:
        yield tell("forms.whole_programme", self._language)
        for each in self._progress.network.plan.organisations:
            yield BETWEEN.join([each.id, each.name])

    def _roles(self) -> Iterator[str]:
        return (BETWEEN.join([each.id, each.name]) for each in self._progress.network.plan.roles)

    def _carers(self) -> Iterator[str]:
        for risk in self._open:
            yield from self._named(risks.carers(self._progress, risk, self._progress.today))
