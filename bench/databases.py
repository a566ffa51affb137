"""Databases for a bench: an SQLite file, and a PostgreSQL database where a server is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from bench.timing import busy
from scd_workflow.store.engine import Engine, open_database

POSTGRESQL = make_url(os.environ.get("SCD_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"))


def databases(folder: Path) -> Iterator[Engine]:
    """An empty database of each kind, one after the other, which is gone when the next is asked for."""
    engine = open_database(f"sqlite:///{folder / 'bench.db'}")
    yield engine
    engine.dispose()
    try:
        with _postgresql() as url:
            engine = open_database(url)
            yield engine
            engine.dispose()
    except psycopg.OperationalError:
        busy(f"  no PostgreSQL at {POSTGRESQL.host}:{POSTGRESQL.port}: left out")


@contextmanager
def _postgresql() -> Iterator[str]:
    name, dsn = f"scd_bench_{uuid4().hex}", POSTGRESQL.set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(dsn, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield POSTGRESQL.set(database=name).render_as_string(False)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
