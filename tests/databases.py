"""Databases for tests: of their own on a PostgreSQL server, and copies of one at the newest version.

Migrating one takes longer than most of what is tested in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from sqlalchemy.engine import URL, make_url

from scd_workflow.store.engine import open_database


def lay(url: str) -> str:
    """Put a database without any event where this address of an SQLite file leads, if none is there; gives the address."""
    where = make_url(url)
    file = Path(where.database or "")
    if where.drivername == "sqlite" and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(_migrated())
    return url


@contextmanager
def database_on(server: URL, made: str = "") -> Iterator[URL]:
    """A PostgreSQL database, empty unless `made` otherwise, dropped afterwards."""
    name = f"scd_test_{uuid4().hex}"
    with psycopg.connect(asked_directly(server), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {made}".encode())
        try:
            yield server.set(database=name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def asked_directly(url: URL) -> str:
    """The address of a PostgreSQL database as its driver takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def of_prefect(url: URL) -> str:
    """The address of a PostgreSQL database as Prefect takes it."""
    return url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "scd.db"
        open_database(f"sqlite:///{file}").dispose()
        return file.read_bytes()
