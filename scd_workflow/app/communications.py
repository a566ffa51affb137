"""What people do about the communication calendar, recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.contents import bound
from scd_workflow.app.recording import moment, record
from scd_workflow.domain import communication_acts
from scd_workflow.domain.feedback import feedback
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import evolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.communication_acts import Said
    from scd_workflow.domain.events import Event


def report(
    office: Office, said: Sequence[Said], now: datetime, *, on: date | None = None, request: str = ""
) -> tuple[Event, ...]:
    """Record what somebody does, one act after the other, all of them or none; raises `Refused` with every reason."""

    def reported(seen: View) -> Sequence[Event]:
        at, state = moment(seen, on), seen.state
        events: list[Event] = []
        for each in said:
            progress = seen.progress if not events else progress_of(seen.network, state, seen.today)
            event = communication_acts.report(progress, bound(office, progress, each), at)
            for led_to in (event, *feedback(progress, event)):
                events.append(led_to)
                state = evolve(state, led_to)
        return events

    return record(office, now, reported, request=request)
