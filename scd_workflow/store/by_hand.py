"""What a person does to messages by hand: hold them back, let them go, have one tried again, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, select, update

from scd_workflow.store import bodies
from scd_workflow.store.claims import MAX_ATTEMPTS
from scd_workflow.store.schema import body_table
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def hold(connection: Connection, programme: ProgrammeId, numbers: Collection[int]) -> frozenset[int]:
    """Keep these messages from going out until they are released; gives those for which that can be."""
    return _change(connection, programme, numbers, outbox.c.state.in_(["waiting", "retry"]), state="held")


def release(connection: Connection, programme: ProgrammeId, numbers: Collection[int]) -> frozenset[int]:
    """Let these held messages go, at the hour at which they would have gone; gives those that were held."""
    again = case((outbox.c.attempts > 0, "retry"), else_="waiting")
    return _change(connection, programme, numbers, outbox.c.state == "held", state=again)


def retry(connection: Connection, programme: ProgrammeId, numbers: Collection[int], *, now: datetime) -> frozenset[int]:
    """Let these messages be tried once more, at once; gives those that failed, are in doubt or wait for another try.

    Of which the body was not kept, there is nothing to send.
    """
    left = case((outbox.c.attempts < MAX_ATTEMPTS, outbox.c.attempts), else_=MAX_ATTEMPTS - 1)
    over = outbox.c.state.in_(["failed", "uncertain", "retry"]) & outbox.c.withdrawn_at.is_(None)
    return _change(
        connection, programme, numbers, over & bodies.KEPT, state="retry", attempts=left, next_at=now, lease_until=None
    )


def body(connection: Connection, programme: ProgrammeId, number: int) -> bytes | None:
    """Every byte of a message, empty when its body was not kept; absent when there is no such message."""
    both = outbox.outerjoin(body_table, body_table.c.message == outbox.c.id)
    wanted = select(body_table.c.mime).select_from(both).where(outbox.c.programme == programme, outbox.c.id == number)
    found = connection.execute(wanted).one_or_none()
    return None if found is None else found.mime or b""


def _change(
    connection: Connection,
    programme: ProgrammeId,
    numbers: Collection[int],
    which: ColumnElement[bool],
    **values: object,
) -> frozenset[int]:
    mine = (outbox.c.programme == programme, outbox.c.id.in_(numbers))
    # First held and then looked at: what somebody else did to the body of one meanwhile is seen only then.
    connection.execute(select(outbox.c.id).where(*mine).order_by(outbox.c.id).with_for_update()).all()
    found = frozenset(connection.execute(select(outbox.c.id).where(*mine, which)).scalars())
    connection.execute(update(outbox).where(outbox.c.programme == programme, outbox.c.id.in_(found)).values(**values))
    return found
