"""Every byte of what messages say, apart from their rows, which change several times for each message.

What may still go out has its body. When a message ended long ago its body goes, and with it the address; the line of the
ledger stays.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, bindparam, delete, exists, func, insert, select, update

from scd_workflow.store.moments import Unreadable
from scd_workflow.store.prepared import Prepared
from scd_workflow.store.schema import body_table as body
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Insert
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

ENDED = ("sent", "failed", "uncertain", "withdrawn")

BATCH = 500
"""How many are emptied in one transaction, so that nobody waits long for it."""

AT_ONCE = 100
"""How many are read with one statement."""

KEPT = exists().where(body.c.message == outbox.c.id)
"""Messages of which it is still known what they said."""


def add(connection: Connection, programme: ProgrammeId, mimes: Mapping[str, bytes]) -> None:
    """Give the messages with these keys that may still go out their bytes; one that has them keeps its own."""
    ADDING.changed(connection, [{"whose": programme, "named": key, "bytes": mime} for key, mime in mimes.items()])


def read(connection: Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """The bytes of the messages with these numbers; raises `Unreadable` when there is one without."""
    found: dict[int, bytes] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        values = {f"number_{place}": number for place, number in enumerate(some)}
        found.update(_reading(len(some)).rows(connection, values))
    if len(found) != len(numbers):
        raise Unreadable
    return found


def drop(connection: Connection, numbers: Collection[int]) -> None:
    """Forget what the messages with these numbers said."""
    connection.execute(delete(body).where(body.c.message.in_(numbers)))


def empty_bodies(connection: Connection, programme: ProgrammeId, before: datetime) -> int:
    """Empty the messages that ended before a moment, `BATCH` at most, and say how many those were."""
    # What failed or is in doubt has ended with its last try.
    ended = func.coalesce(outbox.c.sent_at, outbox.c.withdrawn_at, outbox.c.tried_at, outbox.c.enqueued_at)
    old = (
        select(outbox.c.id)
        .join(body, body.c.message == outbox.c.id)
        .where(body.c.programme == programme, body.c.enqueued_at < before)
        .where(outbox.c.state.in_(ENDED), ended < before)
        .order_by(body.c.enqueued_at)
        .limit(BATCH)
        # Held, so that nobody sends it once more while its body goes.
        .with_for_update(of=outbox)
    )
    numbers = connection.execute(old).scalars().all()
    if numbers:
        connection.execute(update(outbox).where(outbox.c.id.in_(numbers)).values(address=""))
        drop(connection, numbers)
    return len(numbers)


def _adding() -> Insert:
    fresh = select(outbox.c.id, outbox.c.programme, outbox.c.enqueued_at, bindparam("bytes", type_=LargeBinary))
    # Not `UNSENT`, for which PostgreSQL looks through all that waits instead of finding the key.
    open_still = (outbox.c.state != each for each in ENDED)
    mine = (outbox.c.programme == bindparam("whose"), outbox.c.key == bindparam("named"), *open_still, ~KEPT)
    return insert(body).from_select(["message", "programme", "enqueued_at", "mime"], fresh.where(*mine))


ADDING = Prepared(_adding())


@cache
def _reading(how_many: int) -> Prepared:
    numbers: list[BindParameter[int]] = [bindparam(f"number_{place}") for place in range(how_many)]
    return Prepared(select(body.c.message, body.c.mime).where(body.c.message.in_(numbers)))
