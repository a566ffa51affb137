"""The outbox as people see it, and sending what waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.acts import open_gates
from scd_workflow.app.office import refuse_unknown
from scd_workflow.app.relaying import Tally, relay
from scd_workflow.report.notices import Line
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scd_workflow.app.office import Office


def outbox_lines(office: Office) -> tuple[Line, ...]:
    """Every notice in the outbox, in the order in which they were put in."""
    with reading(office.engine) as connection:
        refuse_unknown(connection, office.programme)
        rows = outbox.rows(connection, office.programme)
    return tuple(
        Line(
            number=row.id,
            key=row.key,
            recipient=row.recipient,
            channel=row.channel,
            subject=row.subject,
            state=row.state,
            attempts=row.attempts,
            enqueued_at=row.enqueued_at,
            sent_at=row.sent_at,
            reason=row.withdrawn_reason or row.outcome_text or "",
        )
        for row in rows
    )


def send_notices(office: Office, *, clock: Callable[[], datetime]) -> Tally:
    """Open the gates that are ready, enqueue what is due, and send all that waits."""
    open_gates(office, clock())
    return relay(office.engine, office.programme, office.settings.mail_url, clock=clock)
