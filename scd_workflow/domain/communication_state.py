"""How an occurrence of an item of the communication calendar stands, and what each event about it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from datetime import date

    from scd_workflow.domain.communication_events import (
        CommunicationApproved,
        CommunicationCancelled,
        CommunicationDrafted,
        CommunicationEvaluated,
        CommunicationEvent,
        CommunicationHanded,
        CommunicationReturned,
        CommunicationSent,
        CommunicationStopped,
        CommunicationSubmitted,
    )
    from scd_workflow.domain.ids import ItemId, Which

    TextEvent = CommunicationDrafted | CommunicationReturned | CommunicationSubmitted | CommunicationApproved

Stage = Literal["idea", "draft", "in_review", "approved"]
OccurrenceKey = tuple["ItemId", "Which"]
"""An item and which of its occurrences."""


@dataclass(frozen=True, slots=True)
class CommunicationState:
    """How far the text is, what was submitted last, on which day it was put, and what became of it.

    `attempt` counts how often a draft was begun again, or submitted anew, after it had been submitted. `stopped` says why the engine did not send
    what had been approved, until it is submitted anew; `handed` that it left that to people, until the text or the day is another.
    """

    stage: Stage = "idea"
    attempt: int = 1
    submitted: CommunicationSubmitted | None = None
    approved: CommunicationApproved | None = None
    moved_to: date | None = None
    cancelled: CommunicationCancelled | None = None
    sent: CommunicationSent | None = None
    evaluated: CommunicationEvaluated | None = None
    stopped: CommunicationStopped | None = None
    handed: CommunicationHanded | None = None

    @property
    def over(self) -> bool:
        """Whether it need not go out any more."""
        return self.sent is not None or self.cancelled is not None


UNTOUCHED = CommunicationState()


def communication_after(old: CommunicationState, event: CommunicationEvent) -> CommunicationState:
    """The state of an occurrence after one more event about it."""
    match event.kind:
        case "communication_moved":
            return replace(old, moved_to=event.to, handed=None)
        case "communication_cancelled":
            return replace(old, cancelled=event)
        case "communication_sent":
            return replace(old, sent=event)
        case "communication_evaluated":
            return replace(old, evaluated=_added(old.evaluated, event))
        case "communication_stopped" | "communication_handed":
            return _not_sent(old, event)
        case _:
            return _written(old, event)


def _not_sent(old: CommunicationState, event: CommunicationStopped | CommunicationHanded) -> CommunicationState:
    if event.kind == "communication_handed":
        return replace(old, handed=event)
    return replace(old, stage="draft", attempt=old.attempt + 1, approved=None, stopped=event)


def _written(old: CommunicationState, event: TextEvent) -> CommunicationState:
    match event.kind:
        case "communication_submitted":
            # Whoever approves reads another text, and is asked anew.
            again = old.attempt + (old.stage == "in_review")
            return replace(
                old, stage="in_review", attempt=again, submitted=event, approved=None, stopped=None, handed=None
            )
        case "communication_approved":
            return replace(old, stage="approved", approved=event)
        case "communication_drafted" | "communication_returned":
            again = old.attempt + (old.stage in {"in_review", "approved"})
            return replace(old, stage="draft", attempt=again, approved=None, handed=None)
        case _:
            assert_never(event)


def _added(old: CommunicationEvaluated | None, new: CommunicationEvaluated) -> CommunicationEvaluated:
    """What is known after a later report: it replaces what it tells, and leaves what it is silent about."""
    if old is None:
        return new
    told = {"reach": new.reach if new.reach is not None else old.reach, "evaluation": new.evaluation or old.evaluation}
    return new.model_copy(update={**told, "attendance": old.attendance | new.attendance})
