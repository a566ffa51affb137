"""The outbox: one row per recipient and channel, so that each message goes out once.

Delivery is at least once: a row is claimed for a while, sent, and settled. When the sender dies in between, the claim
runs out and the same frozen bytes go out again, with the same Message-ID, so that the receiver can see the duplicate.
What never happens is a second message under the same key, or an attempt that starts after the withdrawal.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import case, select, update

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.reasons import because
from scd_workflow.store.schema import UNSENT, Unreadable, insert_into
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from sqlalchemy import RowMapping, Select
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

State = Literal["waiting", "claimed", "sent", "retry", "uncertain", "failed", "held", "withdrawn"]
OutcomeKind = Literal["sent", "temporary", "permanent", "config", "uncertain"]

MAX_ATTEMPTS = 8
"""How often a message is tried; counted when claimed, so that a message that kills its sender is not tried for ever."""

CLAIMABLE = {"waiting", "retry", "claimed"}

AFTER: dict[OutcomeKind, State] = {
    "sent": "sent",
    "temporary": "retry",
    "permanent": "failed",
    "config": "retry",
    "uncertain": "uncertain",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to be sent: `key` names it for ever, `mime` is every byte of it, not before `not_before`."""

    key: str
    obligation: str
    recipient: str
    address: str
    channel: str
    subject: str
    mime: bytes
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until `lease_until`; `attempts` counts this try and fences its settling."""

    id: int
    programme: str
    key: str
    obligation: str
    recipient: str
    address: str
    channel: str
    subject: str
    mime: bytes
    attempts: int
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """How a message stands; what it says is in `message`."""

    id: int
    programme: str
    key: str
    obligation: str
    recipient: str
    address: str
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


SHOWN = [outbox.c[field.name] for field in fields(OutboxRow)]
CLAIMED_FROM_ROW = {field.name for field in fields(Claimed)} - {"attempts", "lease_until"}


def enqueue(connection: Connection, programme: ProgrammeId, drafts: Iterable[Draft], *, now: datetime) -> int:
    """Put the messages in the outbox whose key is not yet there, and say how many those were."""
    # In the same order in every process: two that insert the same keys crosswise would wait for each other.
    rows = [_row_of(draft, programme, now) for draft in sorted(drafts, key=lambda draft: draft.key)]
    if not rows:
        return 0
    statement = insert_into(connection, outbox).on_conflict_do_nothing(index_elements=["programme", "key"])
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def withdraw(
    connection: Connection, programme: ProgrammeId, obligations: Collection[str], *, reason: str, now: datetime
) -> int:
    """Stop every unsent message about these obligations, and say how many those were.

    One that is being sent at this moment cannot be stopped any more, but it is not tried again.
    """
    statement = (
        update(outbox)
        .where(outbox.c.programme == programme, outbox.c.obligation.in_(obligations), UNSENT)
        .where(outbox.c.withdrawn_at.is_(None))
        .values(
            state=case((outbox.c.state == "claimed", "claimed"), else_="withdrawn"),
            withdrawn_at=now,
            withdrawn_reason=reason,
        )
    )
    return connection.execute(statement).rowcount


def unsent_obligations(connection: Connection, programme: ProgrammeId) -> frozenset[str]:
    """The obligations about which a message may still go out."""
    unsent = select(outbox.c.obligation).where(outbox.c.programme == programme, UNSENT)
    return frozenset(connection.execute(unsent.where(outbox.c.withdrawn_at.is_(None)).distinct()).scalars())


def known_keys(connection: Connection, programme: ProgrammeId, keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that are in the outbox already, in whatever state."""
    wanted = select(outbox.c.key).where(outbox.c.programme == programme, outbox.c.key.in_(list(keys)))
    return frozenset(connection.execute(wanted).scalars())


def claim(connection: Connection, programme: ProgrammeId, *, now: datetime, lease: timedelta) -> Claimed | None:
    """Take the message that has been due longest, for as long as `lease`; absent when nothing is due.

    To be committed before sending. Several senders may claim at once: on SQLite they take turns, on PostgreSQL each
    skips what another is looking at. What ran out of attempts, or was withdrawn while its sender died, ends here.
    """
    while due := connection.execute(_due(programme, now)).mappings().one_or_none():
        if due["state"] not in CLAIMABLE:
            # In a damaged file the index still has what the table has not; it would be sent for ever.
            raise Unreadable
        if due["withdrawn_at"] is not None:
            _end(connection, due["id"], "uncertain", code="lease_expired")
        elif due["attempts"] >= MAX_ATTEMPTS:
            _end(connection, due["id"], "failed", code="attempts_exhausted")
        else:
            return _take(connection, due, now + lease)
    return None


