"""Who is told what and when: obligations climb a ladder of steps, and facts are told once.

A notice is known by its key, which never holds the time of asking: asked again, the same notices come out, and the
outbox keeps each key once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority, due
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import PersonId
from scd_workflow.domain.ladder import Climb
from scd_workflow.domain.plan import Activity
from scd_workflow.domain.progress import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.ladder import Addressee, Ladder, Step
    from scd_workflow.domain.obligations import Obligation
    from scd_workflow.domain.progress import Progress

Changed = Literal["withdrawn", "reopened", "suspended", "extended"]
"""What became of the request, the decision or the term of a gate."""

PLACE = "@"
"""How the reader of a notice begins that is posted at a place for all who read there; the name of the place follows."""

PARTS_OF_KEY = 8
"""How many parts a key has in the outbox, with its channel."""

NEWS_LASTS = timedelta(days=7)
"""How long a decision is still told when its messages could not be made at once, as when the settings were broken."""

NEWS = ""
"""The obligation of a notice that tells a fact and reminds of nothing."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message about one thing to one person.

    `obligation` is the key of the obligation that it reminds of, `NEWS` when it tells a fact. `day` is the due date, or
    the day of the fact. `why` says as what the person is told, `opens` is the own work that can begin because of the fact.
    `about` tells apart what has one subject, as an obligation does; `whose` is another person whom the fact is about.
    `after` is the working days from the due date by which a reminder comes. What is `bundled` waits for the message of the
    day, and the own act of its reader (`own`) is confirmed at any hour.
    """

    kind: Literal[
        "decision",
        "readiness",
        "gate_opened",
        "activity",
        "position",
        "condition",
        "evaluation",
        "communication",
        "risk",
        "decision_taken",
        "gate_changed",
        "code",
    ]
    subject: str
    organisation: OrganisationId | None
    attempt: int
    day: date
    step: Literal["ahead", "due", "overdue", "opened", "taken", "asked", "fresh", "replaced"] | Changed
    person: PersonId
    why: Addressee
    obligation: str = NEWS
    opens: tuple[Spot, ...] = ()
    about: str = ""
    whose: PersonId | None = None
    after: int = 0
    bundled: bool = False
    own: bool = False

    @property
    def key(self) -> str:
        """`kind/subject/organisation/attempt/day/step/recipient`; the channel completes it in the outbox."""
        step = f"{self.step}{self.after:+d}" if self.after else self.step
        return f"{self.kind}/{self.thing}/{self.attempt}/{self.day.isoformat()}/{step}/{self.person}"

    @property
    def thing(self) -> str:
        """What it is about, as it stands in the key: `subject/organisation`, the programme as a whole being `-`."""
        subject = f"{self.subject}:{self.about}" if self.about else self.subject
        return f"{subject}/{self.organisation or '-'}"


def is_place(person: PersonId) -> bool:
    """Whether the reader of a notice is a place where it is posted."""
    return person.startswith(PLACE)


def reader_at(place: str) -> PersonId:
    """The reader that all are who read at a place."""
    return PersonId(f"{PLACE}{place}")


def place_of(reader: PersonId) -> str:
    """The place at which a reader reads that is one."""
    return reader.removeprefix(PLACE)


def reader_and_thing(key: str) -> tuple[PersonId, str] | None:
    """To whom a notice with this key, as it stands in the outbox, was, and its `thing`; None when it is of another kind."""
    parts = key.split("/")
    return (PersonId(parts[6]), f"{parts[1]}/{parts[2]}") if len(parts) == PARTS_OF_KEY else None


def reminders(progress: Progress, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said today about what is due: the highest rung that each obligation has reached.

    A rung that was passed while nobody looked is not told after the fact.
    """
    climb = Climb(progress, ladder)
    return tuple(
        _reminder(obligation, step, person, why)
        for obligation in due.obligations(progress)
        for step in ladder.of(obligation.kind)
        for person, why in climb.told(obligation, step).items()
        if climb.highest(obligation, person) is step
    )


def on_ladder(progress: Progress, ladder: Ladder) -> Iterator[tuple[Notice, bool]]:
    """Every reminder on the ladder of what is to be done, and whether a higher rung than its own was reached."""
    climb = Climb(progress, ladder)
    for obligation in due.obligations(progress):
        for step in ladder.of(obligation.kind):
            for person, why in climb.told(obligation, step).items():
                highest = climb.highest(obligation, person)
                yield _reminder(obligation, step, person, why), highest is not None and step.after < highest.after


