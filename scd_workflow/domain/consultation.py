"""Who is consulted on a gate, who speaks for each, until when, and what each said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.gate_spots import gate_state, open_gates
from scd_workflow.domain.happened import Position
from scd_workflow.domain.obligations import Obligation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.calendar import WorkingDays
    from scd_workflow.domain.events import PositionGiven, TermExtended, TermSuspended
    from scd_workflow.domain.gate_rules import Consultation
    from scd_workflow.domain.gate_spots import GateSpot
    from scd_workflow.domain.gate_state import GateState
    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.domain.plan import Gate, Plan
    from scd_workflow.domain.progress import Progress

Stance = Position | Literal["no_response"]
"""What somebody thinks, as far as is known."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """An organisation, or a body (without organisation and impact), whose position is asked for; `role` speaks for it."""

    id: str
    name: str
    role: RoleId
    organisation: OrganisationId | None
    impact: int
    weight: int
    required: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What one of the consulted said last; `consents` when it said nothing and its silence counts as consent."""

    consulted: Consulted
    given: PositionGiven | None
    consents: bool = False

    @property
    def stance(self) -> Stance:
        """The position, or that there is none."""
        return self.given.position if self.given else "no_response"

    @property
    def counts(self) -> bool:
        """Whether the gate applies to it."""
        return self.stance != "not_applicable"


def consulted(plan: Plan, gate: Gate) -> tuple[Consulted, ...]:
    """Whose position is asked for on a gate: the organisations and then the bodies, in the order of the plan."""
    asked = gate.consultation
    return () if asked is None else (*_organisations(plan, asked), *_bodies(plan, asked))


def speakers(progress: Progress, gate: Gate, party: Consulted, day: date) -> tuple[Actor, ...]:
    """Who may speak for one of the consulted on a day: whoever holds its role, and then their deputies."""
    plan, absences = progress.network.plan, progress.state.absences
    return authority.actors(plan, party.role, party.organisation, day, absences, gate=gate.id)


def until(progress: Progress, spot: GateSpot) -> date | None:
    """The last day of the term in which positions are asked for; None where nobody is asked, or not yet.

    A change of the gate's own term moves it by as many working days, unless it had ended by then.
    """
    asked, state = spot.gate.consultation, gate_state(progress, spot)
    if asked is None or state.asked is None:
        return None
    calendar = progress.network.calendar_of(spot.organisation)
    last, still = calendar.add(state.asked.date(), asked.term), state.asked.date()
    for change in state.terms:
        if change.at.date() <= last:
            last = calendar.add(last, _longer(change, still, calendar))
        if change.kind == "term_suspended":
            still = max(still, change.until)
    return last


def heard(progress: Progress, spot: GateSpot) -> tuple[Heard, ...]:
    """Every one of the consulted with what it said last, in the order of the plan."""
    state, last = gate_state(progress, spot), until(progress, spot)
    given = {each.speaker: each for each in state.positions}
    asked = spot.gate.consultation
    over = last is not None and last < _day(progress, state)
    consents = asked is not None and asked.silence_means_consent and over
    return tuple(
        Heard(each, given.get(each.id), consents=consents and each.id not in given)
        for each in consulted(progress.network.plan, spot.gate)
    )


def obligations(progress: Progress) -> Iterator[Obligation]:
    """The positions that are asked for and not given, until silence says enough."""
    plan, today = progress.network.plan, progress.today
    for spot in open_gates(progress):
        last = until(progress, spot)
        owner = authority.holders(plan, spot.gate.owner, spot.organisation, today)
        for each in heard(progress, spot) if last else ():
            assert last is not None
            if each.given is None and not each.consents:
                yield Obligation(
                    kind="position",
                    subject=spot.gate.id,
                    organisation=spot.organisation,
                    attempt=gate_state(progress, spot).attempt,
                    due=last,
                    people=addressed(progress, spot.gate, each.consulted),
                    owner=owner,
                    about=each.consulted.id,
                )


def _organisations(plan: Plan, asked: Consultation) -> Iterator[Consulted]:
    wanted = None if asked.organisations == "all" else asked.organisations
    for each in plan.organisations:
        if wanted is None or each.id in wanted:
            weight = each.impact if asked.weighted_by_impact else 1
            required = each.id in asked.required
            yield Consulted(each.id, each.name, asked.speaker, each.id, each.impact, weight, required)


def _bodies(plan: Plan, asked: Consultation) -> Iterator[Consulted]:
    for each in plan.bodies:
        if each.id in asked.bodies:
            yield Consulted(each.id, each.name, each.chair, None, 0, 1, each.id in asked.required)


def _longer(change: TermSuspended | TermExtended, still: date, calendar: WorkingDays) -> int:
    """By how many working days a changed term lasts longer, beside those for which it stands still until `still` already."""
    if change.kind == "term_extended":
        return change.days
    return max(0, calendar.between(max(change.at.date(), still), change.until))


def _day(progress: Progress, state: GateState) -> date:
    """On which day is judged whether the term is over: that of the decision, once there is one."""
    return state.decision.at.date() if state.decision else progress.today


def addressed(progress: Progress, gate: Gate, party: Consulted) -> tuple[PersonId, ...]:
    """Whom to tell that a position is asked for, or not any more."""
    plan, day, absences = progress.network.plan, progress.today, progress.state.absences
    speaking = authority.holders(plan, party.role, party.organisation, day)
    return authority.addressed(absences, speaking, day, party.organisation, gate=gate.id)
