"""What is told when a request is withdrawn, a decision reopened or a term moved: once to each who has to do with it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from scd_workflow.domain import consultation
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.notices import Changed, Notice, hearing, owners_of_work
from scd_workflow.domain.progress import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.changes import Change
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.domain.ladder import Addressee, Ladder
    from scd_workflow.domain.progress import Progress

STEPS: dict[str, Changed] = {
    "gate_withdrawn": "withdrawn",
    "gate_reopened": "reopened",
    "term_suspended": "suspended",
    "term_extended": "extended",
}
"""What a notice calls each change."""


def told(progress: Progress, change: Change, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said about a change: to each person once, as what comes first of who decides, owns, waits or speaks."""
    people: dict[PersonId, Addressee] = {}
    for person, why in _hearing(progress, change, ladder.gate_changed):
        people.setdefault(person, why)
    return tuple(
        Notice(
            kind="gate_changed",
            subject=change.gate,
            organisation=change.organisation,
            attempt=change.attempt,
            day=day_of(change),
            step=STEPS[change.kind],
            person=person,
            why=why,
            own=person == change.by,
        )
        for person, why in people.items()
    )


def tells(notice: Notice, change: Change) -> bool:
    """Whether a notice is one of those that tell a change."""
    where = change.gate, change.organisation, change.attempt
    when = STEPS[change.kind], day_of(change)
    return (notice.subject, notice.organisation, notice.attempt, notice.step, notice.day) == (*where, *when)


def day_of(change: Change) -> date:
    """The day by which a change is known: the new due date of a term, which can move twice on one day; else its own."""
    return change.due if change.kind in {"term_suspended", "term_extended"} else change.at.date()


def waits_again(progress: Progress, change: Change) -> tuple[Spot, ...]:
    """The work that could begin because of a decision that was reopened, and for which that is all that is missing now."""
    spot = _spot(progress, change)
    if change.kind != "gate_reopened" or not _had_passed(progress, change):
        return ()
    network, (gate, organisation) = progress.network, spot
    return tuple(
        Spot(activity, each)
        for activity in network.activities.values()
        if network.positions[gate.id] in network.item(activity.id).after
        for each in network.organisations_of(activity)
        if organisation is None or each in {None, organisation}
        if not progress.is_finished(activity.id, each)
        if progress.blocked_by(activity.id, each) == (Spot(gate, organisation),)
    )


@lru_cache(maxsize=2)
def who_waits(progress: Progress, change: Change) -> dict[PersonId, tuple[Spot, ...]]:
    """Whose work has to wait again because of a change, and which; every reader's message asks for it."""
    found: dict[PersonId, tuple[Spot, ...]] = {}
    for work in waits_again(progress, change):
        for person in owners_of_work(progress, work):
            found[person] = (*found.get(person, ()), work)
    return found


@lru_cache(maxsize=2)
def silent(progress: Progress, change: Change) -> tuple[PersonId, ...]:
    """Who speaks for the consulted of whom a position was asked for, and who have not given it."""
    spot = _spot(progress, change)
    if gate_state(progress, spot).attempt != change.attempt + (change.kind == "gate_reopened"):
        return ()
    return tuple(
        person
        for each in consultation.heard(progress, spot)
        if each.given is None and not each.consents
        for person in consultation.addressed(progress, spot.gate, each.consulted)
    )


def _hearing(progress: Progress, change: Change, wanted: tuple[Addressee, ...]) -> Iterator[tuple[PersonId, Addressee]]:
    spot = _spot(progress, change)
    yield from hearing(progress, spot, change.at.date(), wanted)
    mine: Addressee = "owner" if change.role == spot.gate.owner else "decider"
    yield change.by, mine
    if change.on_behalf_of is not None:
        yield change.on_behalf_of, mine
    if "next_owners" in wanted:
        yield from ((person, "next_owners") for person in who_waits(progress, change))
    if "speaker" in wanted:
        yield from ((person, "speaker") for person in silent(progress, change))


def _spot(progress: Progress, change: Change) -> GateSpot:
    return GateSpot(progress.network.gates[change.gate], change.organisation)


def _had_passed(progress: Progress, change: Change) -> bool:
    """Whether the decision of that attempt had let through what comes after the gate."""
    decisions = gate_state(progress, _spot(progress, change)).decisions
    return any(each.attempt == change.attempt and each.outcome in PASSING for each in decisions)
