"""What the outbox knows of a channel as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def last_sent(connection: Connection, programme: ProgrammeId, channel: str) -> int:
    """The number of the newest message that was ever sent by a channel, 0 before the first: it names a time that it works."""
    sent = (outbox.c.programme == programme, outbox.c.channel == channel, outbox.c.state == "sent")
    return connection.execute(select(func.max(outbox.c.id)).where(*sent)).scalar() or 0
