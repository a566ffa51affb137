"""How many have to agree: the seats of a gate, the votes that count, and when the result can no longer change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from scd_workflow.domain import authority, mandates
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Entitlement
    from scd_workflow.domain.gate_rules import Quorum
    from scd_workflow.domain.happened import Outcome
    from scd_workflow.domain.ids import PersonId, RoleId
    from scd_workflow.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with a mandate for the gate, and the roles that give it; a deputy speaks for the seat and has none."""

    person: PersonId
    roles: frozenset[RoleId]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the votes of a gate stand: its seats, and the votes that count (oldest first), one a seat and one a person."""

    quorum: Quorum
    seats: tuple[Seat, ...]
    votes: tuple[VoteCast, ...] = ()

    @property
    def needed(self) -> int:
        """How many votes in favour it takes; with a chair it is the chair's."""
        alone = self.quorum.rule in {"one", "chair"}
        return 1 if alone else len(self.seats) if self.quorum.rule == "all" else self.quorum.at_least or 1

    @property
    def in_favour(self) -> tuple[VoteCast, ...]:
        """The votes that let the gate pass, with conditions or without."""
        return tuple(vote for vote in self.votes if vote.outcome in PASSING)

    @property
    def against(self) -> tuple[VoteCast, ...]:
        """The votes that do not, deferrals among them."""
        return tuple(vote for vote in self.votes if vote.outcome not in PASSING)

    @property
    def silent(self) -> tuple[Seat, ...]:
        """The seats that did not vote yet."""
        spoken = {seat_of(vote) for vote in self.votes}
        return tuple(seat for seat in self.seats if seat.person not in spoken)

    @property
    def vetoing(self) -> frozenset[PersonId]:
        """Whose vote against settles it; nobody's where one person decides."""
        veto = set() if self.quorum.rule == "one" else set(self.quorum.veto)
        return frozenset(seat.person for seat in self.seats if seat.roles & veto)

    @property
    def vetoes(self) -> tuple[VoteCast, ...]:
        """The votes that settle it whatever the others say."""
        return tuple(vote for vote in self.votes if vote.outcome == "no_go" and seat_of(vote) in self.vetoing)

    @property
    def settling(self) -> tuple[VoteCast, ...]:
        """The votes that make the result, once no vote that is still to come can make it pass or keep it from passing.

        A gate does not pass before everybody with a veto has voted: those who vote fast would take the veto away. Whoever
        has a veto and voted in the place of another has voted: one who decides as the chair does not bar the own decision.
        """
        if self.vetoes:
            return self.vetoes
        for_, against = self._sides()
        spoken = {each for vote in self.votes for each in (seat_of(vote), vote.by)}
        return against or (for_ if self.vetoing <= spoken else ())

    @property
    def outcome(self) -> Outcome | None:
        """The result, None while it can change."""
        votes = self.settling
        if not votes:
            return None
        if votes[0].outcome in PASSING:
            return "conditional_go" if any(vote.conditions for vote in votes) else "go"
        return "deferred" if all(vote.outcome == "deferred" for vote in votes) else "no_go"

    def with_vote(self, vote: VoteCast) -> Standing:
        """The standing after one more vote, which replaces the earlier one of its seat."""
        return replace(self, votes=counted(self.seats, (*self.votes, vote)))

    def chairs(self) -> tuple[Seat, ...]:
        """The seats whose vote decides when the chair does."""
        return tuple(seat for seat in self.seats if self.quorum.chair in seat.roles)

    def _sides(self) -> tuple[tuple[VoteCast, ...], tuple[VoteCast, ...]]:
        """The votes that make it pass, and those that keep it from passing; none of both while it is open."""
        if self.quorum.rule == "chair":
            chairs = {seat.person for seat in self.chairs()}
            last = [vote for vote in self.votes if seat_of(vote) in chairs][-1:]
            return (
                tuple(vote for vote in last if vote.outcome in PASSING),
                tuple(vote for vote in last if vote.outcome not in PASSING),
            )
        enough = len(self.in_favour) >= self.needed
        unreachable = len(self.in_favour) + len(self.silent) < self.needed
        return self.in_favour if enough else (), self.against if unreachable else ()


def standing(progress: Progress, spot: GateSpot, day: date | None = None) -> Standing:
    """How the votes of a gate stand on a day, today when none is given."""
    on = day or progress.today
    seats = seats_of(progress, spot, on)
    return Standing(spot.gate.quorum, seats, counted(seats, gate_state(progress, spot).votes))


