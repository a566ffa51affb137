"""The one way by which anything gets into the log: read, decide, append, and see to the messages, all or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pendulum

from scd_workflow.app.posting import post
from scd_workflow.app.view import View, caught_up
from scd_workflow.domain.errors import Refused, StaleLog
from scd_workflow.domain.reasons import because
from scd_workflow.store import log
from scd_workflow.store.engine import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import Event
    from scd_workflow.store.engine import Connection

RIVALS = 5
"""How often a loser reads and decides again. Writers of one programme queue up, so that even one loss is rare."""


YEARS_BEFORE = 2
"""How many calendar years before its start something may have happened that counts for the programme."""


def record(
    office: Office,
    now: datetime,
    decide: Callable[[View], Sequence[Event]],
    *,
    request: str = "",
    also: Callable[[Connection, Sequence[Event]], None] | None = None,
) -> tuple[Event, ...]:
    """What `decide` makes of the programme as it stands, once it is in the log.

    The notices that it ends are withdrawn and those that it causes enqueued in the same transaction. Raises `Refused`
    when the rules do not allow it, and then nothing was recorded. A `request` that the log already holds gives what
    came of it then, and records nothing. `also` is done in the same transaction, with the events that are recorded.
    """
    for _ in range(RIVALS):
        try:
            return _recorded(office, now, decide, request, also)
        except StaleLog:
            continue
    return _recorded(office, now, decide, request, also)


def _recorded(
    office: Office,
    now: datetime,
    decide: Callable[[View], Sequence[Event]],
    request: str,
    also: Callable[[Connection, Sequence[Event]], None] | None,
) -> tuple[Event, ...]:
    with writing(office.engine) as connection:
        log.lock(connection, office.programme)
        before = office.follower.look(connection, now)
        events = office.follower.asked_before(request)
        if not events:
            events = tuple(event.model_copy(update={"request": request}) for event in decide(before))
            log.append(connection, office.programme, events, expected=before.seq, recorded_at=now)
            if also is not None:
                also(connection, events)
        post(connection, office, caught_up(connection, before))
    return events


def moment(seen: View, on: date | None) -> datetime:
    """When something happened that is reported now: now itself, or noon of an earlier day.

    Raises `Refused` for a day in the future, or so long before the programme that its year must be a mistake.
    """
    if on is None or on == seen.today:
        return seen.now
    if on > seen.today:
        raise Refused(because("acts.in_future", day=on))
    if on.year < seen.network.start.year - YEARS_BEFORE:
        raise Refused(because("acts.long_before", day=on, start=seen.network.start))
    return pendulum.datetime(on.year, on.month, on.day, 12, tz=seen.plan.programme.timezone)
