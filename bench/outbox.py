"""Claiming what is due among a million messages, and putting in what a sweep of all obligations finds to be said."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import programme
from bench.databases import databases
from bench.timing import ROUNDS, Ratio, busy, median_of
from scd_workflow.domain import due
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import fold
from scd_workflow.store import claims, outbox
from scd_workflow.store.engine import Engine, writing
from scd_workflow.store.outbox import Draft

LARGE = ProgrammeId("large")
ROWS, DUE, BATCH = 1_000_000, 1_000, 50_000
NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
TODAY = date(2027, 5, 3)
LEASE, DAY = timedelta(minutes=10), timedelta(days=1)
MIME = b"Message-ID: <1@example.nl>\r\n\r\n" + b"Neem hier uw besluit.\r\n" * 10

COLUMNS = "programme, key, obligation, recipient, address, channel, subject, state, attempts, next_at, enqueued_at"
BODIES = """
INSERT INTO outbox_body (message, programme, enqueued_at, mime)
SELECT id, programme, enqueued_at, {0} FROM outbox WHERE programme = {0} AND key = {1}
"""
CLAIM = """
UPDATE outbox SET state = 'claimed', attempts = attempts + 1, lease_until = {0}
WHERE id IN (
    SELECT id FROM outbox
    WHERE programme = 'large' AND channel = 'mail' AND state IN ('waiting', 'retry', 'claimed', 'held')
      AND next_at <= {0} AND (lease_until IS NULL OR lease_until <= {0})
    ORDER BY next_at, id LIMIT 1000 {1})
RETURNING id, programme, key, obligation, recipient, address, channel, subject, attempts,
    (SELECT mime FROM outbox_body WHERE message = outbox.id)
"""
BACK = "UPDATE outbox SET state = 'waiting', attempts = 0, lease_until = NULL WHERE state = 'claimed'"


def ratios() -> Iterator[Ratio]:
    """The claim against the bare statement on both databases, and the sweep with the bare insert beside it."""
    with tempfile.TemporaryDirectory() as name:
        for engine in databases(Path(name)):
            busy(f"  putting a million messages in {engine.dialect.name} (half a minute)")
            _fill(engine)
            yield from _claiming(engine)
        yield from _sweep()
        for engine in databases(Path(name) / "sweep"):
            yield from _enqueuing(engine)


def _claiming(engine: Engine) -> Iterator[Ratio]:
    kind = engine.dialect.name

    def ours() -> int:
        with writing(engine) as connection:
            return len(claims.claim(connection, LARGE, "mail", now=NOW, lease=LEASE, at_most=DUE))

    def idle() -> None:
        with writing(engine) as connection:
            for channel in claims.waiting_channels(connection, LARGE):
                assert not claims.claim(connection, LARGE, channel, now=NOW - DAY, lease=LEASE, at_most=DUE)

    def afresh() -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql(BACK)

    floor = _bare(engine, CLAIM)
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        for place, way in enumerate((ours, floor)):
            begun = time.perf_counter()
            assert way() == DUE
            if number:
                times[place].append(time.perf_counter() - begun)
            afresh()
    claimed, bare = map(statistics.median, times)
    yield Ratio(f"claim 1,000 due of 1,000,000, {kind} / bare statement", claimed, bare, goal=2)
    yield Ratio(f"look for what is due and find nothing, {kind} / 3 ms", median_of(idle), 0.003, goal=1)


def _sweep() -> Iterator[Ratio]:
    network, state = Network(programme.plan()), fold(programme.events())
    whole = median_of(lambda: progress_of(network, state, TODAY))
    progress = progress_of(network, state, TODAY)

    def sweep() -> None:
        due.obligations.cache_clear()
        due.obligations(progress)

    yield Ratio("obligations of 342 x 40 / their reckoning", median_of(sweep), whole, goal=None)


def _enqueuing(engine: Engine) -> Iterator[Ratio]:
    network, state = Network(programme.plan()), fold(programme.events())
    found = [each.key for each in due.obligations(progress_of(network, state, TODAY))]
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + 1):
        drafts = [_draft(f"{number}/{key}", key) for key in found]
        begun = time.perf_counter()
        with writing(engine) as connection:
            assert outbox.enqueue(connection, LARGE, drafts, now=NOW) == len(found)
        times[0].append(time.perf_counter() - begun)
        rows = [_row(engine, f"{number}/{key}/bare", NOW, "waiting") for key in found]
        begun = time.perf_counter()
        _insert(engine, rows)
        times[1].append(time.perf_counter() - begun)
    ours, bare = (statistics.median(each[1:]) for each in times)
    yield Ratio(f"put {len(found):,} notices in, {engine.dialect.name} / bare insert", ours, bare, goal=2)


def _draft(key: str, obligation: str) -> Draft:
    return Draft(key, obligation, "lead", "lead@example.nl", "mail", "Besluit nodig", MIME, NOW)


def _fill(engine: Engine) -> None:
    """Nine of ten were sent, most of the others wait for another moment, and a thousand are due."""
    for start in range(0, ROWS, BATCH):
        rows = [_row(engine, str(number), *_standing(number)) for number in range(start, start + BATCH)]
        if engine.dialect.name == "sqlite":
            _insert(engine, rows)
        else:
            _copy(engine, rows)
    with writing(engine) as connection:
        connection.exec_driver_sql("ANALYZE")


def _standing(number: int) -> tuple[datetime, str]:
    if number < DUE:
        return NOW - timedelta(seconds=number), "waiting"
    return NOW + timedelta(minutes=number), "waiting" if number < ROWS // 10 else "sent"


def _row(engine: Engine, key: str, moment: datetime, state: str) -> tuple[Any, ...]:
    at: Any = moment
    now: Any = NOW
    if engine.dialect.name == "sqlite":
        at, now = (f"{each:%Y-%m-%d %H:%M:%S.%f}" for each in (moment, NOW))
    return ("large", key, key, "lead", "lead@example.nl", "mail", "Besluit nodig", state, 0, at, now)


def _insert(engine: Engine, rows: list[tuple[Any, ...]]) -> None:
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with writing(engine) as connection:
        cursor: Any = connection.connection.cursor()
        cursor.executemany(
            f"INSERT INTO outbox ({COLUMNS}) VALUES ({', '.join([mark] * 11)}) ON CONFLICT DO NOTHING", rows
        )
        cursor.executemany(BODIES.format(mark, mark), [(MIME, *row[:2]) for row in rows])


def _copy(engine: Engine, rows: list[tuple[Any, ...]]) -> None:
    with writing(engine) as connection:
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY outbox ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(BODIES.format("%s", "ANY(%s)"), (MIME, "large", [row[1] for row in rows]))


def _bare(engine: Engine, statement: str) -> Callable[[], int]:
    sqlite = engine.dialect.name == "sqlite"
    text = statement.format("?1" if sqlite else "%(now)s", "" if sqlite else "FOR UPDATE SKIP LOCKED")

    def bare() -> int:
        with writing(engine) as connection:
            cursor: Any = connection.connection.cursor()
            # The same moment serves as the end of the lease: what it costs is the same.
            given: Any = (f"{NOW:%Y-%m-%d %H:%M:%S.%f}",) if sqlite else {"now": NOW}
            return len(cursor.execute(text, given).fetchall())

    return bare