def seats_of(progress: Progress, spot: GateSpot, day: date) -> tuple[Seat, ...]:
    """Who votes on a gate on a day, in the order of the mandates: who asked for the decision does not."""
    asked = asked_by(progress, spot)
    roles: dict[PersonId, set[RoleId]] = {}
    for each in mandates.entitled(progress, spot, day):
        roles.setdefault(each.seat, set()).add(each.mandate.role)
    return tuple(Seat(person, frozenset(held)) for person, held in roles.items() if person != asked)


def asked_by(progress: Progress, spot: GateSpot) -> PersonId | None:
    """Who asked for the open decision on a gate, None when it opened by itself."""
    asked = gate_state(progress, spot).opened_by
    return None if asked == ENGINE else asked


def deciders(progress: Progress, spot: GateSpot, day: date) -> tuple[Entitlement, ...]:
    """Who may decide a gate on a day, as `mandates.entitled`, but for who asked for it and whoever replaces that person."""
    asked = asked_by(progress, spot)
    return tuple(each for each in mandates.entitled(progress, spot, day) if asked not in {each.person, each.seat})


def awaited(progress: Progress, spot: GateSpot, day: date) -> tuple[PersonId, ...]:
    """Who is to be told that a decision is awaited: who may decide and, where several vote, did not yet.

    Instead of who is away it is the deputy who can use that seat, if there is one.
    """
    now = standing(progress, spot, day)
    waiting = now.seats if now.quorum.rule == "one" else now.silent
    people = (seat.person for seat in waiting or now.seats)
    told = dict.fromkeys(each for person in people for each in stand_ins(progress, spot, person, day) or (person,))
    voted = {vote.by for vote in now.votes}
    return tuple(each for each in told if each not in voted) or tuple(told)


