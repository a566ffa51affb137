"""What an edited plan changes: its parts, and the dates on which work and decisions are due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scd_workflow.domain.network import Network, parts_of
from scd_workflow.domain.progress import Progress, baseline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pydantic import BaseModel

    from scd_workflow.domain.calendar_items import Communications
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Activity, Gate, Phase, Plan

Fields = dict[str, str]
"""The fields of a part as text."""

NOUNS = (
    "programme", "service_domain", "goal", "organisation", "wave", "feature", "body", "role", "holder", "mandate", "route",
    "raci", "calendar", "closing", "recess",
    "customs", "blackout", "audience", "item", "phase", "activity", "deliverable", "gate", "criterion",
)  # fmt: skip
"""The nouns of which differences are told, in their order."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an edited plan says otherwise.

    A part that was added or removed has no `field`, and its name (empty for a part without one) as `new` or `old`.
    """

    noun: str
    id: str
    change: Literal["added", "removed", "changed"]
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A baseline due date that moves, by so many working days; negative when it comes nearer.

    Without an organisation it is the programme's, or the same for every organisation.
    """

    part: str
    organisation: OrganisationId | None
    before: date
    after: date
    working_days: int


def differences(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """Everything that the new plan says otherwise, noun by noun, in the order of the plans."""
    before, after = dict(_parts(old)), dict(_parts(new))
    keys = sorted(dict.fromkeys((*before, *after)), key=lambda key: NOUNS.index(key[0]))
    return tuple(found for key in keys for found in _compared(*key, before.get(key), after.get(key)))


def shifts(old: Plan, new: Plan) -> tuple[Shift, ...]:
    """Every due date that moves of what stands in both plans, in the order of the new one; both plans have a start."""
    before, after = baseline_of(Network(old)), baseline_of(Network(new))
    return tuple(
        shift
        for _, part in parts_of(new)
        if part.id in before.network.positions
        for shift in _alike(part, tuple(_shifts_of(part, before, after)), len(new.organisations))
    )


def _compared(noun: str, part_id: str, before: Fields | None, after: Fields | None) -> Iterator[Difference]:
    if before is None:
        yield Difference(noun, part_id, "added", "", "", (after or {}).get("name", ""))
    elif after is None:
        yield Difference(noun, part_id, "removed", "", before.get("name", ""), "")
    else:
        for field in dict.fromkeys((*before, *after)):
            old, new = before.get(field, ""), after.get(field, "")
            if old != new:
                yield Difference(noun, part_id, "changed", field, old, new)


def _parts(plan: Plan) -> Iterator[tuple[tuple[str, str], Fields]]:
    """Every part of a plan by its noun and id; equals among parts without an id are numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    for noun, part_id, fields in _named_parts(plan):
        seen[noun, part_id] += 1
        number = seen[noun, part_id]
        yield (noun, part_id if number == 1 else f"{part_id} ({number})"), fields


def _named_parts(plan: Plan) -> Iterator[tuple[str, str, Fields]]:
    yield from _each("programme", (plan.programme,))
    yield from _each("service_domain", plan.service_domains)
    yield from _each("goal", plan.goals)
    yield from _each("organisation", plan.organisations)
    yield from _each("wave", plan.waves)
    yield from _each("feature", plan.features)
    yield from _each("body", plan.bodies)
    yield from _each("role", plan.roles)
    yield from _without_ids(plan)
    yield from _each("mandate", plan.mandates)
    yield from _each("route", plan.routes)
    yield from _of_communications(plan.communications)
    for deliverable, letters in plan.raci.items():
        yield "raci", deliverable, {str(role): letter for role, letter in letters.items()}
    previous = ""
    for phase in plan.phases:
        yield from _of_phase(phase, previous)
        previous = phase.id


def _without_ids(plan: Plan) -> Iterator[tuple[str, str, Fields]]:
    for holder in plan.holders:
        yield "holder", f"{holder.role}/{holder.person}/{holder.organisation or '-'}", _dumped(holder)
    yield "calendar", "calendar", _dumped(plan.calendar, "closings", "recesses")
    for closing in plan.calendar.closings:
        yield "closing", closing.organisation or "-", _dumped(closing)
    for recess in plan.calendar.recesses:
        yield "recess", f"{recess.name}/{recess.organisation or '-'}", _dumped(recess)


def _of_communications(said: Communications) -> Iterator[tuple[str, str, Fields]]:
    yield "customs", "customs", _dumped(said.customs)
    yield from _each("blackout", said.blackouts)
    yield from _each("audience", said.audiences)
    yield from _each("item", said.items)


def _of_phase(phase: Phase, previous: str) -> Iterator[tuple[str, str, Fields]]:
    yield "phase", phase.id, _dumped(phase, "id", "activities", "gates") | {"after": previous}
    for activity in phase.activities:
        yield "activity", activity.id, _dumped(activity, "id", "deliverable") | {"phase": phase.id}
        yield "deliverable", activity.deliverable.id, _dumped(activity.deliverable, "id") | {"activity": activity.id}
    for gate in phase.gates:
        yield "gate", gate.id, _dumped(gate, "id", "criteria") | {"phase": phase.id}
        for criterion in gate.criteria:
            yield "criterion", f"{gate.id}/{criterion.id}", _dumped(criterion, "id")


def _each(noun: str, parts: Iterable[Any]) -> Iterator[tuple[str, str, Fields]]:
    for part in parts:
        yield noun, part.id, _dumped(part, "id")


def _dumped(part: BaseModel, *without: str) -> Fields:
    return _fields(part.model_dump(mode="json", exclude=set(without)))


def _fields(values: dict[str, Any]) -> Fields:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    """A value of JSON as people write it in a plan; nothing for one that is absent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
    return str(value)


def _shifts_of(part: Activity | Gate, before: Progress, after: Progress) -> Iterator[Shift]:
    for organisation in after.network.organisations_of(part):
        if organisation is None or organisation in before.network.slots:
            old, new = _due(before, part.id, organisation), after.due(part.id, organisation)
            working_days = after.network.calendar_of(organisation).between(old, new)
            yield Shift(part.id, organisation, old, new, working_days)


def _due(progress: Progress, part: str, organisation: OrganisationId | None) -> date:
    """The due date that an organisation had; the programme's, or the last of all when one of the two has only that."""
    asked = progress.network.organisations_of(progress.network.item(part).part)
    return max(progress.due(part, each) for each in (asked if organisation not in asked else (organisation,)))


def _alike(part: Activity | Gate, found: tuple[Shift, ...], organisations: int) -> Iterator[Shift]:
    """The dates that move; one for all organisations when it moves from the same day to the same day in each."""
    moved = tuple(shift for shift in found if shift.before != shift.after)
    same = {(shift.before, shift.after, shift.working_days) for shift in moved}
    if part.per_organisation and len(moved) == organisations and len(same) == 1:
        yield from (Shift(part.id, None, *each) for each in same)
    else:
        yield from moved
