"""How forms and links name things: an id that programs read, then a name that people read.

`G2a@dordrecht#2 · Gemeente Dordrecht · Go-live (ronde 2)`: everything before the first dot between spaces is the id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from scd_workflow.domain.briefing import MARK
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ItemId, OrganisationId, PersonId, RiskId, which
from scd_workflow.domain.reasons import because
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from scd_workflow.config.people import People
    from scd_workflow.domain.conditions import Asked
    from scd_workflow.domain.consultation import Consulted
    from scd_workflow.domain.ids import Which
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.risk_state import Risk

BETWEEN = " · "
IDENTITY = re.compile(r"(?P<part>[\w-]+)(@(?P<organisation>[\w-]+))?(#(?P<attempt>[1-9]\d*))?\Z")


IN_GATE = "/"
"""What stands between a gate and its criterion or condition in a label."""

OCCURRENCE = re.compile(
    r"(?P<item>[\w-]+)(@(?P<which>\d{4}-\d\d-\d\d|[1-9]\d?))?(/(?P<organisation>[\w-]+))?\Z", re.ASCII
)
MARK_SIGNS = re.compile(rf"[0-9a-f]{{{MARK}}}\Z")
NUMBER = re.compile(r"[1-9]\d{0,3}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """What a label names: a part of the plan, its organisation, and the attempt of a gate (1 where it says none)."""

    part: str
    organisation: OrganisationId | None
    attempt: int


def label(
    network: Network, part: str, organisation: OrganisationId | None, attempt: int = 1, *, language: Language
) -> str:
    """The label of an activity or gate, in the language of the installation: forms know their choices by it."""
    identity = part + (f"@{organisation}" if organisation else "") + (f"#{attempt}" if attempt > 1 else "")
    name = network.item(part).part.name
    if attempt > 1:
        name = f"{name} ({tell('words.attempt', language, attempt=attempt)})"
    return BETWEEN.join([identity, *([organisation_name(network.plan, organisation)] if organisation else []), name])


def organisation_name(plan: Plan, organisation: OrganisationId | None) -> str:
    """What people call an organisation; empty for the programme as a whole."""
    return next((each.name for each in plan.organisations if each.id == organisation), "")


def marked(written: str, mark: str, language: Language) -> str:
    """A label of a gate that says as well on which briefing it is chosen."""
    return BETWEEN.join([written, tell("words.marked", language, mark=mark)])


def mark_in(written: str) -> str:
    """The mark of the briefing that a label says, empty when it says none."""
    last = written.rpartition(BETWEEN)[2].split()
    return last[-1] if last and MARK_SIGNS.match(last[-1]) else ""


def condition_label(asked: Asked) -> str:
    """The label of a condition: `G2a@dordrecht#2/1 · Privacytoets af`, the first one of the second attempt."""
    gate, organisation = asked.spot
    where = (f"@{organisation}" if organisation else "") + (f"#{asked.attempt}" if asked.attempt > 1 else "")
    return BETWEEN.join([f"{gate.id}{where}{IN_GATE}{asked.number}", " ".join(asked.condition.text.split())])


def condition_named(written: str) -> tuple[Named, int]:
    """The gate and number of the condition that a label names; raises `Refused` for anything that is no such label."""
    identity, between, number = written.split(BETWEEN, maxsplit=1)[0].strip().partition(IN_GATE)
    if not between or not NUMBER.match(number):
        raise Refused(because("acts.unreadable_label", label=written))
    return named(identity), int(number)


def occurrence_label(plan: Plan, each: Occurrence) -> str:
    """The label of what stands on the communication calendar: `newsletter@2027-02-02/dordrecht · Gemeente Dordrecht · Newsletter`."""
    where = (f"/{each.organisation}", organisation_name(plan, each.organisation)) if each.organisation else ("",)
    return BETWEEN.join([f"{each.name}{where[0]}", *where[1:], " ".join(each.item.title.split())])


def occurrence_named(written: str) -> tuple[ItemId, Which, OrganisationId | None]:
    """The item, which of its occurrences and the organisation that a label names; raises `Refused` for no such label."""
    found = OCCURRENCE.match(written.split(BETWEEN, maxsplit=1)[0].strip())
    try:
        meant = which(found["which"] or "") if found else None
    except ValueError:
        found = None
    if found is None:
        raise Refused(because("acts.unreadable_label", label=written))
    return ItemId(found["item"]), meant, OrganisationId(found["organisation"]) if found["organisation"] else None


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


def risk_label(risk: Risk) -> str:
    """The label of a risk: `R3@dordrecht · Key users have no time`."""
    where = f"@{risk.organisation}" if risk.organisation else ""
    return BETWEEN.join([f"{risk.id}{where}", " ".join(risk.noted.what.split())])


def risk_named(written: str) -> RiskId:
    """The number of the risk that a label names; raises `Refused` for anything that is no label."""
    return RiskId(named(written).part)


def place_named(written: str) -> OrganisationId | None:
    """The organisation that a choice names, None for the programme as a whole."""
    whole = {tell("forms.whole_programme", language) for language in get_args(Language)}
    return None if written in whole else OrganisationId(first_named(written))


def first_named(written: str) -> str:
    """The id with which a label begins."""
    return written.split(BETWEEN, maxsplit=1)[0].strip()


def speaker_label(consulted: Consulted) -> str:
    """The label of a consulted organisation or body."""
    return BETWEEN.join([consulted.id, consulted.name])


def speaker_named(written: str) -> str:
    """The id of the organisation or body that a label names."""
    return written.split(BETWEEN, maxsplit=1)[0].strip()


def person_named(written: str) -> PersonId:
    """The person whom a label names."""
    return PersonId(written.split(BETWEEN, maxsplit=1)[0].strip())


def phase_labels(plan: Plan) -> tuple[str, ...]:
    """The label of each phase, in their order."""
    return tuple(BETWEEN.join([phase.id, phase.name]) for phase in plan.phases)
