"""What the deciders of a gate see: every fact that a decision is taken on, frozen with a digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from scd_workflow.domain import authority, conditions, gate_results, positions, risks
from scd_workflow.domain.criteria import Finding, findings
from scd_workflow.domain.gate_spots import GateSpot, gate_state
from scd_workflow.domain.plan import DocumentCriterion, Gate
from scd_workflow.domain.positions import Support
from scd_workflow.domain.reasons import Reason, Value, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.conditions import Asked
    from scd_workflow.domain.events import GateDecided
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.risk_state import Risk

MARK = 10
"""As many characters of a digest as a person has to copy; nobody finds another briefing that begins so by chance."""


OUTDATED = frozenset({"briefing.not_seen", "briefing.changed"})
"""The reasons for a refusal that are about the briefing itself."""

RISK = "risk/"
"""How the names of the facts begin that tell of a risk."""


class Fact(NamedTuple):
    """One fact of a briefing: what it is about, by a name that stays, and what it says."""

    about: str
    says: Reason


@dataclass(frozen=True)
class Briefing:
    """What the deciders of a gate see: each criterion with its reason, what else they have to know, and when it is due.

    `binding` are the conditions of earlier gates that are still open, `overrides` the earlier decisions that let something
    through against a criterion, `documents` the approved ones with the link to each, `results` what evaluations found.
    `risks` are the open ones that touch the gate, the highest first, each with what its owner role is called. `waiting` names
    what may begin after a gate for which the plan names no alternatives.
    """

    gate: Gate
    organisation: OrganisationId | None
    attempt: int
    due: date
    asked_because: str
    findings: tuple[Finding, ...]
    support: Support
    binding: tuple[Asked, ...] = ()
    overrides: tuple[GateDecided, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    results: tuple[tuple[CampaignId, Reason], ...] = ()
    risks: tuple[tuple[Risk, str], ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, in the order in which it is shown."""
        return tuple(_facts(self))

    @property
    def further(self) -> tuple[Fact, ...]:
        """What matters beside the criteria and what asked for the decision, but for what can be chosen."""
        return tuple(_further(self))

    @property
    def risky(self) -> tuple[Fact, ...]:
        """Of what else matters the open risks, the highest first."""
        return tuple(fact for fact in self.further if fact.about.startswith(RISK))

    @property
    def beside(self) -> tuple[Fact, ...]:
        """What else matters without the risks."""
        return tuple(fact for fact in self.further if not fact.about.startswith(RISK))

    @property
    def choices(self) -> tuple[Fact, ...]:
        """Between what can be chosen, and what follows from each."""
        return tuple(_choices(self))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the facts, so that a decision can say what it was taken on."""
        whole = [
            self.gate.id,
            self.organisation,
            self.attempt,
            [[each.about, _plain(each.says)] for each in self.facts],
        ]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()

    @property
    def mark(self) -> str:
        """The beginning of the digest, by which people say which briefing they saw."""
        return self.digest[:MARK]


def briefing(progress: Progress, gate: Gate, organisation: OrganisationId | None) -> Briefing:
    """What the deciders of a gate see as things stand."""
    spot = GateSpot(gate, organisation)
    state = gate_state(progress, spot)
    return Briefing(
        gate=gate,
        organisation=organisation,
        attempt=state.attempt if state.awaits_decision else state.attempt + 1,
        due=progress.due(gate.id, organisation),
        asked_because=state.reason,
        findings=findings(progress, gate, organisation),
        support=positions.support(progress, spot),
        binding=conditions.open_before(progress, spot),
        overrides=tuple(_overrides(progress, spot)),
        documents=tuple(_documents(progress, spot)),
        results=tuple(gate_results.found(progress, spot)),
        risks=tuple(_risks(progress, organisation)),
        waiting=() if gate.alternatives else progress.network.names_after(gate),
    )


def against_unseen(progress: Progress, spot: GateSpot, seen: str) -> Iterator[Reason]:
    """What is wrong with deciding on the briefing of which the digest begins with `seen`; nothing when it still holds."""
    if not gate_state(progress, spot).awaits_decision:
        return
    now = briefing(progress, *spot)
    if not seen.strip():
        yield because("briefing.not_seen", gate=spot.gate.id)
    elif len(seen.strip()) < MARK or not now.digest.startswith(seen.strip().lower()):
        yield because("briefing.changed", gate=spot.gate.id)


def _facts(seen: Briefing) -> Iterator[Fact]:
    if seen.asked_because:
        yield Fact("asked", because("briefing.asked", reason=seen.asked_because))
    for found in seen.findings:
        holds = because(f"report.{found.verdict}")
        says = because("briefing.criterion", text=found.criterion.text, holds=holds, why=found.reason)
        yield Fact(f"criterion/{found.criterion.id}", says)
    yield from _further(seen)
    yield from _choices(seen)


def _further(seen: Briefing) -> Iterator[Fact]:
    for risk, owner in seen.risks:
        yield Fact(f"{RISK}{risk.id}", _told(risk, owner))
    for campaign, says in seen.results:
        yield Fact(f"result/{campaign}", says)
    for name, link in seen.documents:
        yield Fact(f"document/{name}", because("briefing.document", name=name, link=link))
    yield from _said(seen.support)
    for asked in seen.binding:
        values: dict[str, Value] = {"text": asked.condition.text, "day": asked.condition.due}
        name = conditions.named(asked)
        yield Fact(f"condition/{name}/{asked.attempt}", because("briefing.condition", condition=name, **values))
    for each in seen.overrides:
        where = f"{each.gate}@{each.organisation}".removesuffix("@None")
        says = because("briefing.override", gate=where, person=each.by, reason=each.override_reason)
        yield Fact(f"override/{where}/{each.attempt}", says)


def _told(risk: Risk, owner: str) -> Reason:
    """A risk as it stands in a briefing; who holds the role of its owner may change without another briefing."""
    last, noted = risk.last, risk.noted
    values: dict[str, Value] = {
        "risk": f"{risk.id}@{risk.organisation}".removesuffix("@None"),
        "colour": because(f"words.risk_{risk.colour}"),
        "score": risk.score,
        "side": because(f"words.side_{last.side}"),
        "what": noted.what.rstrip("."),
        "why": noted.why.rstrip("."),
        "measure": last.measure.rstrip(".") or because("briefing.no_measure"),
    }
    return because("briefing.risk", **values, owner=owner, review=last.review)


def _choices(seen: Briefing) -> Iterator[Fact]:
    for option in seen.gate.alternatives:
        says = because("briefing.alternative", name=option.name, consequences=option.consequences)
        yield Fact(f"alternative/{option.id}", says)
    if not seen.gate.alternatives:
        for name in ("go_on", "do_nothing"):
            follows = f"briefing.{name}_then" if seen.waiting else f"briefing.{name}_then_at_the_end"
            consequences = because(follows, what=", ".join(seen.waiting))
            says = because("briefing.alternative", name=because(f"briefing.{name}"), consequences=consequences)
            yield Fact(f"alternative/{name}", says)


def _said(support: Support) -> Iterator[Fact]:
    for each in support.heard:
        said: dict[str, Value] = {"name": each.consulted.name, "stance": because(f"words.{each.stance}")}
        advice = each.given.advice if each.given else ""
        says = (
            because("briefing.position_with_advice", **said, advice=advice)
            if advice
            else because("briefing.position", **said)
        )
        yield Fact(f"position/{each.consulted.id}", says)
    if support.verdict is not None and support.shown_index is not None:
        verdict = because(f"words.{support.verdict}")
        yield Fact("support", because("briefing.support", index=support.shown_index, verdict=verdict))


def _overrides(progress: Progress, spot: GateSpot) -> Iterator[GateDecided]:
    """The decisions in force on earlier gates that went against a criterion: those of others concern only the programme."""
    for gate in progress.network.gates_before(spot.gate):
        for organisation in progress.network.organisations_of(gate):
            decided = gate_state(progress, GateSpot(gate, organisation)).decision
            concerned = organisation is None or spot.organisation in {None, organisation}
            if concerned and decided is not None and decided.override_reason:
                yield decided


def _risks(progress: Progress, organisation: OrganisationId | None) -> Iterator[tuple[Risk, str]]:
    for risk in risks.touching(progress, organisation):
        yield risk, authority.role_name(progress.network.plan, risk.last.owner)


def _documents(progress: Progress, spot: GateSpot) -> Iterator[tuple[str, str]]:
    approved = progress.state.of(spot.organisation).documents
    for criterion in spot.gate.criteria:
        if isinstance(criterion, DocumentCriterion) and criterion.document in approved:
            link = approved[criterion.document].evidence
            if link:
                yield criterion.document, link


def _plain(value: object) -> object:
    """A reason as plain lists and texts, the same each time."""
    if isinstance(value, Reason):
        return [value.code, [[name, _plain(each)] for name, each in sorted(value.values.items())]]
    return str(value)