def settle(  # noqa: PLR0913 - an outcome is four words, and delivery's own type may not be known here
    connection: Connection,
    claimed: Claimed,
    outcome_kind: OutcomeKind,
    *,
    code: str,
    text: str,
    next_at: datetime | None,
    now: datetime,
) -> bool:
    """Record how the attempt went; false, and nothing changed, when another sender has taken over since.

    A temporary outcome is tried again at `next_at`, and one of configuration as well without counting as an attempt;
    neither when the message was withdrawn meanwhile.
    """
    after = AFTER[outcome_kind]
    again = after == "retry"
    assert next_at is not None or not again
    statement = (
        update(outbox)
        .where(outbox.c.id == claimed.id)
        # Both: a number that did not count comes back at the next claim, which has a lease of its own.
        .where(outbox.c.attempts == claimed.attempts, outbox.c.lease_until == claimed.lease_until)
        .values(
            state=case((outbox.c.withdrawn_at.is_not(None), "withdrawn"), else_=after) if again else after,
            attempts=claimed.attempts - 1 if outcome_kind == "config" else claimed.attempts,
            next_at=next_at if again else outbox.c.next_at,
            lease_until=None,
            outcome_kind=outcome_kind,
            outcome_code=code,
            outcome_text=text,
            sent_at=now if outcome_kind == "sent" else None,
        )
    )
    return connection.execute(statement).rowcount == 1


def rows(connection: Connection, programme: ProgrammeId, state: State | None = None) -> list[OutboxRow]:
    """The messages in the order they were put in, all or those in one state."""
    wanted = select(*SHOWN).where(outbox.c.programme == programme).order_by(outbox.c.id)
    if state is not None:
        wanted = wanted.where(outbox.c.state == state)
    return [OutboxRow(*found) for found in connection.execute(wanted)]


def row(connection: Connection, programme: ProgrammeId, number: int) -> OutboxRow | None:
    """The message with this number, absent when the programme has none."""
    wanted = select(*SHOWN).where(outbox.c.programme == programme, outbox.c.id == number)
    found = connection.execute(wanted).one_or_none()
    return OutboxRow(*found) if found else None


def message(connection: Connection, programme: ProgrammeId, number: int) -> bytes:
    """The frozen bytes of a message; raises `StoreUnavailable` when the programme has none with this number."""
    wanted = select(outbox.c.mime).where(outbox.c.programme == programme, outbox.c.id == number)
    mime: bytes | None = connection.execute(wanted).scalar()
    if mime is None:
        raise StoreUnavailable(because("store.message_missing", programme=programme, number=number))
    return mime


def _row_of(draft: Draft, programme: ProgrammeId, now: datetime) -> dict[str, object]:
    row_of = {field.name: getattr(draft, field.name) for field in fields(Draft)}
    row_of["next_at"] = row_of.pop("not_before")
    return row_of | {"programme": programme, "state": "waiting", "attempts": 0, "enqueued_at": now}


def _due(programme: ProgrammeId, now: datetime) -> Select[Any]:
    free = outbox.c.lease_until.is_(None) | (outbox.c.lease_until <= now)
    return (
        select(outbox)
        .where(outbox.c.programme == programme, UNSENT, outbox.c.state != "held", outbox.c.next_at <= now, free)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _take(connection: Connection, due: RowMapping, lease_until: datetime) -> Claimed:
    taken = {"attempts": due["attempts"] + 1, "lease_until": lease_until}
    _change(connection, due["id"], state="claimed", **taken)
    return Claimed(**{name: due[name] for name in CLAIMED_FROM_ROW}, **taken)


def _end(connection: Connection, number: int, state: State, *, code: str) -> None:
    kind = "uncertain" if state == "uncertain" else "permanent"
    _change(connection, number, state=state, lease_until=None, outcome_kind=kind, outcome_code=code)


def _change(connection: Connection, number: int, **values: object) -> None:
    changed = connection.execute(update(outbox).where(outbox.c.id == number).values(**values)).rowcount
    if changed != 1:
        raise Unreadable
