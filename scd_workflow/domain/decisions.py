"""Which decisions on a gate are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scd_workflow.domain import positions, quorum
from scd_workflow.domain.activities import about, counted_on, unknown_actor
from scd_workflow.domain.briefing import against_unseen, briefing
from scd_workflow.domain.criteria import findings, unmet
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.events import ActivityReopened, Ballot, Event, GateDecided, VoteCast
from scd_workflow.domain.gates import GateSpot, against_passing, gate_state, named, unknown_gate
from scd_workflow.domain.happened import PASSING, Condition, Outcome, SentBack, Source, unfit
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.progress import Progress


YEARS_AHEAD = 3
"""How many calendar years ahead a decision may set a date. What is due comes after it, within the calendar's years."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides at a gate; `attempt` is the one that he or she was looking at, 0 for the open one.

    `seen` is the mark of the briefing that it is decided on, None for the one that stands at that moment.
    """

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
    seen: str | None = None
    source: Source = "command"


@dataclass(frozen=True, slots=True)
class Half:
    """As much of a choice as could be read: None for a gate or person, nothing of the others, that could not."""

    gate: GateId | None
    organisation: OrganisationId | None
    by: PersonId | None
    rationale: str
    conditions: tuple[Condition, ...] = ()
    back_to: tuple[SentBack, ...] = ()


def amiss(progress: Progress, half: Half, today: date) -> Iterator[Reason]:
    """What is wrong with a choice as far as that can be known without all of it."""
    if half.gate is not None:
        yield from unknown_gate(progress, half.gate, half.organisation)
    yield from unknown_actor(progress, half.by)
    if not half.rationale.strip():
        yield because("gates.rationale_missing")
    yield from unfit(half.rationale)
    for condition in half.conditions:
        yield from _wrong_condition(progress, condition, today)
    for work in half.back_to:
        yield from about(progress.network, work.organisation, work.activity)


def decide(progress: Progress, choice: Choice, at: datetime) -> tuple[Event, ...]:
    """The decision, followed by the activities that a no-go opens again; raises `Refused` with every reason why not.

    Where several have to agree it is a vote, followed by the decision when that settles it.
    """
    refuse_if(_against_deciding(progress, choice, at))
    spot = GateSpot(progress.network.gates[choice.gate], choice.organisation)
    ballot = _ballot(progress, spot, choice, at)
    if spot.gate.quorum.rule == "one":
        decided = GateDecided(**ballot)
        return (decided, *_sent_back(decided))
    vote = VoteCast(**ballot)
    return (vote, *_settled_by(progress, spot, vote))


def already_taken(progress: Progress, choice: Choice) -> GateDecided | VoteCast | None:
    """The decision or vote on record when this very choice is the last one there, so that saying it twice is harmless.

    A choice that names no attempt is about the open one, when there is one, and then new.
    """
    if choice.gate not in progress.network.gates:
        return None
    state = gate_state(progress, GateSpot(progress.network.gates[choice.gate], choice.organisation))
    voted = next((vote for vote in state.votes if vote.by == choice.by), None)
    if voted is not None and choice.attempt in {0, voted.attempt} and _said(choice) == _on_record(voted):
        return state.decision or (voted if _still_counts(progress, choice, voted) else None)
    last = state.decisions[-1] if state.decisions else None
    if last is None or (state.awaits_decision and not choice.attempt) or choice.attempt not in {0, last.attempt}:
        return None
    if last.attempt <= state.set_aside:
        return None
    return last if _said(choice) == _on_record(last) else None


def _still_counts(progress: Progress, choice: Choice, voted: VoteCast) -> bool:
    """Whether a vote on the same briefing waits for others; where none has to vote any more, saying it again settles it."""
    spot = GateSpot(progress.network.gates[choice.gate], choice.organisation)
    waits = spot.gate.quorum.rule != "one" and quorum.standing(progress, spot).outcome is None
    return waits and voted.briefing == briefing(progress, *spot).digest


def _ballot(progress: Progress, spot: GateSpot, choice: Choice, at: datetime) -> dict[str, Any]:
    """What a person decides, by which right, and on which briefing."""
    seen = briefing(progress, *spot)
    right = quorum.right(progress, spot, choice.by, at.date())
    assert right is not None
    return {
        "at": at,
        "by": choice.by,
        "on_behalf_of": right.on_behalf_of,
        "source": choice.source,
        "gate": spot.gate.id,
        "organisation": spot.organisation,
        "attempt": seen.attempt,
        "outcome": choice.outcome,
        "role": right.mandate.role,
        "mandate": right.mandate.id,
        "briefing": seen.digest,
        "rationale": choice.rationale.strip(),
        "conditions": choice.conditions,
        "deferred_until": choice.deferred_until,
        "back_to": _once(choice.back_to),
        "override_reason": choice.override_reason.strip(),
    }


def _settled_by(progress: Progress, spot: GateSpot, vote: VoteCast) -> Iterator[GateDecided | ActivityReopened]:
    """The decision that a vote settles, with the work that it opens again and that was not opened since an earlier vote."""
    calendar, today = progress.network.calendar_of(spot.organisation), vote.at.date()
    before = quorum.standing(progress, spot, today)
    decided = quorum.combined(before, vote, calendar.on_or_after(today + timedelta(days=1)))
    if decided is None:
        return
    # Votes in favour were checked as they were cast; one against, that lets them through, checks them once more.
    if decided.outcome in PASSING and any(_against_passing(progress, spot, decided.override_reason)):
        return
    back_to = tuple(work for work in decided.back_to if not any(_cannot_go_back(progress, spot, work)))
    settled = decided.model_copy(update={"back_to": back_to})
    yield settled
    yield from _sent_back(settled)


def _said(choice: Choice) -> tuple[object, ...]:
    texts = (choice.rationale.strip(), choice.override_reason.strip())
    return (choice.by, choice.outcome, texts, choice.conditions, choice.deferred_until, _once(choice.back_to))


def _on_record(decided: Ballot) -> tuple[object, ...]:
    texts = (decided.rationale, decided.override_reason)
    return (decided.by, decided.outcome, texts, decided.conditions, decided.deferred_until, decided.back_to)


def _once(work: tuple[SentBack, ...]) -> tuple[SentBack, ...]:
    return tuple(dict.fromkeys(work))


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


def _against_deciding(progress: Progress, choice: Choice, at: datetime) -> Iterator[Reason]:
    if any(unknown_gate(progress, choice.gate, choice.organisation)):
        where = choice.gate, choice.organisation
        half = Half(*where, choice.by, choice.rationale, choice.conditions, choice.back_to)
        yield from amiss(progress, half, at.date())
        return
    spot = GateSpot(progress.network.gates[choice.gate], choice.organisation)
    yield from _not_awaited(progress, spot, choice, at)
    if choice.seen is not None:
        yield from against_unseen(progress, spot, choice.seen)
    yield from quorum.against_deciding(progress, spot, choice.by, choice.override_reason, at)
    if not choice.rationale.strip():
        yield because("gates.rationale_missing")
    for text in (choice.rationale, choice.override_reason):
        yield from unfit(text)
    yield from _outcome_incomplete(progress, spot, choice, at.date())
    if choice.outcome in PASSING:
        yield from _against_passing(progress, spot, choice.override_reason)


def _against_passing(progress: Progress, spot: GateSpot, override_reason: str) -> Iterator[Reason]:
    """What keeps a gate from being passed, as far as no reason was given to do it all the same."""
    yield from against_passing(progress, spot)
    yield from positions.against_deciding(progress, spot, "go", override_reason)
    missing = unmet(findings(progress, *spot)) if gate_state(progress, spot).awaits_decision else ()
    if missing and not override_reason.strip():
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
