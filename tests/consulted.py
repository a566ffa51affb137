"""The standing cast consulted on G1: each organisation by its sponsor, and the board by the chair of the steering committee."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from scd_workflow.domain.events import PositionGiven
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from tests.examples import DINA, DORDT, FIRST, REGIO, ROSA, SECOND, STEF, THIRD, ZENO, ZWIJND, at, phase, plan_of

G1 = GateId("G1")
SPEAKERS: dict[str, PersonId] = {DORDT: DINA, ZWIJND: ZENO, REGIO: ROSA, "board": STEF}
BODIES = [{"id": "board", "name": "Board", "chair": "steering_chair"}]


def consulting(*, more: dict[str, Any] | None = None, **asked: Any) -> Plan:
    """The standing plan with this consultation on G1; the sponsors speak, within five working days."""
    ordinary = {"organisations": "all", "speaker": "sponsor", "term": 5}
    gate = FIRST["gates"][0] | {"consultation": ordinary | asked}
    first = phase("P1", "G1", *FIRST["activities"], gate)
    return plan_of(first, SECOND, THIRD, **{"bodies": BODIES} | (more or {}))


@cache
def ten(*, weighted: bool = False, silence: bool = False) -> Network:
    """Ten organisations that are consulted, o0 to o9; the impact of the programme on each is its number modulo four."""
    organisations = [
        {"id": f"o{number}", "name": f"Organisation {number}", "kind": "municipality", "impact": number % 4}
        for number in range(10)
    ]
    holders = [{"role": "sponsor", "person": f"s{number}", "organisation": f"o{number}"} for number in range(10)]
    more = {"organisations": organisations, "holders": holders, "waves": [], "calendar": {}}
    return Network(consulting(more=more, weighted_by_impact=weighted, silence_means_consent=silence))


def spot_of(network: Network, gate: GateId = G1) -> GateSpot:
    """A gate of the programme."""
    return GateSpot(network.gates[gate], None)


def position(speaker: str, thinks: str, *, on: date, hour: int = 14, **more: Any) -> PositionGiven:
    """What one of the consulted thinks of G1."""
    told = {"at": at(on, hour), "by": SPEAKERS.get(speaker, "somebody"), "source": "form", "gate": "G1", "attempt": 1}
    said = {"speaker": speaker, "role": "sponsor", "position": thinks, "advice": "Because"}
    return PositionGiven.model_validate(told | said | more)


def organisation(name: str) -> OrganisationId:
    """An organisation by its id."""
    return OrganisationId(name)
