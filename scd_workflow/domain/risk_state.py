"""How a risk stands, and what each event about it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from scd_workflow.domain.risk_events import RED

if TYPE_CHECKING:
    from datetime import date

    from scd_workflow.domain.ids import OrganisationId, RiskId
    from scd_workflow.domain.risk_events import RiskAssessed, RiskClosed, RiskEvent, RiskNoted

Colour = Literal["red", "amber", "green"]

AMBER: Final = 6
"""From this score on a risk is amber, until it is red."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk as it was noted and last assessed; `attempt` counts how often, the first time included."""

    noted: RiskNoted
    last: RiskNoted | RiskAssessed
    attempt: int = 1
    closed: RiskClosed | None = None

    @property
    def id(self) -> RiskId:
        """By what people name it."""
        return self.noted.risk

    @property
    def organisation(self) -> OrganisationId | None:
        """Whose risk it is, None for the programme as a whole."""
        return self.noted.organisation

    @property
    def score(self) -> int:
        """Its probability times its impact, from 1 to 25."""
        return self.last.probability * self.last.impact

    @property
    def colour(self) -> Colour:
        """The word for its score."""
        if self.score >= RED:
            return "red"
        return "amber" if self.score >= AMBER else "green"

    @property
    def due(self) -> date:
        """By when it has to be looked at again: what is red and has no measure at once."""
        return self.last.at.date() if self.colour == "red" and not self.last.measure else self.last.review

    def late(self, today: date) -> bool:
        """Whether it is open while that day has passed."""
        return self.closed is None and self.due < today


def risk_after(old: Risk | None, event: RiskEvent) -> Risk:
    """The state of a risk after one more event about it."""
    if event.kind == "risk_noted":
        return Risk(event, event)
    # Nothing is recorded about a risk that was not noted.
    assert old is not None
    if event.kind == "risk_closed":
        return replace(old, closed=event)
    return replace(old, last=event, attempt=old.attempt + 1)
