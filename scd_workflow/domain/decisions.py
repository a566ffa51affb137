"""Which decisions on a gate are accepted, and what people state about its criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.activities import about, counted_on
from scd_workflow.domain.criteria import findings, unmet
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import (
    PASSING,
    ActivityReopened,
    AttestationGiven,
    Condition,
    DocumentApproved,
    Event,
    GateDecided,
    Outcome,
    SentBack,
    Source,
    unfit,
)
from scd_workflow.domain.gates import GateSpot, briefing, gate_state, named, unknown_gate
from scd_workflow.domain.ids import CriterionId, GateId, OrganisationId, PersonId
from scd_workflow.domain.plan import AttestationCriterion, Criterion, DocumentCriterion, Mandate
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.progress import Progress


YEARS_AHEAD = 3
"""How many calendar years ahead a decision may set a date. What is due comes after it, within the calendar's years."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides at a gate; `attempt` is the one that he or she was looking at, 0 for the open one."""

    gate: GateId
    organisation: OrganisationId | None
    outcome: Outcome
    by: PersonId
    rationale: str
    attempt: int = 0
    conditions: tuple[Condition, ...] = ()
    deferred_until: date | None = None
    back_to: tuple[SentBack, ...] = ()
    override_reason: str = ""
    source: Source = "command"


@dataclass(frozen=True, slots=True)
class Statement:
    """A person states that a criterion holds, or approves its document; `text` is the statement or the link."""

    gate: GateId
    criterion: CriterionId
    organisation: OrganisationId | None
    by: PersonId
    text: str
    source: Source = "command"


def decide(progress: Progress, choice: Choice, at: datetime) -> tuple[Event, ...]:
    """The decision, followed by the activities that a no-go opens again; raises `Refused` with every reason why not."""
    refuse_if(_against_deciding(progress, choice, at))
    gate = progress.network.gates[choice.gate]
    seen = briefing(progress, gate, choice.organisation)
    mandate = _mandate(progress, choice, at.date())
    assert mandate is not None
    decided = GateDecided(
        at=at,
        by=choice.by,
        source=choice.source,
        gate=gate.id,
        organisation=choice.organisation,
        attempt=seen.attempt,
        outcome=choice.outcome,
        role=mandate.role,
        mandate=mandate.id,
        briefing=seen.digest,
        rationale=choice.rationale.strip(),
        conditions=choice.conditions,
        deferred_until=choice.deferred_until,
        back_to=_once(choice.back_to),
        override_reason=choice.override_reason.strip(),
    )
    return (decided, *_sent_back(decided))


def already_taken(progress: Progress, choice: Choice) -> GateDecided | None:
    """The decision on record when this very choice is the last one there, so that saying it twice is harmless.

    A choice that names no attempt is about the open one, when there is one, and then new.
    """
    if choice.gate not in progress.network.gates:
        return None
    state = gate_state(progress, GateSpot(progress.network.gates[choice.gate], choice.organisation))
    last = state.decisions[-1] if state.decisions else None
    if last is None or (state.awaits_decision and not choice.attempt) or choice.attempt not in {0, last.attempt}:
        return None
    return last if _said(choice) == _on_record(last) else None


def _said(choice: Choice) -> tuple[object, ...]:
    texts = (choice.rationale.strip(), choice.override_reason.strip())
    return (choice.by, choice.outcome, texts, choice.conditions, choice.deferred_until, _once(choice.back_to))


def _on_record(decided: GateDecided) -> tuple[object, ...]:
    texts = (decided.rationale, decided.override_reason)
    return (decided.by, decided.outcome, texts, decided.conditions, decided.deferred_until, decided.back_to)


def _once(work: tuple[SentBack, ...]) -> tuple[SentBack, ...]:
    return tuple(dict.fromkeys(work))


