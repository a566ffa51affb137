"""The messages of the day: rows of the outbox that say several things to one person, and are made anew while unsent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update

from scd_workflow.store.schema import UNSENT, body_table, digest_line_table
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.store.outbox import Draft

DIGEST = "digest"
"""The obligation of a message of the day, which reminds of several."""

LINE = digest_line_table.c
OF_ROW = (LINE.programme == outbox.c.programme) & (LINE.digest == outbox.c.key)
CHANGEABLE = or_(outbox.c.outcome_kind.is_(None), outbox.c.outcome_kind != "uncertain") & (outbox.c.state != "claimed")
"""What never went out for all we know, and is not going out at this moment."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A message of the day that may still go out: the keys of what it says, and whether it can still be made anew."""

    key: str
    recipient: str
    lines: frozenset[str]
    changeable: bool


def unsent(connection: Connection, programme: ProgrammeId) -> tuple[Digest, ...]:
    """The messages of the day that may still go out, in the order in which they were put in."""
    wanted = (
        select(outbox.c.key, outbox.c.recipient, CHANGEABLE.label("changeable"))
        .where(outbox.c.programme == programme, UNSENT, outbox.c.withdrawn_at.is_(None), outbox.c.obligation == DIGEST)
        .order_by(outbox.c.id)
    )
    return tuple(
        Digest(key, recipient, lines(connection, programme, key), changeable=bool(changeable))
        for key, recipient, changeable in connection.execute(wanted)
    )


def lines(connection: Connection, programme: ProgrammeId, digest: str) -> frozenset[str]:
    """The keys of what a message of the day says."""
    said = select(LINE.notice).where(LINE.programme == programme, LINE.digest == digest)
    return frozenset(connection.execute(said).scalars())


def told(connection: Connection, programme: ProgrammeId, notices: Collection[str]) -> frozenset[str]:
    """Those of the notices that a message of the day said, or may have said, or is saying."""
    said = (
        select(LINE.notice)
        .join(outbox, OF_ROW)
        .where(LINE.programme == programme, LINE.notice.in_(notices), outbox.c.state != "withdrawn")
        .where(~(UNSENT & CHANGEABLE))
    )
    return frozenset(connection.execute(said).scalars())


def sent(connection: Connection, programme: ProgrammeId, digest: str) -> bool:
    """Whether the message of the day with this key went out, or may have, so that it can say nothing more."""
    found = select(outbox.c.id).where(outbox.c.programme == programme, outbox.c.key == digest)
    over = (outbox.c.state != "withdrawn") & ~(UNSENT & CHANGEABLE)
    return connection.execute(found.where(over)).first() is not None


def said_since(
    connection: Connection, programme: ProgrammeId, recipients: Collection[str], moment: datetime
) -> frozenset[str]:
    """The keys of all that was put in or sent to these since a moment, but for messages of the day that can still change."""
    found = (
        select(outbox.c.key, LINE.notice)
        .outerjoin(digest_line_table, OF_ROW)
        .where(outbox.c.programme == programme, outbox.c.recipient.in_(recipients), outbox.c.state != "withdrawn")
        .where(or_(outbox.c.enqueued_at >= moment, outbox.c.sent_at >= moment))
        .where(~((outbox.c.obligation == DIGEST) & UNSENT & CHANGEABLE))
    )
    return frozenset(line or key for key, line in connection.execute(found))


def say(connection: Connection, programme: ProgrammeId, digest: str, notices: Iterable[str]) -> None:
    """Keep what a message of the day says, in place of what it said before."""
    connection.execute(delete(digest_line_table).where(LINE.programme == programme, LINE.digest == digest))
    rows = [{"programme": programme, "digest": digest, "notice": notice} for notice in sorted(notices)]
    connection.execute(insert(digest_line_table), rows)


def make_anew(connection: Connection, programme: ProgrammeId, draft: Draft) -> None:
    """Put other bytes in an unsent message of the day; when it goes out stays as it is."""
    mine = outbox.c.programme == programme, outbox.c.key == draft.key
    anew = {"subject": draft.subject, "address": draft.address}
    # The row is ours from here on, so that nobody takes the old bytes with the new subject.
    if connection.execute(update(outbox).where(*mine, UNSENT, CHANGEABLE).values(anew)).rowcount:
        number = select(outbox.c.id).where(*mine).scalar_subquery()
        connection.execute(update(body_table).where(body_table.c.message == number).values(mime=draft.mime))
