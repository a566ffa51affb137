"""A few events and moments that the tests of the store share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scd_workflow.domain.events import ActivityStarted, Event
from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId, ProgrammeId

PROGRAMME = ProgrammeId("kza")
OTHER = ProgrammeId("digitaal-loket")
NINE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def begun(activity: str = "P1-01", organisation: str = "dordrecht") -> Event:
    """Somebody began an activity at nine."""
    return ActivityStarted(
        at=NINE,
        by=PersonId("adviser"),
        source="command",
        activity=ActivityId(activity),
        organisation=OrganisationId(organisation),
    )
