"""Who is told what and when: obligations climb a ladder of steps, and facts are told once.

A notice is known by its key, which never holds the time of asking: asked again, the same notices come out, and the
outbox keeps each key once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority, due
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.plan import Activity
from scd_workflow.domain.programme import Part
from scd_workflow.domain.progress import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.progress import Progress

Addressee = Literal["decider", "owner", "next_owners"]
"""Who may decide or do it, who answers for it, and the owners of the work that can begin because of it."""


NEWS = ""
"""The obligation of a notice that tells a fact and reminds of nothing."""


class Step(Part):
    """One rung: `after` working days from the due date (before it when negative), these people are told."""

    step: Literal["due", "overdue"]
    after: int
    to: tuple[Addressee, ...]


class Ladder(Part):
    """The rungs per kind of obligation, the earliest first, and who hears of a decision taken."""

    decision: tuple[Step, ...]
    activity: tuple[Step, ...] = ()
    decision_taken: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One message about one thing to one person.

    `obligation` is the key of the obligation that it reminds of, `NEWS` when it tells a fact. `day` is the due date, or
    the day of the fact. `why` says as what the person is told, `opens` is the own work that can begin because of the fact.
    """

    kind: Literal["decision", "activity", "decision_taken"]
    subject: str
    organisation: OrganisationId | None
    attempt: int
    day: date
    step: Literal["due", "overdue", "taken"]
    person: PersonId
    why: Addressee
    obligation: str = NEWS
    opens: tuple[Spot, ...] = ()

    @property
    def key(self) -> str:
        """`kind/subject/organisation/attempt/day/step/recipient`; the channel completes it in the outbox."""
        organisation = self.organisation or "-"
        return (
            f"{self.kind}/{self.subject}/{organisation}/{self.attempt}/{self.day.isoformat()}/{self.step}/{self.person}"
        )


def reminders(progress: Progress, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said today about what is due: the highest rung that each obligation has reached.

    A rung that was passed while nobody looked is not told after the fact.
    """
    return tuple(
        notice
        for obligation in due.obligations(progress)
        if (step := _reached(progress, ladder, obligation)) is not None
        for notice in _reminding(obligation, step)
    )


def told(before: Progress, after: Progress, decided: GateDecided, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said about a decision: to each person once, with the own work that can begin because of it."""
    people: dict[PersonId, Addressee] = dict(reversed(tuple(_hearing(after, decided, ladder))))
    opened: dict[PersonId, tuple[Spot, ...]] = {}
    if "next_owners" in ladder.decision_taken:
        for spot in _newly_ready(before, after):
            for person in _owners(after, spot):
                people.setdefault(person, "next_owners")
                opened[person] = (*opened.get(person, ()), spot)
    return tuple(
        replace(to_decider(decided), person=person, why=why, opens=opened.get(person, ()))
        for person, why in people.items()
    )


def to_decider(decided: GateDecided) -> Notice:
    """What is always among what is told of a decision: the notice to whoever took it."""
    return Notice(
        kind="decision_taken",
        subject=decided.gate,
        organisation=decided.organisation,
        attempt=decided.attempt,
        day=decided.at.date(),
        step="taken",
        person=decided.by,
        why="decider",
    )


def _reached(progress: Progress, ladder: Ladder, obligation: Obligation) -> Step | None:
    steps = ladder.decision if obligation.kind == "decision" else ladder.activity
    calendar = progress.network.calendar_of(obligation.organisation)
    reached = [step for step in steps if calendar.add(obligation.due, step.after) <= progress.today]
    return max(reached, key=lambda step: step.after, default=None)


def _reminding(obligation: Obligation, step: Step) -> Iterator[Notice]:
    groups: dict[Addressee, tuple[PersonId, ...]] = {"decider": obligation.people, "owner": obligation.owner}
    told_as = {person: addressee for addressee in reversed(step.to) for person in groups.get(addressee, ())}
    for person, why in told_as.items():
        yield Notice(
            kind=obligation.kind,
            subject=obligation.subject,
            organisation=obligation.organisation,
            attempt=obligation.attempt,
            day=obligation.due,
            step=step.step,
            person=person,
            why=why,
            obligation=obligation.key,
        )


def _hearing(progress: Progress, decided: GateDecided, ladder: Ladder) -> Iterator[tuple[PersonId, Addressee]]:
    """Who hears of a decision as what; who appears twice is told as the first."""
    plan, day = progress.network.plan, decided.at.date()
    yield decided.by, "decider"
    if "decider" in ladder.decision_taken:
        for each in authority.entitled(plan, decided.gate, decided.organisation, day):
            yield each.person, "decider"
    if "owner" in ladder.decision_taken:
        owner = progress.network.gates[decided.gate].owner
        for person in authority.holders(plan, owner, decided.organisation, day):
            yield person, "owner"


def _newly_ready(before: Progress, after: Progress) -> tuple[Spot, ...]:
    """The activities that can begin after a decision and could not before it, in the order of the network."""
    return tuple(
        Spot(standing.part, standing.organisation)
        for standing in after.standings("ready")
        if isinstance(standing.part, Activity) and not before.is_free(standing.part.id, standing.organisation)
    )


def _owners(progress: Progress, spot: Spot) -> tuple[PersonId, ...]:
    assert isinstance(spot.part, Activity)
    return authority.holders(progress.network.plan, spot.part.owner, spot.organisation, progress.today)
