"""The outbox: one row per recipient and channel, so that each message goes out once.

What never happens is a second message under the same key. How a message is claimed and settled is in `claims`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from sqlalchemy import bindparam, case, or_, select, update

from scd_workflow.store import bodies
from scd_workflow.store.prepared import Prepared
from scd_workflow.store.returns import bring_back
from scd_workflow.store.schema import UNSENT, insert_into
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

SAID = "said/"
"""How the keys begin of what the communication calendar says: to a reader, who need be nobody in the programme."""

# Every decision asks for it.
STILL_TO_GO = Prepared(
    select(outbox.c.key, outbox.c.obligation).where(
        outbox.c.programme == bindparam("whose"), UNSENT, outbox.c.withdrawn_at.is_(None)
    )
)

State = Literal["waiting", "claimed", "sent", "retry", "uncertain", "failed", "withdrawn"]
OutcomeKind = Literal["sent", "temporary", "permanent", "config", "uncertain"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to be sent: `key` names it for ever, `mime` is every byte of it, not before `not_before`.

    What is `urgent` goes out at any hour, its later tries included.
    """

    key: str
    obligation: str
    recipient: str
    address: str = field(repr=False)
    channel: str
    subject: str
    mime: bytes = field(repr=False)
    not_before: datetime
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """How a message stands, without what it says."""

    id: int
    programme: str
    key: str
    obligation: str
    recipient: str
    address: str = field(repr=False)
    channel: str
    subject: str
    state: State
    attempts: int
    next_at: datetime
    lease_until: datetime | None
    outcome_kind: OutcomeKind | None
    outcome_code: str | None
    outcome_text: str | None
    enqueued_at: datetime
    sent_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


DOUBTFUL = outbox.c.outcome_kind == "uncertain"
"""Messages that may have arrived at an earlier attempt, which nothing but a later success undoes."""

KEPT = tuple(each.name for each in fields(Draft) if each.name != "mime")
"""What of a draft stands in its row; the bytes lie apart."""

SHOWN = [outbox.c[each.name] for each in fields(OutboxRow)]


def enqueue(connection: Connection, programme: ProgrammeId, drafts: Iterable[Draft], *, now: datetime) -> int:
    """Put the messages in the outbox whose key is not yet there, and say how many those were.

    One that was withdrawn before it went out waits again, as it is drafted now, and counts as put in.
    """
    # In the same order in every process: two that insert the same keys crosswise would wait for each other.
    ordered = sorted(drafts, key=lambda draft: draft.key)
    rows = {draft.key: _row_of(draft) for draft in ordered}
    mimes = {draft.key: draft.mime for draft in ordered}
    if not rows:
        return 0
    back = bring_back(connection, programme, rows, now=now)
    first = {"programme": programme, "state": "waiting", "attempts": 0, "enqueued_at": now}
    statement = insert_into(connection, outbox).on_conflict_do_nothing(index_elements=["programme", "key"])
    every = [row | first for row in rows.values()]
    new = connection.execute(statement, every, execution_options={"preserve_rowcount": True}).rowcount
    bodies.add(connection, programme, mimes)
    return back + new


def withdraw(
    connection: Connection, programme: ProgrammeId, obligations: Collection[str], *, reason: str, now: datetime
) -> int:
    """Stop every unsent message about these obligations, and say how many those were.

    One that is being sent at this moment cannot be stopped any more, but it is not tried again.
    """
    return _withdraw(connection, programme, outbox.c.obligation.in_(obligations), reason, now)


def withdraw_each(
    connection: Connection, programme: ProgrammeId, keys: Collection[str], *, reason: str, now: datetime
) -> int:
    """Like `withdraw`, for the messages with these keys."""
    return _withdraw(connection, programme, outbox.c.key.in_(keys), reason, now)


def unsent(connection: Connection, programme: ProgrammeId) -> dict[str, str]:
    """The keys of the messages that may still go out, each with its obligation."""
    return dict(STILL_TO_GO.rows(connection, {"whose": programme}))


def untried(connection: Connection, programme: ProgrammeId, *, since: datetime) -> frozenset[str]:
    """The keys of the notices that were put in since a moment and never tried: no alarms, and nothing that was `SAID`."""
    wanted = select(outbox.c.key).where(outbox.c.programme == programme, UNSENT, outbox.c.withdrawn_at.is_(None))
    others = or_(*(outbox.c.key.startswith(kind) for kind in ("alarm/", SAID)))
    mine = (outbox.c.attempts == 0, outbox.c.enqueued_at >= since, ~others)
    return frozenset(connection.execute(wanted.where(*mine)).scalars())


def known_keys(connection: Connection, programme: ProgrammeId, keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that are in the outbox already, in whatever state but withdrawn: such a message may come back."""
    wanted = select(outbox.c.key).where(outbox.c.programme == programme, outbox.c.key.in_(list(keys)))
    return frozenset(connection.execute(wanted.where(outbox.c.state != "withdrawn")).scalars())


def rows(connection: Connection, programme: ProgrammeId) -> list[OutboxRow]:
    """The messages in the order they were put in."""
    wanted = select(*SHOWN).where(outbox.c.programme == programme).order_by(outbox.c.id)
    return [OutboxRow(*found) for found in connection.execute(wanted)]


def of_recipient(connection: Connection, programme: ProgrammeId, recipient: str) -> list[OutboxRow]:
    """The messages to one person, in the order they were put in."""
    wanted = select(*SHOWN).where(outbox.c.programme == programme, outbox.c.recipient == recipient)
    return [OutboxRow(*found) for found in connection.execute(wanted.order_by(outbox.c.id))]


def row(connection: Connection, programme: ProgrammeId, number: int) -> OutboxRow | None:
    """The message with this number, absent when the programme has none."""
    wanted = select(*SHOWN).where(outbox.c.programme == programme, outbox.c.id == number)
    found = connection.execute(wanted).one_or_none()
    return OutboxRow(*found) if found else None


def _withdraw(
    connection: Connection, programme: ProgrammeId, which: ColumnElement[bool], reason: str, now: datetime
) -> int:
    statement = (
        update(outbox)
        .where(outbox.c.programme == programme, which, UNSENT)
        .where(outbox.c.withdrawn_at.is_(None))
        .values(
            state=case(
                (outbox.c.state == "claimed", "claimed"),
                # It may have arrived, so that it cannot be taken back as if it never went out.
                (DOUBTFUL, "uncertain"),
                else_="withdrawn",
            ),
            withdrawn_at=now,
            withdrawn_reason=reason,
        )
    )
    return connection.execute(statement).rowcount


def _row_of(draft: Draft) -> dict[str, object]:
    row_of = {name: getattr(draft, name) for name in KEPT}
    row_of["next_at"] = row_of.pop("not_before")
    return row_of
