"""Everything that can fall due is one kind of thing: an obligation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from scd_workflow.domain.ids import OrganisationId, PersonId

ObligationKind = Literal["activity", "decision"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that people must do by a day.

    `key` names it for as long as it lasts: a new attempt or another due date makes another obligation. `people` are
    those who must do it, `owner` answers for it.
    """

    kind: ObligationKind
    subject: str
    organisation: OrganisationId | None
    attempt: int
    due: date
    people: tuple[PersonId, ...]
    owner: tuple[PersonId, ...]

    @property
    def key(self) -> str:
        """`kind/subject/organisation/attempt/due date`; the programme as a whole is `-`."""
        return f"{self.kind}/{self.subject}/{self.organisation or '-'}/{self.attempt}/{self.due.isoformat()}"
