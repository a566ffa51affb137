"""How many messages a channel may be given now: by its connections, and by its rate over the last minute."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.store.pace import last_tries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scd_workflow.config.channels import Pace
    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.store.engine import Connection

MINUTE = timedelta(minutes=1)


class Pacing:
    """Keeps channels to their pace.

    The rate is read from the outbox, so that it holds over runs and relays. `resume_at` is when it next lets something
    through that it held back; absent when it held back nothing.
    """

    def __init__(self, programme: ProgrammeId, pace: Callable[[str], Pace]) -> None:
        """Nothing is under way."""
        self.under_way: Counter[str] = Counter()
        self.resume_at: datetime | None = None
        self._programme = programme
        self._pace = pace

    def room(self, connection: Connection, channel: str, now: datetime) -> int:
        """How many messages may be started by a channel."""
        pace = self._pace(channel)
        free = pace.connections - self.under_way[channel]
        if pace.rate is None or free <= 0:
            return free
        tries = last_tries(connection, self._programme, channel, now - MINUTE, pace.rate)
        if len(tries) == pace.rate:
            self._held_back(tries[-1] + MINUTE)
        return min(free, pace.rate - len(tries))

    def _held_back(self, until: datetime) -> None:
        self.resume_at = min(until, self.resume_at or until)
