"""Who is away and who replaces them, and which decisions nobody is there to take.

Why somebody is away is nobody's business: it may be about health, and is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scd_workflow.domain import authority, mandates, quorum
from scd_workflow.domain.activities import unknown_organisation, unknown_person
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import AbsenceRecorded
from scd_workflow.domain.gate_spots import GateSpot, all_gates, gate_state, open_gates
from scd_workflow.domain.happened import PASSING, unfit
from scd_workflow.domain.ids import RoleId
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress

SECRETARY = RoleId("secretary")
"""Who keeps the programme's diary, beside the owners of its phases."""

YEARS_AHEAD = 3
"""How many calendar years ahead somebody can be away; further off must be a mistake."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody will be away, replaced by `deputy` in these gates and organisations (all when empty)."""

    person: PersonId
    since: date
    until: date
    by: PersonId
    deputy: PersonId | None = None
    gates: tuple[GateId, ...] = ()
    organisations: tuple[OrganisationId, ...] = ()
    document: str = ""
    source: Source = "command"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A decision that nobody is there to take on a day: `away` are the deciders who are away without a deputy who can.

    Who voted before leaving is not missed.
    """

    spot: GateSpot
    day: date
    away: tuple[PersonId, ...]


def record(progress: Progress, said: Absence, at: datetime, *, reachable: Collection[PersonId]) -> AbsenceRecorded:
    """The absence that somebody reports; raises `Refused` with every reason why it cannot be.

    `reachable` are those who can be sent messages: a deputy who cannot would never know what to decide.
    """
    refuse_if(_against_recording(progress, said, at.date(), reachable))
    return AbsenceRecorded(
        at=at, by=said.by, source=said.source, person=said.person, since=said.since, until=said.until,
        deputy=said.deputy, gates=tuple(dict.fromkeys(said.gates)),
        organisations=tuple(dict.fromkeys(said.organisations)), document=said.document.strip(),
    )  # fmt: skip


def cancel(
    progress: Progress, person: PersonId, since: date, by: PersonId, at: datetime, source: Source = "command"
) -> AbsenceRecorded:
    """An absence is taken back; what a deputy did meanwhile stays. Raises `Refused` with every reason why not."""
    refuse_if(_against_cancelling(progress, person, since, by, at.date()))
    absence = progress.state.absences[person, since]
    return absence.model_copy(update={"at": at, "by": by, "source": source, "request": "", "cancelled": True})


def not_over(progress: Progress) -> tuple[AbsenceRecorded, ...]:
    """Who is away now or later, who leaves first in front."""
    found = (each for each in progress.state.absences.values() if each.until >= progress.today)
    return tuple(sorted(found, key=lambda each: (each.since, each.person)))


def deputy_away(progress: Progress, absence: AbsenceRecorded) -> AbsenceRecorded | None:
    """The first absence of a deputy in what is left of an absence, in which nobody replaces; None when there is none."""
    rest = max(absence.since, progress.today)
    theirs = (each for each in not_over(progress) if each.person == absence.deputy)
    return next((each for each in theirs if each.since <= absence.until and rest <= each.until), None)


def undecided(progress: Progress) -> tuple[Undecided, ...]:
    """Every decision that awaits somebody, or falls due, while too few of its deciders are there; the first in front."""
    if not not_over(progress):
        return ()
    found = (_undecided(progress, spot, day) for spot in all_gates(progress) for day in _days(progress, spot))
    return tuple(sorted(filter(None, found), key=lambda each: each.day))


def _days(progress: Progress, spot: GateSpot) -> tuple[date, ...]:
    """When a decider has to be there: today while a decision is awaited, and on the day on which it is due."""
    state = gate_state(progress, spot)
    if state.decision is not None:
        return ()
    due = max(progress.due(spot.gate.id, spot.organisation), progress.today)
    return tuple(dict.fromkeys((progress.today, due))) if state.awaits_decision else (due,)


def _undecided(progress: Progress, spot: GateSpot, day: date) -> Undecided | None:
    """The decision on a gate on a day, when it could not pass by the votes that were cast and those of all who are there."""
    gone = [seat.person for seat in quorum.seats_of(progress, spot, day) if _away(progress, seat.person, day)]
    now = quorum.if_all_agree(progress, spot, day) if gone else None
    if now is None or now.outcome in PASSING:
        return None
    silent, voted = {seat.person for seat in now.silent}, {vote.by for vote in now.votes}
    # Whose deputy has a seat as well is missed where both seats are needed: one person has one vote.
    missing = [person for person in gone if person in silent] or [person for person in gone if person not in voted]
    return Undecided(spot, day, tuple(missing)) if missing else None


def _away(progress: Progress, person: PersonId, day: date) -> bool:
    return authority.away(progress.state.absences, person, day)


def _may_record(progress: Progress, person: PersonId, day: date) -> tuple[PersonId, ...]:
    """Who may say that a person is away: that person, the owners of the phases, and the secretary."""
    plan = progress.network.plan
    roles = dict.fromkeys((*(phase.owner for phase in plan.phases), SECRETARY))
    leading = (each for role in roles for each in authority.holders(plan, role, None, day))
    return tuple(dict.fromkeys((person, *leading)))


def _not_yours(progress: Progress, person: PersonId, by: PersonId, day: date) -> Iterator[Reason]:
    allowed = _may_record(progress, person, day)
    if by not in allowed:
        yield because("absences.not_yours", by=by, person=person, who=authority.named(allowed))


def _against_recording(
    progress: Progress, said: Absence, today: date, reachable: Collection[PersonId]
) -> Iterator[Reason]:
    unknown = tuple(unknown_person(progress.network, said.person))
    yield from unknown or _not_yours(progress, said.person, said.by, today)
    yield from _wrong_period(said, today)
    for gate in said.gates:
        if gate not in progress.network.gates:
            known = ", ".join(progress.network.gates)
            yield because("absences.unknown_gate", gate=gate, gates=known)
    for organisation in said.organisations:
        yield from unknown_organisation(progress.network, organisation)
    yield from unfit(said.document)
    if said.deputy is not None:
        yield from _wrong_deputy(progress, said, said.deputy, reachable)
    elif said.gates or said.organisations or said.document.strip():
        yield because("absences.scope_without_deputy")


def _wrong_period(said: Absence, today: date) -> Iterator[Reason]:
    if said.until < said.since:
        yield because("absences.until_before_since", since=said.since, until=said.until)
    elif said.until < today:
        yield because("absences.over", until=said.until)
    elif said.until.year > today.year + YEARS_AHEAD:
        yield because("absences.too_far", until=said.until, years=YEARS_AHEAD)


def _wrong_deputy(
    progress: Progress, said: Absence, deputy: PersonId, reachable: Collection[PersonId]
) -> Iterator[Reason]:
    if deputy == said.person:
        yield because("absences.own_deputy", person=said.person)
    elif deputy == said.by:
        yield because("absences.deputy_by_own_hand", person=said.person, deputy=deputy)
    if deputy not in reachable:
        yield because("absences.deputy_unknown", deputy=deputy)
    theirs = [each for each in progress.state.absences.values() if each.person == deputy]
    if any(each.since <= said.since and said.until <= each.until for each in theirs):
        yield because("absences.deputy_away", deputy=deputy)
    for spot in _asked_by(progress, said, deputy):
        yield because("absences.deputy_asked", deputy=deputy, gate=spot.gate.id)


def _asked_by(progress: Progress, said: Absence, deputy: PersonId) -> Iterator[GateSpot]:
    """The open decisions that a deputy asked for and would now have to take in the place of who is away."""
    first = max(said.since, progress.today)
    for spot in open_gates(progress):
        replaced = any(each.seat == said.person for each in mandates.entitled(progress, spot, first))
        meant = (not said.gates or spot.gate.id in said.gates) and (
            not said.organisations or spot.organisation in said.organisations
        )
        if replaced and meant and deputy in quorum.asked_by(progress, spot):
            yield spot


def _against_cancelling(
    progress: Progress, person: PersonId, since: date, by: PersonId, today: date
) -> Iterator[Reason]:
    if (person, since) not in progress.state.absences:
        own = ", ".join(key[1].isoformat() for key in progress.state.absences if key[0] == person)
        yield because("absences.unknown", person=person, since=since, known=own or "-")
        return
    yield from _not_yours(progress, person, by, today)
    if progress.state.absences[person, since].until < today:
        yield because("absences.over", until=progress.state.absences[person, since].until)
