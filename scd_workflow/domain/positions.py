"""What the consulted think of a gate, and whether a decision on it is carried by them (*gedragen*).

The rule: `support_index = Σ weight·score / Σ weight` over those to whom the gate applies. It is reckoned in hundredths and
fractions, because a verdict at a threshold must not hang on how a computer rounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.consultation import consulted, heard, speakers, until
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import PositionGiven
from scd_workflow.domain.gate_spots import GateSpot, gate_state, unknown_gate
from scd_workflow.domain.happened import PASSING, Position, unfit
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from scd_workflow.domain.authority import Actor
    from scd_workflow.domain.consultation import Consulted, Heard, Stance
    from scd_workflow.domain.gate_rules import Consultation
    from scd_workflow.domain.happened import Outcome, Source
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
    from scd_workflow.domain.progress import Progress

Verdict = Literal["carried", "reserved", "not_carried"]

SCORES: dict[Stance, int] = {
    "agree": 100, "agree_with_remarks": 75, "no_objection": 50, "no_response": 0, "objection": -100,
}  # fmt: skip
"""What each position adds, in hundredths; what is not applicable is left out."""

EXPLAINED: frozenset[Position] = frozenset({"objection", "agree_with_remarks"})
"""The positions that say nothing without advice."""

BLOCKING_IMPACT = 3
"""An organisation on which the programme weighs this much carries no decision to which it objects."""


@dataclass(frozen=True, slots=True)
class Support:
    """How far a gate is carried by the consulted, who were `heard` until `until` (None before it opened).

    `given` of `asked` have answered, those to whom it does not apply left out. Where nobody is left, or nobody weighs
    anything, there is neither index nor verdict.
    """

    heard: tuple[Heard, ...]
    until: date | None
    given: int
    asked: int
    index: Fraction | None = None
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def response(self) -> Fraction | None:
        """Which part of those asked has answered."""
        return Fraction(self.given, self.asked) if self.asked else None

    @property
    def shown_index(self) -> Decimal | None:
        """The index in hundredths, rounded down so that what is shown never reaches a threshold that it does not."""
        return None if self.index is None else hundredths(self.index)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says for a consulted organisation or body; `attempt` is the one that he or she was looking at."""

    gate: GateId
    organisation: OrganisationId | None
    speaker: str
    by: PersonId
    position: Position
    advice: str = ""
    attempt: int = 0
    source: Source = "command"


def support(progress: Progress, spot: GateSpot) -> Support:
    """How far a gate is carried, as things stand, or as they stood when it was decided."""
    said = heard(progress, spot)
    counted = [each for each in said if each.counts]
    given, weight = sum(each.given is not None for each in counted), sum(each.consulted.weight for each in counted)
    bare = Support(said, until(progress, spot), given, len(counted))
    if spot.gate.consultation is None or not weight:
        return bare
    index = Fraction(sum(_score(each) * each.consulted.weight for each in counted), 100 * weight)
    verdict, reasons = _judged(spot.gate.consultation, bare, index)
    return Support(said, bare.until, given, len(counted), index, verdict, reasons)


def give(progress: Progress, said: Opinion, at: datetime) -> PositionGiven:
    """The position that an opinion leads to; raises `Refused` with every reason why not."""
    refuse_if(_against_giving(progress, said, at))
    spot = GateSpot(progress.network.gates[said.gate], said.organisation)
    party = _party(progress, spot, said.speaker)
    assert party is not None
    actor = _speaking(progress, spot, party, said, at)
    assert actor is not None
    return PositionGiven(
        at=at,
        by=said.by,
        source=said.source,
        on_behalf_of=actor.on_behalf_of,
        gate=said.gate,
        organisation=said.organisation,
        attempt=gate_state(progress, spot).attempt,
        speaker=party.id,
        role=party.role,
        position=said.position,
        advice=said.advice.strip(),
    )


def against_deciding(progress: Progress, spot: GateSpot, outcome: Outcome, override_reason: str) -> Iterator[Reason]:
    """Advice that is required and missing keeps a gate from being passed, unless somebody says why it may."""
    silent = [each.consulted.name for each in heard(progress, spot) if each.consulted.required and not each.given]
    if silent and outcome in PASSING and not override_reason.strip():
        yield because("positions.required_missing", gate=spot.gate.id, who=", ".join(silent))


