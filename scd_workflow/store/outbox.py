"""The outbox: one row per recipient and channel, so that each message goes out once.

Delivery is at least once: a row is claimed for a while, sent, and settled. When the sender dies in between, the claim
runs out and the same frozen bytes go out again, with the same Message-ID, so that the receiver can see the duplicate.
What never happens is a second message under the same key, or an attempt that starts while it is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import case, literal, select, update

from scd_workflow.store.returns import bring_back
from scd_workflow.store.schema import UNSENT, Unreadable, insert_into
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, RowMapping, Select
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

State = Literal["waiting", "claimed", "sent", "retry", "uncertain", "failed", "withdrawn"]
OutcomeKind = Literal["sent", "temporary", "permanent", "config", "uncertain"]

MAX_ATTEMPTS = 12
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
class Claimed:
    """A message that is ours to send until `lease_until`; `attempts` counts this try and fences its settling."""

    id: int
    programme: str
    key: str
    obligation: str
    recipient: str
    address: str = field(repr=False)
    channel: str
    subject: str
    mime: bytes = field(repr=False)
    attempts: int
    lease_until: datetime


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

SHOWN = [outbox.c[each.name] for each in fields(OutboxRow)]
CLAIMED_FROM_ROW = {each.name for each in fields(Claimed)} - {"attempts", "lease_until"}


def enqueue(connection: Connection, programme: ProgrammeId, drafts: Iterable[Draft], *, now: datetime) -> int:
    """Put the messages in the outbox whose key is not yet there, and say how many those were.

    One that was withdrawn before it went out waits again, as it is drafted now, and counts as put in.
    """
    # In the same order in every process: two that insert the same keys crosswise would wait for each other.
    rows = {draft.key: _row_of(draft) for draft in sorted(drafts, key=lambda draft: draft.key)}
    if not rows:
        return 0
    back = bring_back(connection, programme, rows, now=now)
    first = {"programme": programme, "state": "waiting", "attempts": 0, "enqueued_at": now}
    statement = insert_into(connection, outbox).on_conflict_do_nothing(index_elements=["programme", "key"])
    every = [row | first for row in rows.values()]
    return back + connection.execute(statement, every, execution_options={"preserve_rowcount": True}).rowcount


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
    wanted = select(outbox.c.key, outbox.c.obligation).where(outbox.c.programme == programme, UNSENT)
    return dict(connection.execute(wanted.where(outbox.c.withdrawn_at.is_(None))).tuples().all())


def known_keys(connection: Connection, programme: ProgrammeId, keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that are in the outbox already, in whatever state but withdrawn: such a message may come back."""
    wanted = select(outbox.c.key).where(outbox.c.programme == programme, outbox.c.key.in_(list(keys)))
    return frozenset(connection.execute(wanted.where(outbox.c.state != "withdrawn")).scalars())


def claim(
    connection: Connection,
    programme: ProgrammeId,
    *,
    now: datetime,
    lease: timedelta,
    without: Collection[str] = (),
) -> Claimed | None:
    """Take the message that has been due longest, for as long as `lease`; absent when nothing is due.

    Messages by the channels in `without` are left alone.
    To be committed before sending. Several senders may claim at once: on SQLite they take turns, on PostgreSQL each
    skips what another is looking at. What ran out of attempts, or was withdrawn while its sender died, ends here.
    """
    while due := connection.execute(_due(programme, now, without)).mappings().one_or_none():
        if due["state"] not in CLAIMABLE:
            # In a damaged file the index still has what the table has not; it would be sent for ever.
            raise Unreadable
        if due["withdrawn_at"] is not None:
            _end(connection, due["id"], "uncertain", code="lease_expired")
        elif due["attempts"] >= MAX_ATTEMPTS:
            doubtful = due["outcome_kind"] == "uncertain"
            _end(connection, due["id"], "uncertain" if doubtful else "failed", code="attempts_exhausted")
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
    repeat: bool = False,
) -> bool:
    """Record how the attempt went; false, and nothing changed, when another sender has taken over since.

    A temporary outcome is tried again at `next_at`, and one of configuration as well without counting as an attempt; an
    uncertain one only to `repeat` it. None of them when the message was withdrawn meanwhile.
    """
    again = AFTER[outcome_kind] == "retry" or (outcome_kind == "uncertain" and repeat)
    assert next_at is not None or not again
    statement = (
        update(outbox)
        .where(outbox.c.id == claimed.id)
        # Both: a number that did not count comes back at the next claim, which has a lease of its own.
        .where(outbox.c.attempts == claimed.attempts, outbox.c.lease_until == claimed.lease_until)
        .values(
            state=_state_after(outcome_kind, again=again),
            attempts=claimed.attempts - 1 if outcome_kind == "config" else claimed.attempts,
            next_at=next_at if again else outbox.c.next_at,
            lease_until=None,
            outcome_kind=outcome_kind if outcome_kind == "sent" else case((DOUBTFUL, "uncertain"), else_=outcome_kind),
            outcome_code=code,
            outcome_text=text,
            sent_at=now if outcome_kind == "sent" else None,
        )
    )
    return connection.execute(statement).rowcount == 1


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


def _state_after(kind: OutcomeKind, *, again: bool) -> ColumnElement[str]:
    if kind == "sent":
        return literal("sent")
    gone = case((DOUBTFUL, "uncertain"), else_="uncertain" if kind == "uncertain" else "withdrawn")
    if again:
        return case((outbox.c.withdrawn_at.is_not(None), gone), else_="retry")
    return case((DOUBTFUL, "uncertain"), else_=AFTER[kind])


def _row_of(draft: Draft) -> dict[str, object]:
    row_of = {each.name: getattr(draft, each.name) for each in fields(Draft)}
    row_of["next_at"] = row_of.pop("not_before")
    return row_of


def _due(programme: ProgrammeId, now: datetime, without: Collection[str] = ()) -> Select[Any]:
    free = outbox.c.lease_until.is_(None) | (outbox.c.lease_until <= now)
    if without:
        free &= outbox.c.channel.not_in(without)
    return (
        select(outbox)
        .where(outbox.c.programme == programme, UNSENT, outbox.c.next_at <= now, free)
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
