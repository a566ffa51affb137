"""Messages that were withdrawn before they went out, and wait again because what they are about holds again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from scd_workflow.store import bodies
from scd_workflow.store.schema import WITHDRAWN, return_table
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


@dataclass(frozen=True, slots=True)
class Return:
    """That a message (by its number) came back: when and why it had been withdrawn, and since when it waits again."""

    message: int
    withdrawn_at: datetime
    withdrawn_reason: str
    returned_at: datetime


SHOWN = [return_table.c[field.name] for field in fields(Return)]


def bring_back(
    connection: Connection, programme: ProgrammeId, fresh: Mapping[str, Mapping[str, object]], *, now: datetime
) -> int:
    """Let the withdrawn messages among these keys wait again with what is `fresh` of each, and say how many those were.

    They are to be given their bytes anew.

    What was ever sent, or may have been, is not withdrawn and stays as it is. How often a message was tried is kept: no
    key is tried for ever, however often it comes back, and a sender that overslept settles nothing.
    """
    wanted = select(outbox.c.id, outbox.c.key, outbox.c.withdrawn_at, outbox.c.withdrawn_reason)
    withdrawn = wanted.where(outbox.c.programme == programme, outbox.c.key.in_(list(fresh)), WITHDRAWN)
    # In the same order in every process, and each row held, so that nobody else brings it back as well.
    found = connection.execute(withdrawn.order_by(outbox.c.key).with_for_update()).all()
    for number, key, withdrawn_at, reason in found:
        came = Return(number, withdrawn_at, reason, now)
        connection.execute(insert(return_table).values(asdict(came)))
        values = {**fresh[key], "state": "waiting", "withdrawn_at": None, "withdrawn_reason": None}
        connection.execute(update(outbox).where(outbox.c.id == number).values(values))
    if found:
        bodies.drop(connection, [number for number, *_ in found])
    return len(found)


def withdrawn_keys(connection: Connection, programme: ProgrammeId, beginning: str, since: datetime) -> tuple[str, ...]:
    """The keys of the messages withdrawn since a moment of which the obligation begins like this."""
    wanted = select(outbox.c.key).where(
        outbox.c.programme == programme,
        WITHDRAWN,
        outbox.c.obligation.startswith(beginning, autoescape=True),
        outbox.c.withdrawn_at >= since,
    )
    return tuple(connection.execute(wanted.order_by(outbox.c.id)).scalars())


def returns(connection: Connection, programme: ProgrammeId) -> dict[int, tuple[Return, ...]]:
    """How often the messages of a programme came back, by their number, the first time in front."""
    mine = select(*SHOWN).join(outbox, outbox.c.id == return_table.c.message).where(outbox.c.programme == programme)
    found: dict[int, tuple[Return, ...]] = {}
    for row in connection.execute(mine.order_by(return_table.c.id)):
        each = Return(*row)
        found[each.message] = (*found.get(each.message, ()), each)
    return found
