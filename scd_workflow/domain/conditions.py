"""What a conditional go asks, until it is met or lifted by decision; while it is open, no gate after it passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority, mandates
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import ConditionLifted, ConditionMet
from scd_workflow.domain.gate_spots import GateSpot, all_gates, gate_state, unknown_gate
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.reasons import Reason, Value, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.happened import Condition, Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress

Settling = Literal["met", "lifted"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of the decision in force on a gate: the `number`th, counted from 1; `settled` is how it ended."""

    spot: GateSpot
    attempt: int
    number: int
    condition: Condition
    settled: ConditionMet | ConditionLifted | None

    @property
    def standing(self) -> Literal["open", "met", "lifted"]:
        """Whether it still binds, and if not, why."""
        if self.settled is None:
            return "open"
        return "met" if self.settled.kind == "condition_met" else "lifted"

    def late(self, today: date) -> bool:
        """Whether it is open while its day has passed."""
        return self.settled is None and self.condition.due < today


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a person says of a condition; `text` is the evidence that it is met, or the reason to lift it.

    `attempt` is the one whose decision he or she was looking at, 0 for the last.
    """

    gate: GateId
    organisation: OrganisationId | None
    number: int
    by: PersonId
    text: str
    source: Source = "command"
    attempt: int = 0


def all_conditions(progress: Progress) -> tuple[Asked, ...]:
    """Every condition of a decision in force: the open ones first, and of those what is due first."""
    found = (asked for spot in all_gates(progress) for asked in of_gate(progress, spot))
    return tuple(sorted(found, key=lambda asked: (asked.settled is not None, asked.condition.due)))


def of_gate(progress: Progress, spot: GateSpot) -> tuple[Asked, ...]:
    """The conditions of the decision in force on a gate, in its order; none when that was set aside."""
    state = gate_state(progress, spot)
    if state.decision is None:
        return ()
    attempt = state.decision.attempt
    settled = {each.number: each for each in state.settled if each.attempt == attempt}
    return tuple(
        Asked(spot, attempt, number, condition, settled.get(number))
        for number, condition in enumerate(state.decision.conditions, start=1)
    )


def open_before(progress: Progress, spot: GateSpot) -> tuple[Asked, ...]:
    """The open conditions of the gates that a gate comes after: those of other organisations stop only the programme's."""
    return tuple(
        asked
        for gate in progress.network.gates_before(spot.gate)
        for organisation in progress.network.organisations_of(gate)
        if organisation is None or spot.organisation in {None, organisation}
        for asked in of_gate(progress, GateSpot(gate, organisation))
        if asked.settled is None
    )


def against_passing(progress: Progress, spot: GateSpot) -> Iterator[Reason]:
    """The open conditions that keep a gate from being passed, whatever else is said of it."""
    for asked in open_before(progress, spot):
        yield because(
            "conditions.blocks", gate=spot.gate.id, before=named(asked), text=asked.condition.text,
            role=authority.role_name(progress.network.plan, asked.condition.owner), day=asked.condition.due,
        )  # fmt: skip


