"""What people do about risks, recorded. `on` is an earlier day on which it happened, `request` the submitted form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.recording import moment, record
from scd_workflow.domain import risks

if TYPE_CHECKING:
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.risks import Assessing, Closing, Noting


def note(office: Office, said: Noting, now: datetime, *, on: date | None = None, request: str = "") -> Event:
    """Record a risk under a number of its own; raises `Refused` with every reason why not."""
    return record(office, now, lambda seen: (risks.note(seen.progress, said, moment(seen, on)),), request=request)[0]


def assess(office: Office, said: Assessing, now: datetime, *, on: date | None = None, request: str = "") -> Event:
    """Record how great a risk is by now; raises `Refused` with every reason why not."""
    return record(office, now, lambda seen: (risks.assess(seen.progress, said, moment(seen, on)),), request=request)[0]


def close(office: Office, said: Closing, now: datetime, *, on: date | None = None, request: str = "") -> Event:
    """Record that a risk is none any more; raises `Refused` with every reason why not."""
    return record(office, now, lambda seen: (risks.close(seen.progress, said, moment(seen, on)),), request=request)[0]
