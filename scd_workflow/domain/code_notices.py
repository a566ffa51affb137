"""What is said about decision codes: to the person whose code it is, and to who must know that somebody guessed at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.gate_spots import GateSpot, all_gates, coming_attempt
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.attempt_events import CodeReplaced
    from scd_workflow.domain.progress import Progress

Said = Literal["asked", "fresh", "replaced"]

CODES = "code/"
"""How the obligation of a message begins that holds a code asked for or replaced."""


def is_for(notice: Notice) -> bool:
    """Whether a notice holds the code of its reader: who has to act because of it, or asked for it."""
    if notice.kind == "code":
        return notice.step != "replaced"
    if notice.kind == "gate_changed":
        return notice.why == "decider" and notice.step != "withdrawn"
    return notice.kind in {"decision", "position", "condition"} and notice.why == "decider"


def purpose(progress: Progress, spot: GateSpot) -> str:
    """What a message with a code is for, as its obligation: `code/gate/organisation/attempt`."""
    return f"{CODES}{spot.gate.id}/{spot.organisation or '-'}/{coming_attempt(progress, spot)}"


def purposes(progress: Progress, obligations: frozenset[str]) -> frozenset[str]:
    """Those of the obligations that are what a code is for as things stand."""
    named = {tuple(each.split("/")[1:3]) for each in obligations if each.startswith(CODES)}
    spots = (_spot(progress, gate, organisation) for gate, organisation in named)
    return frozenset(purpose(progress, spot) for spot in spots if spot) & obligations


def asked(progress: Progress, spot: GateSpot, person: PersonId, at: datetime) -> Notice:
    """The code of a person who asked for it."""
    return _notice(progress, spot, person, "asked", at.date(), f"{at:%H%M%S}")


def asked_before(progress: Progress, key: str) -> Iterator[Notice]:
    """What a notice with this key said, when somebody asked by it for a code that is still for what it was for then."""
    kind, subject, organisation, attempt, day, step, person, *_ = key.split("/")
    gate, _, about = subject.partition(":")
    spot = _spot(progress, gate, organisation) if f"{kind}/" == CODES and step == "asked" else None
    if spot is not None and int(attempt) == coming_attempt(progress, spot):
        yield _notice(progress, spot, PersonId(person), "asked", date.fromisoformat(day), about)


def replaced(progress: Progress, event: CodeReplaced) -> Iterator[Notice]:
    """The fresh code to its person, and word to the owners of the phase that the old one was guessed at."""
    spot = _spot(progress, event.gate, event.organisation)
    if spot is None or event.attempt != coming_attempt(progress, spot):
        return
    day, about = event.at.date(), f"{event.person}-{event.counter}"
    yield _notice(progress, spot, event.person, "fresh", day, about)
    owner = progress.network.item(spot.gate.id).phase.owner
    for person in authority.holders(progress.network.plan, owner, None, day):
        if person != event.person:
            told = _notice(progress, spot, person, "replaced", day, about)
            yield replace(told, why="owner", whose=event.person)


def _notice(progress: Progress, spot: GateSpot, person: PersonId, step: Said, day: date, about: str) -> Notice:
    return Notice(
        kind="code",
        subject=spot.gate.id,
        organisation=spot.organisation,
        attempt=coming_attempt(progress, spot),
        day=day,
        step=step,
        person=person,
        why="decider",
        obligation=purpose(progress, spot),
        about=about,
    )


def _spot(progress: Progress, gate: str, organisation: str | None) -> GateSpot | None:
    named = None if organisation == "-" else organisation
    return next((each for each in all_gates(progress) if (each.gate.id, each.organisation) == (gate, named)), None)
