"""The SQLite file: made when absent, opened for durable writing, or for reading where writing is impossible."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 30
WAL_TRIES = 100
OF_ITS_OWNER = 0o600
"""Who may read a database: letters and answers of people lie in it."""


def ensure_file(path: Path, *, create: bool) -> None:
    """Make the folder and an empty file where there is none; raises `StoreUnavailable` where that is not allowed."""
    try:
        if path.exists():
            return
        if not create:
            raise StoreUnavailable(because("store.absent", place=str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its journal takes over who may read it.
        path.touch(mode=OF_ITS_OWNER)
    except OSError as error:
        raise StoreUnavailable(because("store.folder_read_only", folder=str(path.parent))) from error


def connect(path: Path) -> sqlite3.Connection:
    """A connection that waits for other writers and has written to disk what it says is written.

    Where neither the file nor its folder may be written the connection can only read, and a write is refused.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{_mode(path)}",
        uri=True,
        timeout=BUSY_SECONDS,
        # Transactions are begun by the engine, which knows whether they will write.
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL mode anything less may lose the last decisions when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def switch_to_wal(path: Path) -> None:
    """Let readers and a writer work at once, from here on and for every program that opens the file."""
    with closing(connect(path)) as connection:
        for _ in range(WAL_TRIES):
            if _switched(connection):
                return


def _switched(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        # This pragma does not wait for another writer; the beginning of a transaction does.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        return False
    return True


def _mode(path: Path) -> str:
    if _writable(path) and _writable(path.parent):
        return "mode=rw"
    if _writable(path.parent) or path.with_name(f"{path.name}-wal").exists():
        return "mode=ro"
    # Reading a WAL database needs a file beside it; where none can be made, nobody can be writing either.
    return "mode=ro&immutable=1"


def _writable(path: Path) -> bool:
    # The effective user is the one SQLite will act as; not every system can answer for it.
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
