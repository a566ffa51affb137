"""Seeing the programme time and again, at the cost of what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.view import View, at, caught_up, view
from scd_workflow.store import log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.store.engine import Connection


class Follower:
    """Remembers the programme as it was last seen; for one thread of a process that looks often."""

    def __init__(self, programme: ProgrammeId) -> None:
        """Nothing was seen yet."""
        self._programme = programme
        self._last: View | None = None
        self._hash: str | None = None
        self._requests: dict[str, tuple[Event, ...]] = {}

    def look(self, connection: Connection, now: datetime) -> View:
        """The programme as it stands at `now`; raises `Refused` when no plan has been adopted.

        The whole log is read again when it is not the one that was seen, as after a backup was put back.
        """
        last = self._last
        if last is None or log.hash_at(connection, self._programme, last.seq) != self._hash:
            seen, known = view(connection, self._programme, now), 0
            self._requests = {}
        else:
            seen, known = caught_up(connection, at(last, now)), len(last.recorded)
        # An event that this transaction appended may never be committed, and is not ours to remember; it was not yet read.
        if len(seen.recorded) != known:
            self._hash = log.hash_at(connection, self._programme, seen.seq)
            self._remember(each.event for each in seen.recorded[known:])
        self._last = seen
        return seen

    def asked_before(self, request: str) -> tuple[Event, ...]:
        """What a request led to in all that was seen, as when its process died before it could say so."""
        return self._requests.get(request, ()) if request else ()

    def _remember(self, events: Iterable[Event]) -> None:
        for each in events:
            if each.request:
                self._requests[each.request] = (*self._requests.get(each.request, ()), each)
