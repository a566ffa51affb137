"""What the consulted say of a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.proving import Attempt, at_gate, record_proven
from scd_workflow.app.recording import moment
from scd_workflow.domain import positions

if TYPE_CHECKING:
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.positions import Opinion


def give(
    office: Office, said: Opinion, now: datetime, *, code: str, on: date | None = None, request: str = ""
) -> Event:
    """Record the position of an organisation or body, `on` an earlier day when it was given then.

    Raises `Refused` with every reason why not; `code` is what the person who speaks for it typed.
    """
    attempt = Attempt("position", said.by, at_gate(said.gate, said.organisation), said.source, code)
    given = record_proven(
        office, now, attempt, lambda seen: (positions.give(seen.progress, said, moment(seen, on)),), request=request
    )
    return given[0]