def state_that(progress: Progress, said: Statement, at: datetime) -> Event:
    """The attestation or approval that a statement leads to; raises `Refused` with every reason why not."""
    refuse_if(_against_stating(progress, said, at))
    criterion = _criterion(progress, said)
    assert isinstance(criterion, AttestationCriterion | DocumentCriterion)
    if isinstance(criterion, DocumentCriterion):
        return DocumentApproved(
            at=at, by=said.by, source=said.source, document=criterion.document,
            organisation=said.organisation, role=criterion.role, evidence=said.text.strip(),
        )  # fmt: skip
    return AttestationGiven(
        at=at, by=said.by, source=said.source, gate=said.gate, criterion=said.criterion,
        organisation=said.organisation, role=criterion.role, statement=said.text.strip(),
    )  # fmt: skip


def _sent_back(decided: GateDecided) -> Iterator[ActivityReopened]:
    for work in decided.back_to:
        yield ActivityReopened(
            at=decided.at,
            by=decided.by,
            source=decided.source,
            activity=work.activity,
            organisation=work.organisation,
            reason=f"{decided.gate}: {decided.rationale}",
        )


def _mandate(progress: Progress, choice: Choice, day: date) -> Mandate | None:
    entitled = authority.entitled(progress.network.plan, choice.gate, choice.organisation, day)
    return next((each.mandate for each in entitled if each.person == choice.by), None)


def _against_deciding(progress: Progress, choice: Choice, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, choice.gate, choice.organisation))
    if wrong:
        yield from wrong
        return
    spot = GateSpot(progress.network.gates[choice.gate], choice.organisation)
    yield from _not_awaited(progress, spot, choice, at)
    if _mandate(progress, choice, at.date()) is None:
        entitled = authority.entitled(progress.network.plan, choice.gate, choice.organisation, at.date())
        who = authority.named(each.person for each in entitled)
        yield because("gates.no_mandate", person=choice.by, gate=choice.gate, day=at.date(), who=who)
    if not choice.rationale.strip():
        yield because("gates.rationale_missing")
    for text in (choice.rationale, choice.override_reason):
        yield from unfit(text)
    yield from _outcome_incomplete(progress, spot, choice, at.date())
    missing = unmet(findings(progress, *spot)) if gate_state(progress, spot).awaits_decision else ()
    if choice.outcome in PASSING and missing and not choice.override_reason.strip():
        yield because("gates.override_missing", unmet=named(missing))


def _not_awaited(progress: Progress, spot: GateSpot, choice: Choice, at: datetime) -> Iterator[Reason]:
    state = gate_state(progress, spot)
    last = state.decision
    if last is not None:
        yield because(
            "gates.already_decided",
            gate=spot.gate.id,
            person=last.by,
            day=last.at.date(),
            outcome=because(f"words.{last.outcome}"),
        )
    elif state.opened is None:
        yield because("gates.not_open", gate=spot.gate.id)
    elif choice.attempt and choice.attempt != state.attempt:
        yield because("gates.other_attempt", gate=spot.gate.id, attempt=choice.attempt, open=state.attempt)
    elif at.date() < state.opened.date():
        yield because("gates.before_opening", gate=spot.gate.id, day=state.opened.date())


def _outcome_incomplete(progress: Progress, spot: GateSpot, choice: Choice, today: date) -> Iterator[Reason]:
    asked = {"conditions": "conditional_go", "deferred_until": "deferred", "back_to": "no_go"}
    for name, outcome in asked.items():
        given = bool(getattr(choice, name))
        if given and choice.outcome != outcome:
            yield because(f"gates.{name}_needless")
        elif not given and choice.outcome == outcome and (name != "back_to" or any(_finished_before(progress, spot))):
            yield because(f"gates.{name}_missing")
    for condition in choice.conditions:
        yield from _wrong_condition(progress, condition, today)
    if choice.deferred_until is not None:
        yield from _wrong_deferral(progress, spot, choice.deferred_until, today)
    for work in choice.back_to:
        yield from _cannot_go_back(progress, spot, work)


