"""The names by which the parts of the plan refer to each other."""

from __future__ import annotations

from datetime import date
from typing import NewType

from pydantic import StringConstraints

ProgrammeId = NewType("ProgrammeId", str)
OrganisationId = NewType("OrganisationId", str)
PhaseId = NewType("PhaseId", str)
ActivityId = NewType("ActivityId", str)
DeliverableId = NewType("DeliverableId", str)
GateId = NewType("GateId", str)
CriterionId = NewType("CriterionId", str)
RoleId = NewType("RoleId", str)
BodyId = NewType("BodyId", str)
PersonId = NewType("PersonId", str)
WaveId = NewType("WaveId", str)
MandateId = NewType("MandateId", str)
RouteId = NewType("RouteId", str)
InstrumentId = NewType("InstrumentId", str)
AudienceId = NewType("AudienceId", str)
CampaignId = NewType("CampaignId", str)
ItemId = NewType("ItemId", str)
RiskId = NewType("RiskId", str)

Which = date | int | None
"""Which occurrence of an item: the day that its rule gave, the number of the round it tells of, None for what happens once."""

SLUG = StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)
"""What an id may look like where it is defined: it becomes part of keys, links and file names."""

NOBODY = PersonId("-")
"""Who somebody said to be whom the plan does not know; what was typed is not kept, and no id can be this."""

ENGINE = PersonId("engine")
"""Who acted when no person did: the engine opens a gate whose criteria hold."""


def which(written: str) -> Which:
    """Which occurrence is meant; raises `ValueError` for what is neither nothing, a day nor a number."""
    if not written:
        return None
    return int(written) if written.isdecimal() else date.fromisoformat(written)
