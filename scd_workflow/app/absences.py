"""Who is away: recorded, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.recording import record as append
from scd_workflow.domain import absences

if TYPE_CHECKING:
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.absences import Absence
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import PersonId


def record(office: Office, said: Absence, now: datetime) -> Event:
    """Record that somebody is away; what was to be told goes to the deputy from then on."""
    reachable = office.people.by_id().keys() if said.deputy else ()
    return append(office, now, lambda seen: (absences.record(seen.progress, said, seen.now, reachable=reachable),))[0]


def cancel(office: Office, person: PersonId, since: date, by: PersonId, now: datetime) -> Event:
    """Take an absence back."""
    return append(office, now, lambda seen: (absences.cancel(seen.progress, person, since, by, seen.now),))[0]