def told(before: Progress, after: Progress, decided: GateDecided, ladder: Ladder) -> tuple[Notice, ...]:
    """What has to be said about a decision: to each person once, with the own work that can begin because of it."""
    people: dict[PersonId, Addressee] = dict(reversed(tuple(_hearing(after, decided, ladder))))
    opened: dict[PersonId, tuple[Spot, ...]] = {}
    if "next_owners" in ladder.decision_taken:
        for spot in _newly_ready(before, after, decided):
            for person in owners_of_work(after, spot):
                people.setdefault(person, "next_owners")
                opened[person] = (*opened.get(person, ()), spot)
    return tuple(
        replace(to_decider(decided), person=person, why=why, opens=opened.get(person, ()), own=person == decided.by)
        for person, why in people.items()
    )


def may_hear(progress: Progress, decided: GateDecided, ladder: Ladder) -> frozenset[PersonId]:
    """Everybody who can be among those `told` of a decision, found without reckoning what work it made ready."""
    next_owners = _may_begin(progress, decided) if "next_owners" in ladder.decision_taken else ()
    return frozenset((*(person for person, _ in _hearing(progress, decided, ladder)), *next_owners))


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
        own=True,
    )


def _reminder(obligation: Obligation, step: Step, person: PersonId, why: Addressee) -> Notice:
    return Notice(
        kind=obligation.kind,
        subject=obligation.subject,
        organisation=obligation.organisation,
        attempt=obligation.attempt,
        day=obligation.due,
        step=step.step,
        person=person,
        why=why,
        obligation=obligation.key,
        about=obligation.about,
        after=step.after,
        bundled=step.bundled,
    )


def _hearing(progress: Progress, decided: GateDecided, ladder: Ladder) -> Iterator[tuple[PersonId, Addressee]]:
    """Who hears of a decision as what; who appears twice is told as the first."""
    spot = GateSpot(progress.network.gates[decided.gate], decided.organisation)
    yield decided.by, "decider"
    if decided.on_behalf_of is not None:
        yield decided.on_behalf_of, "decider"
    yield from hearing(progress, spot, decided.at.date(), ladder.decision_taken)
    yield from ((person, "informed") for person in _promised(progress, decided))


def _promised(progress: Progress, decided: GateDecided) -> Iterator[PersonId]:
    """Who takes care of the conditions of a decision."""
    plan, absences, day = progress.network.plan, progress.state.absences, decided.at.date()
    for condition in decided.conditions:
        held = authority.holders(plan, condition.owner, decided.organisation, day)
        yield from authority.addressed(absences, held, day, decided.organisation, gate=decided.gate)


def hearing(
    progress: Progress, spot: GateSpot, day: date, wanted: tuple[Addressee, ...]
) -> Iterator[tuple[PersonId, Addressee]]:
    """The deciders and owners of a gate on a day, or who replaces them, as far as they are wanted."""
    plan, absences, (gate, organisation) = progress.network.plan, progress.state.absences, spot
    if "decider" in wanted:
        deciders = (each.seat for each in authority.entitled(plan, gate.id, organisation, day, absences))
        for person in authority.addressed(absences, deciders, day, organisation, gate=gate.id):
            yield person, "decider"
    if "owner" in wanted:
        owners = authority.holders(plan, gate.owner, organisation, day)
        for person in authority.addressed(absences, owners, day, organisation, gate=gate.id):
            yield person, "owner"


def _may_begin(progress: Progress, decided: GateDecided) -> Iterator[PersonId]:
    """The owners of all work that waits directly for the gate: no other can become ready by a decision on it."""
    network = progress.network
    for activity in network.activities.values() if decided.outcome in PASSING else ():
        if network.positions[decided.gate] in network.item(activity.id).after:
            own = decided.organisation if activity.per_organisation else None
            yield from owners_of_work(progress, Spot(activity, own))


def _newly_ready(before: Progress, after: Progress, decided: GateDecided) -> Iterator[Spot]:
    """The activities that can begin after a decision and could not before it, in the order of the network.

    Only what waits directly for its gate is looked at: no other can become ready by it.
    """
    network, whose = after.network, {None, decided.organisation}
    for item in network.items:
        if isinstance(item.part, Activity) and network.positions[decided.gate] in item.after:
            for organisation in network.organisations_of(item.part):
                concerned = decided.organisation is None or organisation in whose
                is_new = concerned and not before.is_free(item.part.id, organisation)
                if is_new and after.standing(item.part.id, organisation).status == "ready":
                    yield Spot(item.part, organisation)


def owners_of_work(progress: Progress, spot: Spot) -> tuple[PersonId, ...]:
    """Whom to tell that an activity can begin or has to wait."""
    owners = authority.holders(progress.network.plan, spot.part.owner, spot.organisation, progress.today)
    return authority.addressed(progress.state.absences, owners, progress.today, spot.organisation)
