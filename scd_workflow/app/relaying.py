"""The relay: takes what is due from the outbox, message by message, delivers it and records how that went."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scd_workflow.config.channels import is_mail
from scd_workflow.delivery import Outcome
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import Reason
from scd_workflow.store import outbox
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Claimed, State

if TYPE_CHECKING:
    from scd_workflow.app.carriers import Carriers
    from scd_workflow.store.engine import Connection, Engine

LEASE = timedelta(minutes=10)
"""Longer than the slowest delivery, so that nobody sends what is still being sent."""

LONGEST = timedelta(minutes=3)
"""How long a run goes on; with the slowest delivery after that it still ends before its process counts as lost."""

BACKOFF = tuple(timedelta(minutes=5 * 2**step) for step in range(9))
"""How long to wait after each failed attempt, about two days in all: many servers turn away a stranger's first message
for some minutes, and few problems last longer than a weekend.
"""

UNFILLED = "settings"
"""The code of an outcome that is no channel's fault: the message could not be completed."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages a run sent, will try again, gave up, could not tell about, and saw withdrawn under way.

    `reason` says what to mend: the channel, so that what still waited keeps waiting, or the settings, so that new messages
    cannot be made.
    """

    sent: int = 0
    retrying: int = 0
    failed: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    reason: Reason | None = None


def frozen(claimed: Claimed) -> bytes:
    """The message as it was put in the outbox."""
    return claimed.mime


def nobody(connection: Connection, channel: str, outcome: Outcome, now: datetime) -> None:
    """Tell nobody that a channel does not work."""
    del connection, channel, outcome, now


def relay(  # noqa: PLR0913 - where, what and whose, and the four things that it asks others
    engine: Engine,
    programme: ProgrammeId,
    carriers: Carriers,
    *,
    clock: Callable[[], datetime],
    look: Callable[[Connection, datetime], None],
    fill: Callable[[Claimed], bytes] = frozen,
    alarm: Callable[[Connection, str, Outcome, datetime], None] = nobody,
    longest: timedelta = LONGEST,
) -> Tally:
    """Send every message that is due, for as long as `longest`; what is left waits for the next run.

    Each is claimed and settled in a transaction of its own, so that being killed leaves at most one message in doubt.
    Before each claim, in its transaction, `look` withdraws what need not be said any more; `fill` gives the bytes that
    go out, which are kept nowhere. Where it raises `PlanInvalid` no message goes out before the settings are mended.
    A channel that does not work, or sends us away for a while, gets nothing more in this run; for the first, `alarm` is
    asked to tell somebody, in the transaction that says so.
    """
    seen: Counter[State] = Counter()
    resting: dict[str, Reason | None] = {}
    ends = clock() + longest
    while (now := clock()) < ends:
        with writing(engine) as connection:
            look(connection, now)
            claimed = outbox.claim(connection, programme, now=now, lease=LEASE, without=resting)
        if claimed is None:
            break
        outcome = _attempt(claimed, fill, carriers)
        with writing(engine) as connection:
            state = _settled(connection, claimed, outcome, clock())
            if outcome.kind == "config" and outcome.code != UNFILLED:
                alarm(connection, claimed.channel, outcome, clock())
        if outcome.kind == "config" and outcome.code == UNFILLED:
            # The next message would fare no better, by whatever channel.
            return _tally(seen, outcome.reason)
        if outcome.kind == "config" or outcome.retry_after is not None:
            resting[claimed.channel] = outcome.reason
        if state is not None and outcome.kind != "config":
            seen[state] += 1
    return _tally(seen, next(filter(None, resting.values()), None))


def _attempt(claimed: Claimed, fill: Callable[[Claimed], bytes], carriers: Carriers) -> Outcome:
    try:
        message = fill(claimed)
    except PlanInvalid as invalid:
        return Outcome("config", UNFILLED, reason=invalid.reasons[0])
    except Exception as error:  # noqa: BLE001 - as below
        return _broken(claimed, error)
    try:
        return carriers.carry(claimed.channel, message, claimed.address)
    except Exception as error:  # noqa: BLE001 - a message that breaks its delivery must not keep back the others
        return _broken(claimed, error)


def _broken(claimed: Claimed, error: Exception) -> Outcome:
    # Where it broke, not what it said: that may name an address.
    trace = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", claimed.key, type(error).__name__, trace)
    return Outcome("temporary", type(error).__name__)


def _settled(connection: Connection, claimed: Claimed, outcome: Outcome, now: datetime) -> State | None:
    """Record the outcome, and give the state that the message is in; absent when another relay has it by now."""
    kind = outcome.kind
    next_at = _next_at(claimed, outcome, now)
    if kind == "temporary" and next_at is None:
        kind = "permanent"
    if kind != "sent":
        logger.warning("%s: %s %s", claimed.key, kind, outcome.code)
    settled = outbox.settle(
        connection,
        claimed,
        kind,
        code=outcome.code,
        text=outcome.text,
        next_at=next_at,
        now=now,
        repeat=next_at is not None,
    )
    found = outbox.row(connection, ProgrammeId(claimed.programme), claimed.id)
    return found.state if settled and found else None


def _next_at(claimed: Claimed, outcome: Outcome, now: datetime) -> datetime | None:
    """When to try again; absent when it is of no use, or when a second copy would not be seen for what it is."""
    if outcome.kind == "config":
        return now
    # A letter has one Message-ID and one Date, whenever it is sent; what is posted in one place would stand there twice.
    repeatable = outcome.kind == "temporary" or (outcome.kind == "uncertain" and is_mail(claimed.channel))
    if not repeatable or claimed.attempts > len(BACKOFF):
        return None
    wait = BACKOFF[claimed.attempts - 1]
    return now + max(wait, outcome.retry_after or wait)


def _tally(seen: Counter[State], reason: Reason | None = None) -> Tally:
    return Tally(seen["sent"], seen["retry"], seen["failed"], seen["uncertain"], seen["withdrawn"], reason)
