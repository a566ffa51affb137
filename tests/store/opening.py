"""Databases opened, refused and filled a little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.engine import Engine

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.store import log
from scd_workflow.store.engine import open_database, reading, writing
from scd_workflow.texts import say
from tests.store.examples import NINE, PROGRAMME, begun


def refused(url: str, *, create: bool = True) -> str:
    """The code of the one reason for which a database is refused."""
    with pytest.raises(StoreUnavailable) as refusal:
        open_database(url, create=create)
    (reason,) = refusal.value.reasons
    assert say(reason, "nl") != say(reason, "en")
    return reason.code


def record(engine: Engine, *activities: str) -> None:
    """Append the beginnings of these activities."""
    with writing(engine) as connection:
        last = log.head(connection, PROGRAMME)
        events = [begun(activity) for activity in activities]
        log.append(connection, PROGRAMME, events, expected=last.seq, recorded_at=NINE)


def recorded(engine: Engine) -> int:
    """How many events the log holds."""
    with reading(engine) as connection:
        return len(list(log.read(connection, PROGRAMME)))


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """The database for the length of the block."""
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def end_all_sessions(url: str) -> None:
    """End every session with the database but our own, as a server does that restarts."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