def hundredths(value: Fraction) -> Decimal:
    """A fraction in hundredths, rounded down."""
    return Decimal(int(value * 100 // 1)).scaleb(-2)


def _score(said: Heard) -> int:
    return SCORES["no_objection" if said.consents else said.stance]


def _judged(asked: Consultation, found: Support, index: Fraction) -> tuple[Verdict, tuple[Reason, ...]]:
    """The verdict, and what keeps it from being a better one; for the best why it is."""
    assert found.response is not None
    against = [each.consulted for each in found.heard if each.stance == "objection"]
    blocking = [each for each in against if each.impact >= BLOCKING_IMPACT]
    response, carried, reserved = map(_exact, (asked.response, asked.carried, asked.reserved))
    why = tuple(_why_not(found.response, response, index, reserved if index < reserved else carried))
    why += tuple(because("positions.objection_blocks", name=each.name, impact=each.impact) for each in blocking)
    if blocking or index < reserved:
        return "not_carried", why
    if why:
        return "reserved", why
    return "carried", (because("positions.enough", given=found.given, asked=found.asked, index=hundredths(index)),)


def _why_not(response: Fraction, wanted: Fraction, index: Fraction, threshold: Fraction) -> Iterator[Reason]:
    if response < wanted:
        yield because("positions.response_low", response=int(response * 100), needed=int(wanted * 100))
    if index < threshold:
        yield because("positions.support_low", index=hundredths(index), needed=hundredths(threshold))


def _exact(threshold: float) -> Fraction:
    """A threshold as it was written, and not as a computer holds it."""
    return Fraction(str(threshold))


def _party(progress: Progress, spot: GateSpot, speaker: str) -> Consulted | None:
    return next((each for each in consulted(progress.network.plan, spot.gate) if each.id == speaker), None)


def _against_giving(progress: Progress, said: Opinion, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    spot = GateSpot(progress.network.gates[said.gate], said.organisation)
    yield from _not_asked_now(progress, spot, said, at)
    yield from _not_speaking(progress, spot, said, at)
    if said.position in EXPLAINED and not said.advice.strip():
        yield because("positions.advice_missing", position=because(f"words.{said.position}"))
    yield from unfit(said.advice)


def _not_asked_now(progress: Progress, spot: GateSpot, said: Opinion, at: datetime) -> Iterator[Reason]:
    state = gate_state(progress, spot)
    if state.decision is not None:
        yield because("positions.too_late", gate=spot.gate.id, day=state.decision.at.date())
    elif state.opened is None:
        yield because("gates.not_open", gate=spot.gate.id)
    elif said.attempt and said.attempt != state.attempt:
        yield because("gates.other_attempt", gate=spot.gate.id, attempt=said.attempt, open=state.attempt)
    elif at.date() < state.opened.date():
        yield because("gates.before_opening", gate=spot.gate.id, day=state.opened.date())


def _not_speaking(progress: Progress, spot: GateSpot, said: Opinion, at: datetime) -> Iterator[Reason]:
    party, plan = _party(progress, spot, said.speaker), progress.network.plan
    if party is None:
        known = ", ".join(each.id for each in consulted(plan, spot.gate)) or "-"
        yield because("positions.not_consulted", speaker=said.speaker, gate=spot.gate.id, known=known)
    elif _speaking(progress, spot, party, said, at) is None:
        who = authority.named(each.person for each in speakers(progress, spot.gate, party, at.date()))
        role = authority.role_name(plan, party.role)
        yield because("positions.not_yours", person=said.by, speaker=party.name, role=role, who=who)


def _speaking(progress: Progress, spot: GateSpot, party: Consulted, said: Opinion, at: datetime) -> Actor | None:
    """As what a person speaks for one of the consulted; None when he or she may not."""
    found = speakers(progress, spot.gate, party, at.date())
    return next((each for each in found if each.person == said.by), None)