def named(asked: Asked) -> str:
    """A condition as it stands in a sentence: `G2a@dordrecht.1`."""
    where = f"@{asked.spot.organisation}" if asked.spot.organisation else ""
    return f"{asked.spot.gate.id}{where}.{asked.number}"


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What people promised to do: every condition that is open."""
    plan, today, absences = progress.network.plan, progress.today, progress.state.absences
    for asked in all_conditions(progress):
        gate, organisation = asked.spot
        if asked.settled is None:
            holders = authority.holders(plan, asked.condition.owner, organisation, today)
            yield Obligation(
                kind="condition",
                subject=gate.id,
                about=str(asked.number),
                organisation=organisation,
                attempt=asked.attempt,
                due=asked.condition.due,
                people=authority.addressed(absences, holders, today, organisation, gate=gate.id),
                owner=authority.holders(plan, gate.owner, organisation, today),
            )


def settlers(progress: Progress) -> tuple[PersonId, ...]:
    """Everybody who can settle an open condition today: the owners of each, and those who may decide its gate."""
    found: list[PersonId] = []
    for asked in all_conditions(progress):
        if asked.settled is None:
            found.extend(each.person for each in _owners(progress, asked, progress.today))
            found.extend(each.person for each in mandates.entitled(progress, asked.spot, progress.today))
    return tuple(dict.fromkeys(found))


def meet(progress: Progress, said: Settlement, at: datetime) -> ConditionMet:
    """A condition is met, as its owner says; raises `Refused` with every reason why that cannot be recorded."""
    refuse_if(_against(progress, said, at, "met"))
    asked = _meant(progress, said)
    assert asked is not None
    actor = next(each for each in _owners(progress, asked, at.date()) if each.person == said.by)
    return ConditionMet(
        at=at, by=said.by, source=said.source, gate=said.gate, organisation=said.organisation, attempt=asked.attempt,
        number=said.number, role=asked.condition.owner, evidence=said.text.strip(), on_behalf_of=actor.on_behalf_of,
    )  # fmt: skip


def lift(progress: Progress, said: Settlement, at: datetime) -> ConditionLifted:
    """A condition is lifted by whoever may decide its gate; raises `Refused` with every reason why not."""
    refuse_if(_against(progress, said, at, "lifted"))
    asked = _meant(progress, said)
    assert asked is not None
    entitled = mandates.held(progress, asked.spot, said.by, at.date())
    assert entitled is not None
    return ConditionLifted(
        at=at, by=said.by, source=said.source, gate=said.gate, organisation=said.organisation, attempt=asked.attempt,
        number=said.number, role=entitled.mandate.role, mandate=entitled.mandate.id, reason=said.text.strip(),
        on_behalf_of=entitled.on_behalf_of,
    )  # fmt: skip


def _meant(progress: Progress, said: Settlement) -> Asked | None:
    spot = GateSpot(progress.network.gates[said.gate], said.organisation)
    asked = next((each for each in of_gate(progress, spot) if each.number == said.number), None)
    return asked if asked is not None and said.attempt in {0, asked.attempt} else None


def _owners(progress: Progress, asked: Asked, day: date) -> tuple[Actor, ...]:
    """Who may say that a condition is met: its owners, and the deputies of those who are away."""
    plan, (gate, organisation) = progress.network.plan, asked.spot
    return authority.actors(plan, asked.condition.owner, organisation, day, progress.state.absences, gate=gate.id)


def _against(progress: Progress, said: Settlement, at: datetime, settling: Settling) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    asked = _meant(progress, said)
    if asked is None:
        spot = GateSpot(progress.network.gates[said.gate], said.organisation)
        known = ", ".join(str(each.number) for each in of_gate(progress, spot))
        yield because("conditions.unknown", gate=said.gate, number=said.number, known=known or "-")
        return
    yield from _settled_or_too_early(progress, asked, at)
    yield from _not_yours(progress, asked, said, at.date(), settling)
    if not said.text.strip():
        yield because(f"conditions.{settling}_needs_text", condition=named(asked))
    yield from unfit(said.text)


def _settled_or_too_early(progress: Progress, asked: Asked, at: datetime) -> Iterator[Reason]:
    decided = gate_state(progress, asked.spot).decisions[-1].at.date()
    if asked.settled is not None:
        values: dict[str, Value] = {
            "condition": named(asked),
            "person": asked.settled.by,
            "day": asked.settled.at.date(),
        }
        yield because(f"conditions.already_{asked.standing}", **values)
    elif at.date() < decided:
        yield because("conditions.before_decision", condition=named(asked), day=decided)


def _not_yours(progress: Progress, asked: Asked, said: Settlement, day: date, settling: Settling) -> Iterator[Reason]:
    if settling == "lifted":
        yield from mandates.lacking(progress, asked.spot, said.by, day)
        return
    able = [each.person for each in _owners(progress, asked, day)]
    if said.by not in able:
        role = authority.role_name(progress.network.plan, asked.condition.owner)
        yield because(
            "conditions.not_yours", person=said.by, condition=named(asked), role=role, who=authority.named(able)
        )