def _finished_before(progress: Progress, spot: GateSpot) -> Iterator[bool]:
    """Whether each piece of work before a gate is finished, so that a no-go could send it back."""
    for activity in progress.network.before(spot.gate):
        own = activity.per_organisation and spot.organisation is not None
        for organisation in (spot.organisation,) if own else progress.network.organisations_of(activity):
            yield progress.state.of(organisation).activity(activity.id).satisfied


def _wrong_condition(progress: Progress, condition: Condition, today: date) -> Iterator[Reason]:
    if not condition.text.strip():
        yield because("gates.condition_without_text")
    yield from unfit(condition.text)
    roles = [role.id for role in progress.network.plan.roles]
    if condition.owner not in roles:
        yield because("gates.unknown_role", role=condition.owner, roles=", ".join(roles))
    if condition.due <= today:
        yield because("gates.condition_in_past", day=condition.due)
    elif condition.due.year > today.year + YEARS_AHEAD:
        yield because("gates.condition_too_far", day=condition.due, years=YEARS_AHEAD)


def _wrong_deferral(progress: Progress, spot: GateSpot, until: date, today: date) -> Iterator[Reason]:
    calendar = progress.network.calendar_of(spot.organisation)
    if until <= today:
        yield because("gates.deferred_to_past", day=until)
    elif until.year > today.year + YEARS_AHEAD or not calendar.covers(until):
        yield because("gates.deferred_too_far", day=until, years=YEARS_AHEAD)
    elif not calendar.is_working_day(until):
        yield because("gates.deferred_to_day_off", day=until, next=calendar.on_or_after(until))


def _cannot_go_back(progress: Progress, spot: GateSpot, work: SentBack) -> Iterator[Reason]:
    wrong = tuple(about(progress.network, work.organisation, work.activity))
    if wrong:
        yield from wrong
    elif work.activity not in {each.id for each in progress.network.before(spot.gate)}:
        yield because("gates.not_before", activity=work.activity, gate=spot.gate.id)
    elif spot.organisation is not None and work.organisation not in {None, spot.organisation}:
        yield because("gates.other_organisation", activity=work.activity, organisation=work.organisation or "-")
    elif not progress.state.of(work.organisation).activity(work.activity).satisfied:
        yield because("gates.still_open", activity=work.activity)
    else:
        yield from counted_on(progress, work.activity, work.organisation)


def _criterion(progress: Progress, said: Statement) -> Criterion | None:
    gate = progress.network.gates[said.gate]
    return next((each for each in gate.criteria if each.id == said.criterion), None)


def _to_state(progress: Progress, gate: GateId) -> Iterator[Criterion]:
    """The criteria of a gate that a person states or approves."""
    for each in progress.network.gates[gate].criteria:
        if isinstance(each, AttestationCriterion | DocumentCriterion):
            yield each


def _against_stating(progress: Progress, said: Statement, at: datetime) -> Iterator[Reason]:
    wrong = tuple(unknown_gate(progress, said.gate, said.organisation))
    if wrong:
        yield from wrong
        return
    criterion = _criterion(progress, said)
    if not isinstance(criterion, AttestationCriterion | DocumentCriterion):
        known = [each.id for each in _to_state(progress, said.gate)]
        yield because("gates.not_to_state", gate=said.gate, criterion=said.criterion, known=", ".join(known) or "-")
        return
    if not authority.holds(progress.network.plan, said.by, criterion.role, said.organisation, at.date()):
        plan = progress.network.plan
        who = authority.named(authority.holders(plan, criterion.role, said.organisation, at.date()))
        role = authority.role_name(plan, criterion.role)
        yield because("gates.not_yours_to_state", person=said.by, criterion=said.criterion, role=role, who=who)
    if not said.text.strip():
        yield because("gates.statement_missing", criterion=said.criterion)
    yield from unfit(said.text)
    if progress.state.of(said.organisation).gate(said.gate).passed:
        yield because("gates.already_passed", gate=said.gate)
