"""Messages that are due at an hour at which their reader is not written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from scd_workflow.store.schema import UNSENT
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, TextClause
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def waiting_for(connection: Connection, programme: ProgrammeId, now: datetime) -> tuple[str, ...]:
    """For whom messages are due that are not urgent, each recipient once."""
    found = select(outbox.c.recipient).where(*_due(programme, now)).distinct().order_by(outbox.c.recipient)
    return tuple(connection.execute(found).scalars())


def postpone(connection: Connection, programme: ProgrammeId, recipient: str, *, now: datetime, until: datetime) -> None:
    """Let what is due for a recipient, and is not urgent, wait until a moment."""
    mine = outbox.c.recipient == recipient
    connection.execute(update(outbox).where(*_due(programme, now), mine).values(next_at=until))


def _due(programme: ProgrammeId, now: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    # What is being sent at this moment cannot wait any more.
    free = outbox.c.state != "claimed"
    return outbox.c.programme == programme, UNSENT, outbox.c.next_at <= now, free, outbox.c.urgent.is_(False)
