"""Opening the database and the two ways to use it: `reading`, one consistent picture, and `writing`, all or nothing."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.reasons import because
from scd_workflow.store import sqlite
from scd_workflow.store.faults import place, reason_for
from scd_workflow.store.moments import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import URL

# What others pass to and fro without knowing SQLAlchemy.
__all__ = ["HEAD", "Connection", "Engine", "empty_journal", "move_journal", "open_database", "reading", "writing"]

HEAD = "0011"
"""The newest version of the tables; compared before anything else, so that Alembic is loaded only to migrate."""

# Any number will do as long as nothing else in the database takes an advisory lock on it.
MIGRATION_LOCK = 0x5CD_0001
CONNECT_SECONDS = 10

ERASED = ("campaign_secret", "invitation", "response", "role_count", "comment", "outbox", "outbox_body")
"""The tables from which something is erased, and not only withdrawn."""

# At its lowest level SQLAlchemy logs every row that it reads, with addresses and letters.
logging.getLogger("sqlalchemy.engine").propagate = False
logging.getLogger("sqlalchemy.engine").addHandler(logging.NullHandler())


def open_database(url: str, *, create: bool = True) -> Engine:
    """The database at `url` (`sqlite:///path` or `postgresql+psycopg://…`), at the newest version.

    Makes the folder, the database file and the tables where they are absent, unless `create` is false. Raises
    `StoreUnavailable` with one reason when the database cannot be used.
    """
    engine = _engine(_parsed(url), create=create)
    try:
        _bring_to_head(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database, however many questions it asks; not for writing."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with faults_translated(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is kept when the block ends well, and undone when it raises.

    On SQLite one writer at a time: the block waits for the others before it starts, so that nothing it reads can be
    overtaken. Raises `StoreUnavailable` when the disk is full or read-only.
    """
    with faults_translated(engine), for_writing(engine) as connection, connection.begin():
        yield connection


def for_writing(engine: Engine) -> Connection:
    """A connection of which each transaction will write."""
    return engine.connect().execution_options(scd_writes=True)


def empty_journal(engine: Engine) -> None:
    """Leave nothing of what was erased: in SQLite's journal beside the file, or among what PostgreSQL keeps of old rows.

    While others read, as much as can be done.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tidying:
            tidying.execute(text(f"VACUUM {', '.join(ERASED)}"))
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def move_journal(engine: Engine) -> None:
    """Bring what SQLite's journal holds into the file beside it, as far as nobody reads it; waits for nobody.

    SQLite does so itself when a thousand pages wait, in the middle of somebody's commit.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _parsed(text_of_url: str) -> URL:
    try:
        url = make_url(text_of_url)
    except (ArgumentError, ValueError):
        # The cause would show the address, and with it the password.
        raise StoreUnavailable(because("store.url_unknown")) from None
    if url.drivername not in {"sqlite", "postgresql+psycopg"} or url.database in {None, "", ":memory:"}:
        raise StoreUnavailable(because("store.url_unknown"))
    return url


def _engine(url: URL, *, create: bool) -> Engine:
    if url.drivername != "sqlite":
        # A server that restarted leaves dead connections in the pool of a process that runs for weeks.
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
        )
    path = Path(url.database or "")
    sqlite.ensure_file(path, create=create)
    engine = create_engine(url, hide_parameters=True, creator=lambda: sqlite.connect(path))
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("scd_writes", False)
    # By the driver itself: this is asked for every letter.
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_to_head(engine: Engine, *, create: bool) -> None:
    with reading(engine) as connection:
        version = _version(connection)
    if version == HEAD:
        return
    if version is None and not create:
        raise StoreUnavailable(because("store.absent", place=place(engine)))
    if engine.dialect.name == "sqlite":
        with faults_translated(engine):
            sqlite.switch_to_wal(Path(engine.url.database or ""))
    with writing(engine) as connection:
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    from scd_workflow.store import migrations  # noqa: PLC0415 - Alembic loads slowly and is seldom needed

    # Asked again inside the lock: another process may have migrated while this one waited.
    version = _version(connection)
    if version is not None and version not in migrations.known_versions():
        raise StoreUnavailable(because("store.newer", place=place(connection.engine), version=version, head=HEAD))
    migrations.upgrade(connection)


@contextmanager
def faults_translated(engine: Engine) -> Iterator[None]:
    """A block in which what a database cannot do is said as `StoreUnavailable`."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error, Unreadable, UnicodeDecodeError) as error:
        reason = reason_for(error, engine)
        if reason is None:
            raise
        raise StoreUnavailable(reason) from error
