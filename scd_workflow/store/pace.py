"""How fast messages went out by a channel, and how many wait to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scd_workflow.store.schema import UNSENT
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def last_tries(
    connection: Connection, programme: ProgrammeId, channel: str, since: datetime, at_most: int
) -> list[datetime]:
    """When messages were tried by a channel after a moment, the last ones, newest first; each by its last try.

    Whoever tried them, and whatever came of it: a server counts what it refused as well.
    """
    tried = select(outbox.c.tried_at).where(outbox.c.programme == programme, outbox.c.channel == channel)
    newest = tried.where(outbox.c.tried_at > since).order_by(outbox.c.tried_at.desc()).limit(at_most)
    return list(connection.execute(newest).scalars())


def due_count(connection: Connection, programme: ProgrammeId, now: datetime) -> int:
    """How many messages may go out at a moment."""
    due = (outbox.c.programme == programme, UNSENT, outbox.c.state != "held", outbox.c.next_at <= now)
    return connection.execute(select(func.count()).where(*due)).scalar_one()
