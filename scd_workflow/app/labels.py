"""How forms and links name things: an id that programs read, then a name that people read.

`G2a@dordrecht#2 · Gemeente Dordrecht · Go-live (ronde 2)`: everything before the first dot between spaces is the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import OrganisationId, PersonId
from scd_workflow.domain.reasons import because
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.config.people import People
    from scd_workflow.domain.network import Network

BETWEEN = " · "
IDENTITY = re.compile(r"(?P<part>[\w-]+)(@(?P<organisation>[\w-]+))?(#(?P<attempt>[1-9]\d*))?\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """What a label names: a part of the plan, its organisation, and the attempt of a gate (1 where it says none)."""

    part: str
    organisation: OrganisationId | None
    attempt: int


def label(network: Network, part: str, organisation: OrganisationId | None, attempt: int = 1) -> str:
    """The label of an activity or gate."""
    names = {each.id: each.name for each in network.plan.organisations}
    identity = part + (f"@{organisation}" if organisation else "") + (f"#{attempt}" if attempt > 1 else "")
    name = network.item(part).part.name
    if attempt > 1:
        name = f"{name} ({tell('words.attempt', attempt=attempt)})"
    return BETWEEN.join([identity, *([names[organisation]] if organisation else []), name])


def named(written: str) -> Named:
    """What a label names; raises `Refused` for anything that is no label. Only its id counts."""
    found = IDENTITY.match(written.split(BETWEEN, maxsplit=1)[0].strip())
    if found is None:
        raise Refused(because("acts.unreadable_label", label=written))
    organisation = found["organisation"]
    return Named(found["part"], OrganisationId(organisation) if organisation else None, int(found["attempt"] or 1))


def person_label(people: People, person: PersonId) -> str:
    """The label of a person; somebody without a name in the settings is named by the id."""
    known = people.by_id().get(person)
    return BETWEEN.join([person, known.name]) if known else person


def person_named(written: str) -> PersonId:
    """The person whom a label names."""
    return PersonId(written.split(BETWEEN, maxsplit=1)[0].strip())
