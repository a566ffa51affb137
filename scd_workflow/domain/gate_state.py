"""How a gate stands, and what each event about it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, assert_never

from scd_workflow.domain.happened import PASSING

if TYPE_CHECKING:
    from datetime import date, datetime

    from scd_workflow.domain.attempt_events import AttemptRefused, CodeReplaced
    from scd_workflow.domain.events import (
        ConditionLifted,
        ConditionMet,
        GateDecided,
        GateOpened,
        GateReopened,
        GateWithdrawn,
        PositionGiven,
        TermExtended,
        TermSuspended,
        VoteCast,
    )
    from scd_workflow.domain.ids import PersonId

    Said = VoteCast | PositionGiven | ConditionMet | ConditionLifted | TermSuspended | TermExtended
    GateEvent = GateOpened | GateDecided | GateWithdrawn | GateReopened | Said

WRONG_CODE = "codes.wrong"
"""The reason of a refused attempt that counts against a code."""


@dataclass(frozen=True, slots=True)
class GateState:
    """How a gate stands: its attempt (0 before it first opened), whether it awaits a decision, and what was said of it.

    A deferral closes one attempt and opens the next; `moved_to` is the day on which it or a changed term made the open
    attempt due. `opened_by` asked for it, in the place of `opened_for` when as a deputy. `asked` (when it began, also once it is over), `votes`, `positions` and `terms` are of the last attempt;
    `decisions`, `settled` (conditions) and `ended` (withdrawals and reopenings) of all of them, oldest first. Decisions up
    to attempt `set_aside` no longer hold.
    """

    attempt: int = 0
    opened: datetime | None = None
    opened_by: PersonId | None = None
    opened_for: PersonId | None = None
    reason: str = ""
    briefing: str = ""
    moved_to: date | None = None
    decisions: tuple[GateDecided, ...] = ()
    votes: tuple[VoteCast, ...] = ()
    positions: tuple[PositionGiven, ...] = ()
    terms: tuple[TermSuspended | TermExtended, ...] = ()
    settled: tuple[ConditionMet | ConditionLifted, ...] = ()
    ended: tuple[GateWithdrawn | GateReopened, ...] = ()
    set_aside: int = 0
    asked: datetime | None = None

    @property
    def awaits_decision(self) -> bool:
        """Whether somebody may decide it now."""
        return self.opened is not None

    @property
    def decision(self) -> GateDecided | None:
        """The decision of the last attempt, or None when there is none, it was set aside, or that attempt was withdrawn."""
        last = self.decisions[-1] if self.decisions and not self.awaits_decision else None
        return last if last is not None and last.attempt == self.attempt > self.set_aside else None

    @property
    def passed(self) -> bool:
        """Whether what comes after it may begin."""
        return self.decision is not None and self.decision.outcome in PASSING

    @property
    def withdrawn(self) -> bool:
        """Whether its last attempt was taken back, so that it opens again only when somebody asks."""
        last = self.ended[-1] if self.ended else None
        return last is not None and last.kind == "gate_withdrawn" and last.attempt == self.attempt


PLANNED = GateState()


class CodeState(NamedTuple):
    """How the decision code of one person for one gate stands: its counter, since when, and the wrong tries since.

    `attempt` is the one of the gate that they were about; the code of another attempt is another code.
    """

    counter: int = 0
    since: datetime | None = None
    wrong: int = 0
    attempt: int = 0

    def wrong_at(self, attempt: int) -> int:
        """How many wrong tries there were at the code of this attempt."""
        return self.wrong if attempt == self.attempt else 0


FIRST_CODE = CodeState()


def gate_after(old: GateState, event: GateEvent) -> GateState:
    """The state of a gate after one more event about it."""
    match event.kind:
        case "gate_opened":
            return _opened(old, event)
        case "gate_decided":
            return _decided(old, event)
        case "gate_withdrawn":
            return replace(old, opened=None, moved_to=None, ended=(*old.ended, event))
        case "gate_reopened":
            return _reopened(old, event)
        case _:
            return _said(old, event)


def code_after(old: CodeState, event: AttemptRefused | CodeReplaced) -> CodeState:
    """How a code stands after a refused attempt of its person, or after it was replaced."""
    if event.kind == "code_replaced":
        return CodeState(event.counter, event.at, attempt=event.attempt)
    if WRONG_CODE not in event.reasons:
        return old
    return old._replace(wrong=old.wrong_at(event.attempt) + 1, attempt=event.attempt)


def _said(old: GateState, event: Said) -> GateState:
    match event.kind:
        case "vote_cast":
            return replace(old, votes=(*(each for each in old.votes if _seat(each) != _seat(event)), event))
        case "position_given":
            others = (each for each in old.positions if each.speaker != event.speaker)
            return replace(old, positions=(*others, event))
        case "condition_met" | "condition_lifted":
            return replace(old, settled=(*old.settled, event))
        case "term_suspended" | "term_extended":
            return replace(old, moved_to=event.due, terms=(*old.terms, event))
        case _:
            assert_never(event)


def _seat(vote: VoteCast) -> PersonId:
    """Whose vote it is: a deputy's counts as that of the person whom he or she replaces."""
    return vote.on_behalf_of or vote.by


def _opened(old: GateState, event: GateOpened) -> GateState:
    return GateState(
        event.attempt, event.at, event.by, event.on_behalf_of, event.reason, event.briefing, None, old.decisions,
        settled=old.settled, ended=old.ended, set_aside=old.set_aside, asked=event.at,
    )  # fmt: skip


def _decided(old: GateState, event: GateDecided) -> GateState:
    decisions = (*old.decisions, event)
    if event.outcome != "deferred":
        return GateState(
            event.attempt, None, old.opened_by, old.opened_for, decisions=decisions, votes=old.votes, positions=old.positions, terms=old.terms,
            settled=old.settled, ended=old.ended, set_aside=old.set_aside, asked=old.asked,
        )  # fmt: skip
    return replace(
        old, attempt=event.attempt + 1, opened=event.at, moved_to=event.deferred_until, decisions=decisions,
        votes=(), terms=(), asked=event.at,
    )  # fmt: skip


def _reopened(old: GateState, event: GateReopened) -> GateState:
    # Whoever reopens has a mandate and may decide again, but whoever once asked for the decision still may not.
    return GateState(
        event.attempt + 1, event.at, old.opened_by, old.opened_for, event.reason, old.briefing, None, old.decisions,
        positions=old.positions, settled=old.settled, ended=(*old.ended, event), set_aside=event.attempt,
        asked=event.at,
    )  # fmt: skip
