"""The log: what happened, in order, each row chained to the one before it; it only grows.

A row's hash is the SHA-256 of the previous hash, the moment of recording and the body, exactly as they are stored, with
a line break between them. The chain of a programme starts at the SHA-256 of its id.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import islice, starmap
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, LargeBinary, bindparam, cast, func, insert, select
from sqlalchemy.exc import IntegrityError

from scd_workflow.domain.errors import Refused, StaleLog, StoreUnavailable
from scd_workflow.domain.events import EVENT, Event, written
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.store.moments import Unreadable
from scd_workflow.store.prepared import Prepared
from scd_workflow.store.schema import event_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Select
    from sqlalchemy.engine import Connection

HASH_LENGTH = 64
AT_ONCE = 100
"""How many events are read before anything is done with them."""

BLOCK = 256
"""How many rows of the chain are judged at once."""

HEXADECIMAL = frozenset("0123456789abcdef")
seq, recorded_at_, body, hash_ = (event_table.c[name] for name in ("seq", "recorded_at", "body", "hash"))

# A relay asks before each letter, and whoever decides waits for these.
OF_PROGRAMME = event_table.c.programme == bindparam("whose")
LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger))))
NEWEST = Prepared(select(func.max(seq)).where(OF_PROGRAMME))
HEAD = Prepared(select(seq, hash_).where(OF_PROGRAMME).order_by(seq.desc()).limit(1))
HASH_AT = Prepared(select(hash_).where(OF_PROGRAMME, seq == bindparam("number")))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log and when we heard of it."""

    seq: int
    recorded_at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: the number of its last row (0 when empty) and that row's hash, which vouches for all before."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: how many rows held, and the first row that did not, with the reason."""

    checked: int
    broken: int | None = None
    reason: Reason | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.reason is None


def append(
    connection: Connection,
    programme: ProgrammeId,
    events: Sequence[Event],
    *,
    expected: int,
    recorded_at: datetime,
) -> Head:
    """Write `events` after row `expected` and give the new head; raises `StaleLog` when the log goes on beyond it.

    The moment is kept as given: order is the row's number, and a clock that was set back must not stop the log.
    """
    last = head(connection, programme)
    if last.seq != expected:
        raise StaleLog(because("store.stale", programme=programme, expected=expected, found=last.seq))
    rows = list(_chained(programme, events, last, _stamp(recorded_at)))
    if not rows:
        return last
    try:
        connection.execute(insert(event_table), rows)
    except IntegrityError as error:
        raise StaleLog(because("store.overtaken", programme=programme, expected=expected)) from error
    return Head(rows[-1]["seq"], rows[-1]["hash"])


def read(
    connection: Connection, programme: ProgrammeId, *, after: int = 0, known_on: datetime | None = None
) -> Iterator[Recorded]:
    """The log in order, from row `after` (not included) on; to be used up before the connection closes.

    With `known_on` it ends before the first row that was recorded later than that moment, so that what comes out is
    always a beginning of the log, also when a clock was once wrong.
    """
    for number, moment, stored in _rows(connection, programme, after, known_on, seq, recorded_at_, body):
        try:
            recorded = Recorded(number, datetime.fromisoformat(bytes(moment).decode()), EVENT.validate_json(stored))
        except (ValueError, TypeError) as error:
            raise _unreadable(programme, number) from error
        yield recorded


def read_events(
    connection: Connection, programme: ProgrammeId, *, after: int = 0, known_on: datetime | None = None
) -> Iterator[Event]:
    """Like `read`, the events alone: the quickest way to a state."""
    try:
        # The validator itself, driven without a line of Python per row: this is half of every answer. Some at a time: reading
        # and what is done with each event in turns costs a tenth more.
        events = starmap(EVENT.validator.validate_json, _rows(connection, programme, after, known_on, body))
        while some := list(islice(events, AT_ONCE)):
            yield from some
    except (ValueError, TypeError):
        # Which row it was is looked up only now.
        deque(read(connection, programme, after=after, known_on=known_on), maxlen=0)
        raise


def head(connection: Connection, programme: ProgrammeId) -> Head:
    """The end of the log; for a programme without events number 0 and the hash its chain starts from."""
    found = HEAD.rows(connection, {"whose": programme})
    return Head(*found[0]) if found else Head(0, genesis(programme))


def newest(connection: Connection, programme: ProgrammeId) -> int:
    """The number of the last row, 0 of an empty log: the cheapest way to know that nothing was added."""
    ((number,),) = NEWEST.rows(connection, {"whose": programme})
    return number or 0


def hash_at(connection: Connection, programme: ProgrammeId, number: int) -> str | None:
    """The hash of one row, by which a reader can tell that the log is still the one that he or she read."""
    found = HASH_AT.rows(connection, {"whose": programme, "number": number})
    return found[0][0] if found else None


def genesis(programme: ProgrammeId) -> str:
    """The hash from which a programme's chain starts."""
    return sha256(programme.encode()).hexdigest()


def programmes(connection: Connection) -> tuple[ProgrammeId, ...]:
    """The programmes that have a log in this database, in alphabetical order."""
    found = connection.execute(select(event_table.c.programme).distinct()).scalars()
    # In a damaged SQLite file anything may stand where a text was.
    return tuple(sorted(ProgrammeId(str(programme)) for programme in found))