def stand_ins(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> tuple[PersonId, ...]:
    """Which deputies can use the seat of a person on a day, nobody while that person is there.

    A deputy who is away cannot, nor one who asked for the decision, nor one who votes by another right (see `right`);
    where one decides it does not matter by which.
    """
    absences = progress.state.absences
    deputies = authority.deputies_of(absences, person, day, spot.gate.id, spot.organisation)
    there = ((each, right(progress, spot, each, day)) for each in deputies if not authority.away(absences, each, day))
    alone = spot.gate.quorum.rule == "one"
    return tuple(deputy for deputy, used in there if used is not None and (alone or used.seat == person))


def right(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> Entitlement | None:
    """By which right a person decides or votes: as the chair, with a veto, or by the own mandate rather than as a deputy.

    Whoever replaces the chair decides as the chair, also with a seat of his own: the own vote would only be advice. Whoever
    replaces somebody with a veto votes in that seat, for without it the gate could not pass, and the own vote is one of
    several; where all must agree no seat matters more than another.
    """
    own = [each for each in deciders(progress, spot, day) if each.person == person]
    quorum = spot.gate.quorum
    veto = () if quorum.rule in {"one", "all"} else quorum.veto

    def rank(each: Entitlement) -> tuple[bool, bool, bool]:
        role = each.mandate.role
        return role != quorum.chair, role not in veto, each.on_behalf_of is not None

    return min(own, key=rank, default=None)


def counted(seats: Collection[Seat], votes: Collection[VoteCast]) -> tuple[VoteCast, ...]:
    """The votes that count: the last of each seat that is still there, and of each person.

    A quorum asks for several pairs of eyes, so that a deputy who has a seat as well does not vote twice.
    """
    there = {seat.person for seat in seats}
    found: list[VoteCast] = []
    for vote in votes:
        if seat_of(vote) in there:
            found = [each for each in found if seat_of(each) != seat_of(vote) and each.by != vote.by]
            found.append(vote)
    return tuple(found)


def spot_of(progress: Progress, vote: VoteCast | GateDecided) -> GateSpot:
    """The gate that a vote or decision is about."""
    return GateSpot(progress.network.gates[vote.gate], vote.organisation)


def seat_of(vote: VoteCast | GateDecided) -> PersonId:
    """Whose vote or decision it is: a deputy's is that of the person whom he or she replaces."""
    return vote.on_behalf_of or vote.by


def against_deciding(
    progress: Progress, spot: GateSpot, person: PersonId, override_reason: str, at: datetime
) -> Iterator[Reason]:
    """Why a person may not decide or vote now: no mandate, asked for it himself, too few seats, or advice that is missing."""
    yield from mandates.lacking(progress, spot, person, at.date())
    used, asked = right(progress, spot, person, at.date()), asked_by(progress, spot)
    if used is not None:
        yield from _out_of_order(standing(progress, spot, at.date()), spot, used, override_reason)
    elif asked is not None and mandates.held(progress, spot, person, at.date()) is not None:
        who = authority.named(each.person for each in deciders(progress, spot, at.date()))
        yield because("quorum.four_eyes", person=asked, gate=spot.gate.id, who=who)


def against_asking(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> Iterator[Reason]:
    """Why a person may not ask for a decision: it could not be taken without himself, or nobody else is there.

    Who could not take it anyway may ask while the deciders are away: that keeps nobody from it.
    """
    absences, himself = progress.state.absences, mandates.held(progress, spot, person, day)
    others = [each for each in mandates.entitled(progress, spot, day) if person not in {each.person, each.seat}]
    there = [each for each in others if not authority.away(absences, each.person, day)]
    rule, seats = spot.gate.quorum, {each.seat for each in others}
    chaired = rule.rule != "chair" or any(each.mandate.role == rule.chair for each in others)
    if not others or not chaired or (himself is not None and not there):
        yield because("quorum.nobody_else", person=person, gate=spot.gate.id)
    elif himself is not None and rule.rule == "at_least" and len(seats) < (rule.at_least or 1):
        yield because("quorum.too_few_seats", gate=spot.gate.id, needed=rule.at_least or 1, seats=len(seats))


def combined(before: Standing, vote: VoteCast, soonest: date) -> GateDecided | None:
    """The decision that a vote settles, None while it can change; a deferral is to `soonest` at the earliest.

    It is by whoever cast that vote, with everything that the votes on its side ask.
    """
    after = before.with_vote(vote)
    outcome = after.outcome
    if outcome is None:
        return None
    votes = after.settling
    until = max((each.deferred_until for each in votes if each.deferred_until), default=None)
    joined: dict[str, Any] = {
        "outcome": outcome,
        "rationale": votes[-1].rationale,
        "conditions": _once(votes, "conditions") if outcome == "conditional_go" else (),
        "back_to": _once(votes, "back_to") if outcome == "no_go" else (),
        "deferred_until": max(until or soonest, soonest) if outcome == "deferred" else None,
        "override_reason": next((each.override_reason for each in reversed(votes) if each.override_reason), ""),
        "in_favour": len(after.in_favour),
        "seats": len(after.seats),
    }
    said = {name: getattr(vote, name) for name in type(vote).model_fields if name != "kind"}
    return GateDecided.model_validate(said | joined)


def if_all_agree(progress: Progress, spot: GateSpot, day: date) -> Standing:
    """How the votes of a gate would stand on a day, if everybody who is there and did not vote yet were in favour."""
    now, absences = standing(progress, spot, day), progress.state.absences
    there = {each.person for each in deciders(progress, spot, day) if not authority.away(absences, each.person, day)}
    for person in sorted(there - {vote.by for vote in now.votes}):
        used = right(progress, spot, person, day)
        assert used is not None
        now = now.with_vote(_in_favour(used))
    return now


def _in_favour(used: Entitlement) -> VoteCast:
    """As much of a vote as is counted."""
    counts: dict[str, Any] = {"by": used.person, "on_behalf_of": used.on_behalf_of, "outcome": "go", "conditions": ()}
    return VoteCast.model_construct(**counts)


def _once(votes: tuple[VoteCast, ...], field: Literal["conditions", "back_to"]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(each for vote in votes for each in getattr(vote, field)))


def _out_of_order(now: Standing, spot: GateSpot, used: Entitlement, override_reason: str) -> Iterator[Reason]:
    if now.quorum.rule == "at_least" and len(now.seats) < now.needed:
        yield because("quorum.too_few_seats", gate=spot.gate.id, needed=now.needed, seats=len(now.seats))
    if now.quorum.rule != "chair" or used.mandate.role != now.quorum.chair or override_reason.strip():
        return
    besides = {used.person, *(seat.person for seat in now.chairs())}
    waiting = [seat.person for seat in now.silent if seat.person not in besides]
    if waiting:
        yield because("quorum.advice_missing", gate=spot.gate.id, who=authority.named(waiting))
