"""How many have to agree: who has a seat at a gate and may use it, who is still to be asked, and what a vote settles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from scd_workflow.domain import authority, mandates
from scd_workflow.domain.ballots import Seat, Standing, counted, seat_of
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Actor, Entitlement
    from scd_workflow.domain.ids import PersonId, RoleId
    from scd_workflow.domain.progress import Progress


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
    return tuple(Seat(person, frozenset(held)) for person, held in roles.items() if person not in asked)


def asked_by(progress: Progress, spot: GateSpot) -> frozenset[PersonId]:
    """Who asked for the open decision on a gate, and in whose place when as a deputy; nobody when it opened by itself."""
    state = gate_state(progress, spot)
    return frozenset(each for each in (state.opened_by, state.opened_for) if each is not None and each != ENGINE)


def deciders(progress: Progress, spot: GateSpot, day: date) -> tuple[Entitlement, ...]:
    """Who may decide a gate on a day, as `mandates.entitled`, but for who asked for it and whoever replaces that person."""
    asked = asked_by(progress, spot)
    return tuple(each for each in mandates.entitled(progress, spot, day) if not asked & {each.person, each.seat})


def awaited(progress: Progress, spot: GateSpot, day: date) -> tuple[PersonId, ...]:
    """Who is to be told that a decision is awaited: who may decide and, where several vote, did not yet.

    Instead of who is away it is the deputy who can use that seat, if there is one. Who voted already is told once more
    where the gate cannot pass without that seat, as when somebody with a seat of his own came to replace the chair.
    """
    now = standing(progress, spot, day)
    waiting = now.seats if now.quorum.rule == "one" else now.silent
    people = [seat.person for seat in waiting or now.seats]
    told = {person: stand_ins(progress, spot, person, day) or (person,) for person in people}
    everybody = dict.fromkeys(each for person in people for each in told[person])
    voted = {vote.by for vote in now.votes} - {
        each for person in people if person in now.missed for each in told[person]
    }
    return tuple(each for each in everybody if each not in voted) or tuple(everybody)


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


def right(
    progress: Progress, spot: GateSpot, person: PersonId, day: date, now: Standing | None = None
) -> Entitlement | None:
    """By which right a person decides or votes: as the chair, with a veto, or by the own mandate rather than as a deputy.

    Whoever replaces the chair decides as the chair, also with a seat of his own: the own vote would only be advice. Whoever
    replaces somebody with a veto votes in that seat, for without it the gate could not pass, and the own vote is one of
    several; where all must agree no seat matters more than another. A seat of which somebody else has voted comes last: who
    voted before leaving is not replaced as long as another seat is silent. `now` is how the votes stand, as they are on
    record when None.
    """
    own = [each for each in deciders(progress, spot, day) if each.person == person]
    quorum = spot.gate.quorum
    veto = () if quorum.rule in {"one", "all"} else quorum.veto
    spoken = {seat_of(vote) for vote in (now or standing(progress, spot, day)).votes if vote.by != person}

    def rank(each: Entitlement) -> tuple[bool, bool, bool, bool]:
        role = each.mandate.role
        return each.seat in spoken, role != quorum.chair, role not in veto, each.on_behalf_of is not None

    return min(own, key=rank, default=None)


def spot_of(progress: Progress, vote: VoteCast | GateDecided) -> GateSpot:
    """The gate that a vote or decision is about."""
    return GateSpot(progress.network.gates[vote.gate], vote.organisation)


def against_deciding(
    progress: Progress, spot: GateSpot, person: PersonId, override_reason: str, at: datetime
) -> Iterator[Reason]:
    """Why a person may not decide or vote now: no mandate, asked for it himself, too few seats, or advice that is missing."""
    yield from mandates.lacking(progress, spot, person, at.date())
    used, asked = right(progress, spot, person, at.date()), gate_state(progress, spot).opened_by
    if used is not None:
        yield from _out_of_order(standing(progress, spot, at.date()), spot, used, override_reason)
    elif asked is not None and mandates.held(progress, spot, person, at.date()) is not None:
        who = authority.named(each.person for each in deciders(progress, spot, at.date()))
        yield because("quorum.four_eyes", person=asked, gate=spot.gate.id, who=who)


def against_asking(progress: Progress, spot: GateSpot, asker: Actor, day: date) -> Iterator[Reason]:
    """Why a person may not ask for a decision: it could not be taken without himself, or nobody else is there.

    A deputy asks for two, neither of whom then takes it. Who could not take it anyway may ask while the deciders are away:
    that keeps nobody from it.
    """
    absences, asking, rule = progress.state.absences, {asker.person, asker.seat}, spot.gate.quorum
    entitled = mandates.entitled(progress, spot, day)
    others = [each for each in entitled if not asking & {each.person, each.seat}]
    there, seats = (
        [each for each in others if not authority.away(absences, each.person, day)],
        {each.seat for each in others},
    )
    could_decide = any(each.person in asking for each in entitled)
    chaired = rule.rule != "chair" or any(each.mandate.role == rule.chair for each in others)
    if not others or not chaired or (could_decide and not there):
        yield because("quorum.nobody_else", person=asker.person, gate=spot.gate.id)
    elif could_decide and rule.rule == "at_least" and len(seats) < (rule.at_least or 1):
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
    """How the votes of a gate would stand on a day, if everybody who is there and is asked (see `awaited`) were in favour."""
    now, absences = standing(progress, spot, day), progress.state.absences
    there = {each.person for each in deciders(progress, spot, day) if not authority.away(absences, each.person, day)}
    voted = {vote.by for vote in now.votes}
    for person in (*sorted(there - voted), *sorted(there & voted)):
        used = right(progress, spot, person, day, now)
        assert used is not None
        asked = used.seat in {seat.person for seat in now.silent}
        if asked and (person not in voted or used.seat in now.missed):
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
