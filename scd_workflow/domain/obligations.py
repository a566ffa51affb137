"""Everything that can fall due is one kind of thing: an obligation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from scd_workflow.domain.ids import OrganisationId, PersonId

ObligationKind = Literal[
    "activity", "decision", "readiness", "position", "condition", "evaluation", "communication", "risk"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that people must do by a day.

    `key` names it for as long as it lasts: a new attempt or another due date makes another obligation. `people` are
    those who must do it, `owner` answers for it. `about` tells apart what has one subject, as who is asked for a position.
    """

    kind: ObligationKind
    subject: str
    organisation: OrganisationId | None
    attempt: int
    due: date
    people: tuple[PersonId, ...]
    owner: tuple[PersonId, ...]
    about: str = ""

    @property
    def key(self) -> str:
        """`kind/subject/organisation/attempt/due date`; the programme as a whole is `-`, `:about` follows the subject."""
        subject = f"{self.subject}:{self.about}" if self.about else self.subject
        return f"{self.kind}/{subject}/{self.organisation or '-'}/{self.attempt}/{self.due.isoformat()}"
