"""The relay: takes what is due from the outbox, message by message, delivers it and records how that went."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scd_workflow.delivery import Outcome, deliver
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import Reason
from scd_workflow.store import outbox
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Claimed, State

if TYPE_CHECKING:
    from scd_workflow.store.engine import Connection, Engine

LEASE = timedelta(minutes=10)
"""Longer than the slowest delivery, so that nobody sends what is still being sent."""

BACKOFF = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
    timedelta(days=1),
)
"""How long to wait after each failed attempt; many servers turn away a stranger's first message for some minutes."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages a run sent, will try again, gave up, could not tell about, and saw withdrawn under way.

    `reason` says why the run stopped early: the channel is at fault, and what still waited keeps waiting.
    """

    sent: int = 0
    retrying: int = 0
    failed: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    reason: Reason | None = None


def _never() -> bool:
    return False


def _silently(_: Tally) -> None:
    pass


def relay(  # noqa: PLR0913 - the callers differ in exactly these
    engine: Engine,
    programme: ProgrammeId,
    transport_url: str,
    *,
    clock: Callable[[], datetime],
    limit: int | None = None,
    stop: Callable[[], bool] = _never,
    on_progress: Callable[[Tally], None] = _silently,
) -> Tally:
    """Send every message that is due, at most `limit` of them, until `stop` says so.

    Each is claimed and settled in a transaction of its own, so that being killed leaves at most one message in doubt.
    """
    seen: Counter[State] = Counter()
    while not stop() and seen.total() != limit:
        with writing(engine) as connection:
            claimed = outbox.claim(connection, programme, now=clock(), lease=LEASE)
        if claimed is None:
            break
        outcome = _attempt(claimed, transport_url)
        with writing(engine) as connection:
            state = _settled(connection, claimed, outcome, clock())
        if outcome.kind == "config":
            # The next message would fare no better.
            return _tally(seen, outcome.reason)
        if state is not None:
            seen[state] += 1
        on_progress(_tally(seen))
    return _tally(seen)


def _attempt(claimed: Claimed, transport_url: str) -> Outcome:
    try:
        return deliver(claimed.mime, claimed.address, transport_url)
    except Exception as error:  # noqa: BLE001 - a message that breaks its delivery must not keep back the others
        # Where it broke, not what it said: that may name an address.
        trace = "".join(traceback.format_tb(error.__traceback__))
        logger.error("%s: %s\n%s", claimed.key, type(error).__name__, trace)  # noqa: TRY400
        return Outcome("temporary", type(error).__name__)


def _settled(connection: Connection, claimed: Claimed, outcome: Outcome, now: datetime) -> State | None:
    """Record the outcome, and give the state that the message is in; absent when another relay has it by now."""
    given_up = outcome.kind == "temporary" and claimed.attempts > len(BACKOFF)
    kind = "permanent" if given_up else outcome.kind
    if kind != "sent":
        logger.warning("%s: %s %s", claimed.key, kind, outcome.code)
    next_at = None
    if kind == "temporary":
        next_at = now + BACKOFF[claimed.attempts - 1]
    elif kind == "config":
        next_at = now
    settled = outbox.settle(connection, claimed, kind, code=outcome.code, text=outcome.text, next_at=next_at, now=now)
    found = outbox.row(connection, ProgrammeId(claimed.programme), claimed.id)
    return found.state if settled and found else None


def _tally(seen: Counter[State], reason: Reason | None = None) -> Tally:
    return Tally(seen["sent"], seen["retry"], seen["failed"], seen["uncertain"], seen["withdrawn"], reason)
