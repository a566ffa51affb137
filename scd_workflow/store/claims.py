"""Claiming messages for a while, to send them, and settling how that went.

A row is claimed in the moment before it is sent, so that one whose claim ran out may have arrived: it is in doubt from
then on. A letter goes out again as the same frozen bytes, with the same Message-ID, by which the receiver knows it; what
may not be repeated is not. What never happens is an attempt that starts while the message is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, bindparam, case, func, literal, select, update

from scd_workflow.store import bodies
from scd_workflow.store.moments import Unreadable
from scd_workflow.store.outbox import DOUBTFUL, OutcomeKind, State
from scd_workflow.store.prepared import Prepared
from scd_workflow.store.schema import UNSENT
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

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

EXPIRED = "lease_expired"


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


KEPT = tuple(each.name for each in fields(Claimed))[:-3]
"""What a claim takes from its row as it is."""


class _Due(NamedTuple):
    """A message that seems due."""

    id: int
    attempts: int
    state: State
    outcome_kind: OutcomeKind | None
    gone: bool
    kept: tuple[Any, ...]


LOOKED_AT = (
    outbox.c.id,
    outbox.c.attempts,
    outbox.c.state,
    outbox.c.outcome_kind,
    outbox.c.withdrawn_at.is_not(None),
    *(outbox.c[name] for name in KEPT),
)


def _waiting() -> Select[Any]:
    unsent = (outbox.c.programme == bindparam("whose"), UNSENT)
    found = select(func.min(outbox.c.channel).label("channel")).where(*unsent).cte(recursive=True)
    following = select(func.min(outbox.c.channel)).where(*unsent, outbox.c.channel > found.c.channel).scalar_subquery()
    found = found.union_all(select(following).where(found.c.channel.is_not(None)))
    return select(found.c.channel).where(found.c.channel.is_not(None))


def _due() -> Select[Any]:
    mine = (outbox.c.programme == bindparam("whose"), outbox.c.channel == bindparam("by"), UNSENT)
    free = outbox.c.lease_until.is_(None) | (outbox.c.lease_until <= bindparam("now"))
    return (
        select(*LOOKED_AT)
        .where(*mine, outbox.c.state != "held", outbox.c.next_at <= bindparam("now"), free)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(bindparam("at_most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


@cache
def _taking(how_many: int) -> Prepared:
    interrupted = outbox.c.state == "claimed"
    numbers: list[BindParameter[int]] = [bindparam(f"number_{place}") for place in range(how_many)]
    return Prepared(
        update(outbox)
        .where(outbox.c.id.in_(numbers))
        .values(
            state="claimed",
            attempts=outbox.c.attempts + 1,
            lease_until=bindparam("until"),
            tried_at=bindparam("now"),
            outcome_kind=case((interrupted, "uncertain"), else_=outbox.c.outcome_kind),
            outcome_code=case((interrupted, EXPIRED), else_=outbox.c.outcome_code),
        )
    )


WAITING, DUE = Prepared(_waiting()), Prepared(_due())


def waiting_channels(connection: Connection, programme: ProgrammeId) -> list[str]:
    """The channels by which something may still go out, found without looking at each message."""
    return [channel for (channel,) in WAITING.rows(connection, {"whose": programme})]


def claim(  # noqa: PLR0913 - whose, by which way, when, for how long and how many
    connection: Connection,
    programme: ProgrammeId,
    channel: str,
    *,
    now: datetime,
    lease: timedelta,
    at_most: int = 1,
    repeatable: bool = True,
) -> list[Claimed]:
    """Take the messages by a channel that have been due longest, for as long as `lease`; none when nothing is due.

    To be committed before sending. Several senders may claim at once: on SQLite they take turns, on PostgreSQL each
    skips what another is looking at. What ran out of attempts ends here, and so does what was withdrawn, or is not
    `repeatable`, when its sender died.
    """
    taken: list[Claimed] = []
    while len(taken) < at_most:
        asked = min(at_most - len(taken), bodies.AT_ONCE)
        which = {"whose": programme, "by": channel, "now": now, "at_most": asked}
        due = [_Due._make((*row[:5], row[5:])) for row in DUE.rows(connection, which)]
        good = [row for row in due if not _ended(connection, row, repeatable=repeatable)]
        if good:
            taken += _take(connection, good, now, now + lease)
        if len(due) < asked:
            break
    return taken


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
    values = {
        "number": claimed.id,
        "counted": claimed.attempts,
        "until": claimed.lease_until,
        "counts": claimed.attempts - 1 if outcome_kind == "config" else claimed.attempts,
        "following": next_at,
        "code": code,
        "said": text,
        "now": now,
    }
    return _settling(outcome_kind, again=again).changed(connection, [values]) == 1


@cache
def _settling(kind: OutcomeKind, *, again: bool) -> Prepared:
    return Prepared(
        update(outbox)
        .where(outbox.c.id == bindparam("number"))
        # Both: a number that did not count comes back at the next claim, which has a lease of its own.
        .where(outbox.c.attempts == bindparam("counted"), outbox.c.lease_until == bindparam("until"))
        .values(
            state=_state_after(kind, again=again),
            attempts=bindparam("counts"),
            next_at=bindparam("following") if again else outbox.c.next_at,
            lease_until=None,
            outcome_kind=kind if kind == "sent" else case((DOUBTFUL, "uncertain"), else_=kind),
            outcome_code=bindparam("code"),
            outcome_text=bindparam("said"),
            sent_at=bindparam("now") if kind == "sent" else None,
        )
    )


def _ended(connection: Connection, row: _Due, *, repeatable: bool) -> bool:
    """Whether a message that seemed due is never sent again, which is then recorded."""
    if row.state not in CLAIMABLE:
        # In a damaged file the index still has what the table has not; it would be sent for ever.
        raise Unreadable
    interrupted = row.state == "claimed"
    doubtful = interrupted or row.outcome_kind == "uncertain"
    if row.gone or (interrupted and not repeatable):
        _end(connection, row.id, "uncertain", code=EXPIRED)
    elif row.attempts >= MAX_ATTEMPTS:
        _end(connection, row.id, "uncertain" if doubtful else "failed", code="attempts_exhausted")
    else:
        return False
    return True


def _take(connection: Connection, due: Sequence[_Due], now: datetime, lease_until: datetime) -> list[Claimed]:
    numbers = {f"number_{place}": row.id for place, row in enumerate(due)}
    # All at once, for between two statements threads that carry letters want the interpreter.
    if _taking(len(due)).changed(connection, [{**numbers, "until": lease_until, "now": now}]) != len(due):
        raise Unreadable
    # Read in their turn, now that nobody else can change them.
    said = bodies.read(connection, [row.id for row in due])
    return [Claimed(*(*row.kept, said[row.id], row.attempts + 1, lease_until)) for row in due]


def _end(connection: Connection, number: int, state: State, *, code: str) -> None:
    kind = "uncertain" if state == "uncertain" else "permanent"
    values = {"state": state, "lease_until": None, "outcome_kind": kind, "outcome_code": code}
    if connection.execute(update(outbox).where(outbox.c.id == number).values(values)).rowcount != 1:
        raise Unreadable


def _state_after(kind: OutcomeKind, *, again: bool) -> ColumnElement[str]:
    if kind == "sent":
        return literal("sent")
    gone = case((DOUBTFUL, "uncertain"), else_="uncertain" if kind == "uncertain" else "withdrawn")
    if again:
        return case((outbox.c.withdrawn_at.is_not(None), gone), else_="retry")
    return case((DOUBTFUL, "uncertain"), else_=AFTER[kind])
