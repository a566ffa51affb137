"""Recording how an attempt went, and when the next one is."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.config.channels import is_mail
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import claims, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.delivery import Outcome
    from scd_workflow.store.claims import Claimed
    from scd_workflow.store.engine import Connection
    from scd_workflow.store.outbox import State

BACKOFF = tuple(timedelta(minutes=5 * 2**step) for step in range(9))
"""How long to wait after each failed attempt, about two days in all: many servers turn away a stranger's first message
for some minutes, and few problems last longer than a weekend.
"""

UNFILLED = "settings"
"""The code of an outcome that is no channel's fault: the message could not be completed."""

logger = logging.getLogger(__name__)


def at_fault(outcome: Outcome) -> bool:
    """Whether a channel does not work."""
    return outcome.kind == "config" and outcome.code != UNFILLED


def settled(connection: Connection, claimed: Claimed, outcome: Outcome, now: datetime) -> State | None:
    """Record an outcome, and give the state that the message is in; absent when another relay has it by now."""
    kind = outcome.kind
    next_at = _next_at(claimed, outcome, now)
    if kind == "temporary" and next_at is None:
        kind = "permanent"
    if kind != "sent":
        logger.warning("%s: %s %s", claimed.key, kind, outcome.code)
    ours = claims.settle(
        connection,
        claimed,
        kind,
        code=outcome.code,
        text=outcome.text,
        next_at=next_at,
        now=now,
        repeat=next_at is not None,
    )
    if not ours or kind == "sent":
        return "sent" if ours else None
    found = outbox.row(connection, ProgrammeId(claimed.programme), claimed.id)
    return found.state if found else None


def _next_at(claimed: Claimed, outcome: Outcome, now: datetime) -> datetime | None:
    """When to try again; absent when it is of no use, or when a second copy would not be seen for what it is."""
    if outcome.kind == "config":
        return now
    repeatable = outcome.kind == "temporary" or (outcome.kind == "uncertain" and is_mail(claimed.channel))
    if not repeatable or claimed.attempts > len(BACKOFF):
        return None
    wait = BACKOFF[claimed.attempts - 1]
    return now + max(wait, outcome.retry_after or wait)
