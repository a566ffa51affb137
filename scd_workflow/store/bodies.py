"""What messages said and to which address, emptied when they ended long ago; the line of the ledger stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from scd_workflow.store.schema import HAS_BODY
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

ENDED = ("sent", "failed", "uncertain", "withdrawn")

BATCH = 500
"""How many are emptied in one transaction, so that nobody waits long for it."""


def empty_bodies(connection: Connection, programme: ProgrammeId, before: datetime) -> int:
    """Empty the messages that ended before a moment, `BATCH` at most, and say how many those were."""
    # What failed or is in doubt has ended with its last try.
    ended = func.coalesce(outbox.c.sent_at, outbox.c.withdrawn_at, outbox.c.tried_at, outbox.c.enqueued_at)
    old = (
        select(outbox.c.id)
        .where(outbox.c.programme == programme, HAS_BODY, outbox.c.enqueued_at < before)
        .where(outbox.c.state.in_(ENDED), ended < before)
        .order_by(outbox.c.enqueued_at)
        .limit(BATCH)
    )
    emptied = update(outbox).where(outbox.c.id.in_(old.scalar_subquery())).values(mime=b"", address="")
    return connection.execute(emptied).rowcount
