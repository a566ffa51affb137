"""A board that votes: Stef chairs it, Sara and Liv sit in it, Rosa watches the money and may have a veto."""

from __future__ import annotations

from datetime import date
from typing import Any

from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.events import AbsenceRecorded, Event, GateDecided, VoteCast
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.happened import Outcome
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.network import Network
from scd_workflow.domain.state import fold
from tests.examples import LIV, ROSA, SARA, STEF, at, back, day, done, gate, opened, phase, plan_of, seen, work

H = GateId("H")
BOARD = (STEF, SARA, LIV, ROSA)
TUE, WED, THU = day(1, 5), day(1, 6), day(1, 7)

ROLES: list[dict[str, Any]] = [
    {"id": "programme_manager", "name": "Programme manager"},
    {"id": "chair", "name": "Chair"},
    {"id": "member", "name": "Member"},
    {"id": "controller", "name": "Controller"},
]
HOLDERS: list[dict[str, Any]] = [
    {"role": "programme_manager", "person": "pam"},
    {"role": "chair", "person": STEF},
    {"role": "member", "person": SARA},
    {"role": "member", "person": LIV},
    {"role": "controller", "person": ROSA},
]
MANDATES: list[dict[str, Any]] = [
    {"id": f"M-{role}", "role": role, "gates": ["H"], "source": "By law"} for role in ("chair", "member", "controller")
]

AWAITING: tuple[Event, ...] = (done("A1", on=TUE), opened("H", on=TUE))
"""The work is done, and the board is asked to decide."""


def board(rule: str, **more: Any) -> Network:
    """A programme of one gate, decided by the board by this rule; `holders` and `mandates` can be others."""
    fields = {name: more.pop(name) for name in ("holders", "mandates") if name in more}
    parts = work("A1"), gate("H", quorum={"rule": rule, **more})
    standing: dict[str, Any] = {"waves": [], "roles": ROLES, "holders": HOLDERS, "mandates": MANDATES}
    return Network(plan_of(phase("P", "H", *parts), **standing | fields))


def spot(network: Network) -> GateSpot:
    """The gate that the board decides."""
    return GateSpot(network.gates[H], None)


def vote(
    network: Network, events: tuple[Event, ...], by: PersonId, outcome: Outcome = "go", *, on: date = WED, **more: Any
) -> tuple[Event, ...]:
    """Everything that happened, with what came of one more vote."""
    if outcome == "no_go":
        more.setdefault("back_to", (back("A1"),))
    choice = Choice(H, None, outcome, by, f"{by} thinks so", **more)
    return (*events, *decide(seen(events, on, network), choice, at(on)))


def decision(events: tuple[Event, ...]) -> GateDecided | None:
    """The decision of the board, None while it is open."""
    decided = [event for event in events if isinstance(event, GateDecided)]
    assert len(decided) == len(fold(events).programme.gate(H).decisions)
    return decided[-1] if decided else None


def votes(events: tuple[Event, ...]) -> list[tuple[PersonId, Outcome]]:
    """Who voted what, as it was recorded."""
    return [(event.by, event.outcome) for event in events if isinstance(event, VoteCast)]


def away(person: PersonId, deputy: PersonId | None = None, **more: Any) -> AbsenceRecorded:
    """Somebody is away in the whole of January and February, unless said otherwise."""
    told = {"at": at(day(1, 4)), "by": person, "source": "command", "person": person, "deputy": deputy}
    return AbsenceRecorded.model_validate(told | {"since": day(1, 4), "until": day(2, 28)} | more)
