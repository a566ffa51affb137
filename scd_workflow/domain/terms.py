"""The term within which a gate is decided: it can stand still until a day (opschorten), or be made longer (verdagen)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scd_workflow.domain import authority, changes, mandates
from scd_workflow.domain.decisions import YEARS_AHEAD
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import TermExtended, TermSuspended
from scd_workflow.domain.gate_spots import GateSpot, gate_state, unknown_gate
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.ids import PersonId, RoleId
    from scd_workflow.domain.progress import Progress

MOST_DAYS = 260
"""By how many working days a term is made longer at once: a year."""


@dataclass(frozen=True, slots=True)
class Suspension(changes.Said):
    """A person lets the term of an open gate stand still until a day."""

    until: date = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Extension(changes.Said):
    """A person makes the term of an open gate longer by so many working days."""

    days: int = field(kw_only=True)


def suspend(progress: Progress, said: Suspension, at: datetime) -> TermSuspended:
    """The suspension, with the due date moved on by the working days that it lasts.

    Said again while the term stands still, it only counts what it adds. Raises `Refused` with every reason why not.
    """
    refuse_if(_objections(progress, said, at))
    spot = changes.spot_of(progress, said)
    return TermSuspended(
        **_told(progress, said, at), until=said.until,
        due=_moved(progress, spot, _lasting(progress, spot, said.until, at.date())),
    )  # fmt: skip


def extend(progress: Progress, said: Extension, at: datetime) -> TermExtended:
    """The extension, with the due date moved on by its working days; raises `Refused` with every reason why not."""
    refuse_if(_objections(progress, said, at))
    return TermExtended(
        **_told(progress, said, at), days=said.days,
        due=_moved(progress, changes.spot_of(progress, said), said.days),
    )  # fmt: skip


def stands_still_until(progress: Progress, spot: GateSpot) -> date | None:
    """The day on which the term of an open gate runs again, None while it runs."""
    state = gate_state(progress, spot)
    until = max((each.until for each in state.terms if each.kind == "term_suspended"), default=None)
    return until if until is not None and state.awaits_decision and until > progress.today else None


def _moved(progress: Progress, spot: GateSpot, days: int) -> date:
    calendar = progress.network.calendar_of(spot.organisation)
    return calendar.add(progress.due(spot.gate.id, spot.organisation), days)


def _lasting(progress: Progress, spot: GateSpot, until: date, today: date) -> int:
    """For how many working days the term stands still until a day, beside those for which it does already."""
    since = max(today, stands_still_until(progress, spot) or today)
    return progress.network.calendar_of(spot.organisation).between(since, until)


def _told(progress: Progress, said: Suspension | Extension, at: datetime) -> changes.Told:
    right = _right(progress, changes.spot_of(progress, said), said.by, at.date())
    assert right is not None
    return changes.told(progress, said, at, *right)


def _right(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> tuple[RoleId, PersonId | None] | None:
    """In which role a person changes a term, and in whose place: as a decider, or as an owner of the gate."""
    entitled = mandates.held(progress, spot, person, day)
    if entitled is not None:
        return entitled.mandate.role, entitled.on_behalf_of
    owner = next((each for each in _owners(progress, spot, day) if each.person == person), None)
    return (spot.gate.owner, owner.on_behalf_of) if owner else None


def _owners(progress: Progress, spot: GateSpot, day: date) -> tuple[Actor, ...]:
    plan, absences = progress.network.plan, progress.state.absences
    return authority.actors(plan, spot.gate.owner, spot.organisation, day, absences, gate=spot.gate.id)


def _objections(progress: Progress, said: Suspension | Extension, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    spot, wrong = changes.spot_of(progress, said), tuple(changes.not_open(progress, said, at.date()))
    yield from _not_yours(progress, spot, said.by, at.date())
    if wrong:
        yield from wrong
    elif isinstance(said, Suspension):
        yield from _wrong_suspension(progress, spot, said.until, at.date())
    else:
        yield from _wrong_extension(progress, spot, said.days, at.date())
    if not said.reason.strip():
        yield because("terms.reason_missing", gate=said.gate)
    yield from unfit(said.reason)


def _not_yours(progress: Progress, spot: GateSpot, person: PersonId, day: date) -> Iterator[Reason]:
    if _right(progress, spot, person, day) is None:
        role = authority.role_name(progress.network.plan, spot.gate.owner)
        owners = (each.person for each in _owners(progress, spot, day))
        who = authority.named((*owners, *(each.person for each in mandates.entitled(progress, spot, day))))
        yield because("terms.not_yours", person=person, gate=spot.gate.id, role=role, who=who)


def _wrong_suspension(progress: Progress, spot: GateSpot, until: date, today: date) -> Iterator[Reason]:
    calendar = progress.network.calendar_of(spot.organisation)
    due, still = progress.due(spot.gate.id, spot.organisation), stands_still_until(progress, spot)
    if due < today:
        yield because("terms.over", gate=spot.gate.id, day=due)
    if until <= today:
        yield because("terms.until_past", day=until)
    elif until.year > today.year + YEARS_AHEAD or not calendar.covers(until):
        yield because("terms.too_far", day=until, years=YEARS_AHEAD)
    elif not calendar.is_working_day(until):
        yield because("gates.deferred_to_day_off", day=until, next=calendar.on_or_after(until))
    elif still is not None and until <= still:
        yield because("terms.stands_still", gate=spot.gate.id, day=still)
    elif not _lasting(progress, spot, until, today):
        yield because("terms.lasts_no_day", day=until)


def _wrong_extension(progress: Progress, spot: GateSpot, days: int, today: date) -> Iterator[Reason]:
    if not 1 <= days <= MOST_DAYS:
        yield because("terms.days_unfit", most=MOST_DAYS)
        return
    due = _moved(progress, spot, days)
    if due <= today:
        yield because("terms.still_over", gate=spot.gate.id, day=due)
    elif due.year > today.year + YEARS_AHEAD:
        yield because("terms.too_far", day=due, years=YEARS_AHEAD)