def verify(connection: Connection, programme: ProgrammeId, kept: Head | None = None) -> Verdict:
    """Recompute the chain from the stored bytes, and compare it with a head that was kept elsewhere.

    Without a `kept` head a log that lost its last rows, or was hashed anew from some row on, looks whole.
    """
    start = Head(0, genesis(programme))
    kept = kept or start
    if kept.seq == 0 and kept != start:
        return Verdict(0, 0, because("store.chain_other_head", programme=programme, seq=0))
    checked, before = 0, start.hash.encode()
    # From before the first row on: readers never come upon a row 0, and one that was put there is no less invented.
    rows = _rows(connection, programme, None, None, seq, recorded_at_, body, hash_)
    # By the block: to judge each row by itself would cost half as much again.
    while block := list(islice(rows, BLOCK)):
        numbers, moments, bodies, claims = zip(*block, strict=True)
        # A row is hashed with what the one before it claims, which is what was found as long as nothing is wrong.
        links = zip((before, *claims[:-1]), moments, bodies, strict=True)
        try:
            found = tuple(sha256(link).hexdigest().encode() for link in map(b"\n".join, links))
        except TypeError as error:
            # In a damaged SQLite file nothing may stand where a text was.
            raise Unreadable from error
        wanted = range(checked + 1, checked + 1 + len(block))
        other_head = kept.seq in wanted and found[kept.seq - wanted.start] != kept.hash.encode()
        if other_head or found != claims or numbers != tuple(wanted):
            return _first_wrong(programme, kept, zip(wanted, numbers, claims, found, strict=True))
        checked, before = wanted[-1], found[-1]
    if checked < kept.seq:
        return _broken("store.chain_cut", programme, at=checked + 1, kept=kept.seq)
    return Verdict(checked)


def format_head(head: Head) -> str:
    """The head as people keep it: `12-` and the hash."""
    return f"{head.seq}-{head.hash}"


def parse_head(written: str) -> Head:
    """The head that `format_head` wrote, also with a colon; raises `Refused` when it is anything else."""
    number, _, digest = written.strip().replace(":", "-", 1).partition("-")
    if not (number.isascii() and number.isdigit() and len(digest) == HASH_LENGTH and set(digest) <= HEXADECIMAL):
        raise Refused(because("store.head_unreadable", head=written))
    return Head(int(number), digest)


def lock(connection: Connection, programme: ProgrammeId) -> None:
    """Wait until no other transaction writes to this programme; held until this one ends.

    On SQLite a writing transaction already is alone.
    """
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(sha256(b"scd_workflow/" + programme.encode()).digest()[:8], signed=True)
        LOCK.rows(connection, {"key": key})


def _chained(programme: ProgrammeId, events: Sequence[Event], last: Head, moment: str) -> Iterator[dict[str, Any]]:
    before = last.hash
    for number, event in enumerate(events, start=last.seq + 1):
        stored = written(event)
        before = sha256(f"{before}\n{moment}\n{stored}".encode()).hexdigest()
        yield {"programme": programme, "seq": number, "recorded_at": moment, "body": stored, "hash": before}


def _rows(
    connection: Connection,
    programme: ProgrammeId,
    after: int | None,
    known_on: datetime | None,
    *columns: Column[Any],
) -> Iterator[tuple[Any, ...]]:
    until = None if known_on is None else _first_after(connection, programme, known_on)
    wanted = _laid_out(
        connection.dialect.name, tuple(each.name for each in columns), after is not None, until is not None
    )
    # The driver's own tuples: SQLAlchemy's rows would cost as much again as reading them.
    cursor: Any = connection.execute(wanted, {"whose": programme, "after": after, "until": until}).cursor
    return iter(cursor)


@cache
def _laid_out(dialect: str, columns: tuple[str, ...], begins: bool, ends: bool) -> Select[Any]:  # noqa: FBT001 - of itself alone
    wanted = select(*(_bytes_of(event_table.c[name], dialect) for name in columns)).where(OF_PROGRAMME).order_by(seq)
    if begins:
        wanted = wanted.where(seq > bindparam("after"))
    return wanted.where(seq < bindparam("until")) if ends else wanted


def _bytes_of(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """The stored bytes of a text, which in a damaged SQLite file need not be text any more."""
    if column is seq:
        return column
    if dialect == "sqlite":
        return cast(column, LargeBinary)
    return func.convert_to(column, "UTF8")


def _first_after(connection: Connection, programme: ProgrammeId, known_on: datetime) -> int:
    later = select(func.min(seq)).where(event_table.c.programme == programme, recorded_at_ > _stamp(known_on))
    first: int | None = connection.execute(later).scalar()
    return head(connection, programme).seq + 1 if first is None else first


def _stamp(moment: datetime) -> str:
    # Always the same width and zone, so that stamps compare as the moments do.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _unreadable(programme: ProgrammeId, number: int) -> StoreUnavailable:
    return StoreUnavailable(because("store.event_unreadable", programme=programme, seq=number))


def _first_wrong(programme: ProgrammeId, kept: Head, rows: Iterable[tuple[int, object, object, bytes]]) -> Verdict:
    """What is wrong with the first row that is: its number, its hash, or that another hash was kept of it."""
    for at, number, claimed, found in rows:
        if number != at:
            before = isinstance(number, int) and number < at
            return _broken("store.chain_surplus" if before else "store.chain_gap", programme, at=at)
        if found != claimed:
            return _broken("store.chain_broken", programme, at=at)
        if at == kept.seq and found != kept.hash.encode():
            return _broken("store.chain_other_head", programme, at=at)
    raise AssertionError


def _broken(code: str, programme: ProgrammeId, *, at: int, **values: int) -> Verdict:
    return Verdict(at - 1, at, because(code, programme=programme, seq=at, **values))
