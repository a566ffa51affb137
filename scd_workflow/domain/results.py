"""The results of a round as they were published: nothing in them can be led back to fewer people than the smallest group."""

from __future__ import annotations

from statistics import fmean
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from scd_workflow.domain.ids import InstrumentId, OrganisationId

Hidden = Literal["too_few", "alike"]
"""Why a figure is not shown: too few answered, or those few all answered the same."""


class Frozen(BaseModel):
    """A part of what was published."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Turnout(Frozen):
    """How many were invited and answered, in an organisation or (None) in all that are shown together.

    `invited` does not count the `undelivered`, whom no invitation reached. `responses` and `valid` (with two thirds of the
    items answered) are absent where they would be too few to show.
    """

    organisation: OrganisationId | None = None
    invited: int
    responses: int | None = None
    valid: int | None = None
    undelivered: int = 0

    @model_serializer(mode="wrap")
    def _stored(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Where every invitation arrived that is not said: what was published earlier does not say it either."""
        return {name: value for name, value in whole(self).items() if value or name != "undelivered"}


class Score(Frozen):
    """The answers to one dimension, in an organisation or (None) of all people together: 1 to 5.

    `high` of `high_of` scored 3 or more; both are absent below ten answers. Of a hidden score only the reason is known,
    and its `level` where those few all answered the same.
    """

    dimension: str
    organisation: OrganisationId | None = None
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    high: int | None = None
    high_of: int | None = None
    hidden: Hidden | None = None
    level: int | None = None


class EarlyLate(Frozen):
    """What those scored over all items who answered in the week in which a round opened, and those who answered later."""

    early: float
    late: float


class Results(Frozen):
    """What a round found; `reliability` is Cronbach's alpha per dimension where it is defined.

    `names` is what the dimensions are called, and `roles` what part of those who answered does which work, in per cent;
    neither of what was published before they were kept. `early_late` is absent there too, and where it may not be told.
    """

    instrument: InstrumentId
    instrument_hash: str
    smallest_group: int
    turnout: tuple[Turnout, ...]
    scores: tuple[Score, ...]
    reliability: dict[str, float] = {}
    names: dict[str, str] = {}
    roles: dict[str, int] = {}
    early_late: EarlyLate | None = None

    @model_serializer(mode="wrap")
    def _stored(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What was published without the parts that were added later does not say so."""
        added = {"names", "roles", "early_late"}
        return {name: value for name, value in whole(self).items() if value or name not in added}

    def score(self, dimension: str, organisation: OrganisationId | None) -> Score | None:
        """The score of a dimension in an organisation, None when there is none or it is hidden."""
        found = (each for each in self.scores if each.dimension == dimension and each.organisation == organisation)
        return next((each for each in found if each.mean is not None), None)

    def shown(self, dimension: str) -> dict[OrganisationId, Score]:
        """The scores of a dimension that are shown, by organisation."""
        return {
            each.organisation: each
            for each in self.scores
            if each.dimension == dimension and each.organisation is not None and each.mean is not None
        }

    def of_programme(self, dimension: str) -> float | None:
        """The mean over the organisations that are shown, each counted once however many answered; None without any."""
        means = [each.mean for each in self.shown(dimension).values() if each.mean is not None]
        return fmean(sorted(means)) if means else None
