"""A calendar that a program fetches by an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.domain.ids import AudienceId, OrganisationId, PersonId


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar an address gives, of everybody when nobody is named, and since when it gives nothing any more."""

    number: int
    person: PersonId | None
    organisation: OrganisationId | None
    audience: AudienceId | None
    language: str
    made_at: datetime
    revoked_at: datetime | None
